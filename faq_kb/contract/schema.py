"""Any reply by its type, and the JSON Schema of all of them."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from faq_kb.contract.replies import (
    ClarifyReply,
    ContactsReply,
    DraftReply,
    FacetReply,
    FallbackReply,
    ProcedureReply,
    SmallTalkReply,
)

VERSION = "2.0"

AnyReply = (
    ProcedureReply
    | ContactsReply
    | FacetReply
    | ClarifyReply
    | FallbackReply
    | DraftReply
    | SmallTalkReply
)
ReplyAdapter: TypeAdapter[AnyReply] = TypeAdapter(
    Annotated[AnyReply, Field(discriminator="type")],
)


def json_schema() -> dict[str, Any]:
    """JSON Schema of the `custom` object, as docs/contract.schema.json publishes it."""
    schema = ReplyAdapter.json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Reply of the Commonwealth Service Desk assistant, contract {VERSION}",
        **schema,
    }
