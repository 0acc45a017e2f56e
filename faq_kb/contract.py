"""The public contract of a reply: the one `custom` object beside its text (docs/contract.md)."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from faq_kb.model import ItemType, Role

VERSION = "1.3"
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
ChatIntent = Literal["greet", "thanks", "help", "goodbye", "masked", "next_caller"]
DraftStatus = Literal["collecting", "ready", "handed_over", "submitted", "withdrawn", "expired"]
DraftDelivery = Literal["not_sent", "sending", "sent", "failed"]


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
    """A person who may act in a role for an agency: a department, or its cabinet."""

    name: str
    role: Role
    agency: str
    email: Optional = None
    phone: Optional = None


class Choice(Part):
    entry: str
    title: str


class ProcedureReply(Part):
    """A catalog entry is the answer."""

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
    authorized: list[Contact]


class ContactsReply(Part):
    """Who is authorized at an agency."""

    type: Literal["contacts"] = "contacts"
    entry: Literal["agency_contact_lookup"] = "agency_contact_lookup"
    agency: str | None
    role: Role | None
    contacts: list[Contact]
    asked: Literal["agency", "role"] | None
    options: list[str]
    notes: list[str]
    # There may be names, but not for this user.
    withheld: bool = False


class FacetReply(Part):
    """One fact about the procedure that the conversation is about."""

    type: Literal["facet"] = "facet"
    entry: str
    facet: Facet
    value: Any
    # For `requesters`: the people of the user's agency, and what is to be said of them.
    authorized: list[Contact]
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


class DraftItem(Part):
    """One item of a draft; `value` is null while it is missing; `skipped`: passed over."""

    key: str
    label: str
    short: str
    type: ItemType
    required: bool
    choices: list[str]
    value: str | None
    skipped: bool


class DraftTicket(Part):
    """A draft ticket as it stands; times are ISO 8601 in UTC."""

    id: str
    status: DraftStatus
    # How far what was handed over has come; null in every other status.
    delivery: DraftDelivery | None = None
    entry: str
    title: str
    fields: dict[str, str]
    missing: list[str]
    items: list[DraftItem]
    authorized: list[Contact]
    may_submit: bool
    # The receiver's own number of the request, once there is one.
    number: str | None
    # The request as an e-mail, once it is confirmed: a link that opens it, and the file.
    mailto: str | None
    eml: str | None
    version: int
    created_at: str
    updated_at: str


class DraftSummary(Part):
    """One line of "my drafts"."""

    id: str
    status: DraftStatus
    delivery: DraftDelivery | None = None
    entry: str
    title: str
    updated_at: str


class DraftReply(Part):
    """Anything about a draft ticket; `draft` is null for a list, and where none was found."""

    type: Literal["draft"] = "draft"
    draft: DraftTicket | None
    asked: str | None
    drafts: list[DraftSummary]
    # A catalog entry that could be drafted next: it was asked for in the middle of another draft.
    offered: str | None
    notes: list[str]


class ChatReply(Part):
    """Greeting, thanks, help or goodbye; `masked`: something secret was removed from a message."""

    type: Literal["chat"] = "chat"
    intent: ChatIntent


Reply = (
    ProcedureReply
    | ContactsReply
    | FacetReply
    | ClarifyReply
    | FallbackReply
    | DraftReply
    | ChatReply
)
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
