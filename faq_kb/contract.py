"""The public contract of a reply: the one `custom` object beside its text (docs/contract.md)."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from faq_kb.model import Role

VERSION = "1.1"
Facet = Literal[
    "forms",
    "requesters",
    "phones",
    "send_to",
    "include",
    "steps",
    "lead_time",
    "cost",
    "policies",
]
ChatIntent = Literal["greet", "thanks", "help", "goodbye"]


class Part(BaseModel):
    """Base of every part: exactly these fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# A field that is left out of the object when there is nothing to say ("url?" in the contract).
Optional = Annotated[str | None, Field(exclude_if=lambda value: value is None)]


class FormRef(Part):
    number: str
    title: str
    url: Optional = None


class SendTo(Part):
    name: str
    email: Optional = None
    phone: Optional = None
    url: Optional = None


class Item(Part):
    key: str
    label: str
    required: bool


class Source(Part):
    page: str
    verified: str


class Contact(Part):
    name: str
    role: Role
    email: Optional = None
    phone: Optional = None


class Choice(Part):
    entry: str
    title: str


class ProcedureReply(Part):
    """A catalogue entry is the answer."""

    type: Literal["procedure"] = "procedure"
    entry: str
    title: str
    summary: str
    requesters: list[Role]
    approval: str | None
    forms: list[FormRef]
    send_to: list[SendTo]
    phones: list[str]
    include: list[Item]
    steps: list[str]
    lead_time: str | None
    cost: str | None
    policies: list[str]
    notes: list[str]
    source: Source
    confidence: float
    can_draft: bool
    authorised: list[Contact]


class ContactsReply(Part):
    """Who is authorised at an agency."""

    type: Literal["contacts"] = "contacts"
    entry: Literal["agency_contact_lookup"] = "agency_contact_lookup"
    agency: str | None
    role: Role | None
    contacts: list[Contact]
    asked: Literal["agency", "role"] | None
    options: list[str]
    notes: list[str]


class FacetReply(Part):
    """One fact about the procedure that the conversation is about."""

    type: Literal["facet"] = "facet"
    entry: str
    facet: Facet
    value: Any
    # For `requesters`: the people of the user's agency, and what is to be said of them.
    authorised: list[Contact]
    notes: list[str]


class ClarifyReply(Part):
    """Not sure: two or three named choices, best first."""

    type: Literal["clarify"] = "clarify"
    options: Annotated[list[Choice], Field(min_length=2, max_length=3)]


class FallbackReply(Part):
    """Nothing fits, or the store is away: the Service Desk's number."""

    type: Literal["fallback"] = "fallback"
    send_to: list[SendTo]
    phones: list[str]


class ChatReply(Part):
    """Greeting, thanks, help or goodbye."""

    type: Literal["chat"] = "chat"
    intent: ChatIntent


Reply = ProcedureReply | ContactsReply | FacetReply | ClarifyReply | FallbackReply | ChatReply
ReplyAdapter: TypeAdapter[Reply] = TypeAdapter(
    Annotated[Reply, Field(discriminator="type")],
)


def json_schema() -> dict[str, Any]:
    """JSON Schema of the `custom` object, as docs/contract.schema.json publishes it."""
    schema = ReplyAdapter.json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Reply of the Commonwealth Service Desk assistant, contract {VERSION}",
        **schema,
    }
