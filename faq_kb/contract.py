"""The public contract of a reply: the one `custom` object beside its text (docs/contract.md).

Every fact that the text states is in a typed field, so channels never read prose to find one.
People are in parts and fields marked as personal, so any reply, of a type yet to be written, too,
can be shown without them.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)

from faq_kb.model import ItemType, Role

VERSION = "2.0"
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
    "detail",
]
ClarifyReason = Literal["unsure", "vague", "two_needs", "repair"]
FallbackReason = Literal["out_of_scope", "not_in_source", "unavailable"]
ChatIntent = Literal["greet", "thanks", "help", "goodbye", "masked", "next_caller"]
DraftStatus = Literal["collecting", "ready", "handed_over", "submitted", "withdrawn", "expired"]
DraftDelivery = Literal["not_sent", "sending", "sent", "failed"]


class _Personal:
    """Marks a field that names people or is addressed to them."""


PERSONAL = _Personal()


class Part(BaseModel):
    """Base of every part: exactly these fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonalPart(Part):
    """Base of the parts that are about one person; `Reply.without_people` takes them out."""


# A field that is left out of the object when there is nothing to say ("url?" in the contract).
Optional = Annotated[str | None, Field(exclude_if=lambda value: value is None)]


class Passage(Part):
    """A passage of the record, by the key under which the record has it."""

    key: str
    text: str


class Requester(Part):
    """A role that may make the request; `note` says for what, when that is not everything."""

    role: Role
    note: Optional = None


class FormRef(Part):
    """A form; `use` says when it is the one to fill in."""

    number: str
    title: str
    use: Optional = None
    url: Optional = None


class SendTo(Part):
    """A place that requests go to.

    Without an address there is a `phone`, and `phone_label` says whose number that is.
    """

    name: str
    note: Optional = None
    email: Optional = None
    phone: Optional = None
    phone_label: Optional = None
    url: Optional = None


class PhoneRef(Part):
    """A number to call, and whose it is."""

    number: str
    label: str


class Item(Part):
    """One thing that the request must or should contain; `when` says in which case."""

    key: str
    label: str
    help: Optional = None
    required: bool
    when: Optional = None


class ConditionRef(Part):
    """A sub-case or exception: `when` it applies, `then` what is different."""

    key: Optional = None
    when: str
    then: str


class PolicyRef(Part):
    """A policy; its title is its number where the source gives no title."""

    number: str
    title: str
    url: Optional = None


class Source(Part):
    """Where the facts come from, and when they were checked."""

    page: str
    url: Optional = None
    verified: str


class Contact(PersonalPart):
    """A person who may act in a role for an agency: a department, or its cabinet."""

    name: str
    role: Role
    agency: str
    email: Optional = None
    phone: Optional = None


class Authorization(Part):
    """A role at an agency, and since and until when; dates are ISO 8601."""

    role: Role
    agency: str
    since: Optional = None
    until: Optional = None
    verified: Optional = None


class PersonCheck(PersonalPart):
    """Whether a person is authorized, for what was asked, and the authorizations that say so.

    When `authorized` is false, they are what the contact file has of the person instead.
    """

    name: str
    agency: str | None
    role: Role | None
    authorized: bool
    authorizations: list[Authorization]


class Choice(Part):
    """A named choice; `entry` is the catalog entry that it stands for."""

    entry: Optional = None
    title: str


class Reply(Part):
    """Base of every reply.

    `message` is what the assistant says beside the facts: "I've opened a draft." `notes` are
    sentences to be read with the answer.
    """

    type: str
    message: str = ""
    notes: list[str] = []
    # Whether it is about the entry that was the answer before.
    is_follow_up: ClassVar[bool] = False

    @property
    def procedure_id(self) -> str | None:
        """The catalog entry that is the answer, if one is."""
        return None

    @property
    def is_answer(self) -> bool:
        """Whether it answers a question, so that users may say whether it helped."""
        return False

    @property
    def people(self) -> list[Contact]:
        """Every person that the reply names as a contact."""
        return [part for part in _personal_parts(self) if isinstance(part, Contact)]

    def without_people(self) -> Self:
        """The same reply without any person, what is addressed to one, and what names one."""
        names = {name for part in _personal_parts(self) for name in _names(part)}
        bare: Self = _without_people(self)
        lines = (line for line in bare.message.splitlines() if not _has(line, names))
        notes = [note for note in bare.notes if not _has(note, names)]
        return bare.model_copy(update={"message": "\n".join(lines), "notes": notes})


class ProcedureReply(Reply):
    """A catalog entry is the answer."""

    type: Literal["procedure"] = "procedure"
    entry: str
    title: str
    summary: str
    lead: list[Passage] = []
    requesters: list[Requester]
    approval: str | None
    forms: list[FormRef]
    send_to: list[SendTo]
    # The one to call first is first.
    phones: list[PhoneRef]
    # Whether to call before anything is written.
    call_first: bool = False
    include: list[Item]
    steps: list[str]
    conditions: list[ConditionRef] = []
    lead_time: str | None
    cost: str | None
    policies: list[PolicyRef]
    source: Source
    confidence: float
    can_draft: bool
    authorized: list[Contact]
    # The agency that `authorized` is for; `asked` when it must be known to name them.
    agency: str | None = None
    asked: Literal["agency"] | None = None

    @property
    def procedure_id(self) -> str:
        """The entry."""
        return self.entry

    @property
    def is_answer(self) -> bool:
        """It is."""
        return True


class ContactsReply(Reply):
    """Who is authorized at an agency, or whether somebody is."""

    type: Literal["contacts"] = "contacts"
    entry: Literal["agency_contact_lookup"] = "agency_contact_lookup"
    agency: str | None
    role: Role | None
    # What the record says of contacts, where the agency has to be known first.
    lead: list[Passage] = []
    contacts: list[Contact]
    # For a question about a person.
    checks: list[PersonCheck] = []
    # Whether the agency is consolidated, where that was asked and is known.
    consolidated: bool | None = None
    asked: Literal["agency", "role"] | None
    options: list[str]
    policies: list[PolicyRef] = []
    # Whom to ask where nobody is on record.
    send_to: list[SendTo] = []
    phones: list[PhoneRef] = []
    # There may be names, but not for this user.
    withheld: bool = False

    @property
    def procedure_id(self) -> str:
        """The entry of every look-up."""
        return self.entry

    @property
    def is_answer(self) -> bool:
        """Unless it asks back."""
        return self.asked is None


FacetValue = (
    list[FormRef]
    | list[Requester]
    | list[PhoneRef]
    | list[SendTo]
    | list[Item]
    | list[PolicyRef]
    | list[Passage]
    | list[str]
    | str
    | None
)


class FacetReply(Reply):
    """A follow-up: one fact about the procedure that the conversation is about.

    `value` is as the field of that name in a procedure; for `detail` the passages of the record.
    """

    is_follow_up = True

    type: Literal["facet"] = "facet"
    entry: str
    title: str
    facet: Facet
    lead: list[Passage] = []
    value: FacetValue
    # For `requesters`: who must approve, and the people of an agency.
    approval: Optional = None
    authorized: list[Contact]
    agency: str | None = None
    # Whether to call before anything is written, for `phones`.
    call_first: bool = False
    # Whom to ask where the record does not say.
    send_to: list[SendTo] = []
    phones: list[PhoneRef] = []

    @field_validator("value", mode="before")
    @classmethod
    def _has_the_facet_s_shape(cls, value: Any, info: ValidationInfo) -> Any:
        facet = info.data.get("facet")
        return FACET_SHAPES[facet].validate_python(value) if facet in FACET_SHAPES else value

    @property
    def procedure_id(self) -> str:
        """The entry that the fact is of."""
        return self.entry

    @property
    def is_answer(self) -> bool:
        """It is."""
        return True


FACET_SHAPES: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(ProcedureReply.model_fields[name].annotation)
    for name in get_args(Facet)
    if name in ProcedureReply.model_fields
} | {"detail": TypeAdapter(list[Passage])}


class ClarifyReply(Reply):
    """Named choices, best first."""

    type: Literal["clarify"] = "clarify"
    reason: ClarifyReason = "unsure"
    options: Annotated[list[Choice], Field(min_length=2, max_length=5)]


class FallbackReply(Reply):
    """Nothing fits, the source does not say, or the store is away: whom to ask instead."""

    type: Literal["fallback"] = "fallback"
    reason: FallbackReason = "out_of_scope"
    # For `not_in_source`: the entry whose record does not say.
    entry: str | None = None
    send_to: list[SendTo]
    phones: list[PhoneRef]


class DraftItem(Part):
    """One item of a draft; `value` is null while it is missing; `skipped`: passed over."""

    key: str
    label: str
    short: str
    question: str
    type: ItemType
    required: bool
    choices: list[str]
    value: str | None
    skipped: bool


class DraftMail(Part):
    """The request as an e-mail: to whom, and its subject."""

    to: list[str]
    subject: str


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
    # Who may submit it: the roles, and the people of the agency.
    requesters: list[Requester] = []
    agency: str | None = None
    authorized: list[Contact]
    may_submit: bool
    # The places that it goes to.
    receivers: list[SendTo] = []
    # The receiver's own number of the request, once there is one.
    number: str | None
    # The request as an e-mail, once it is confirmed: a link that opens it, and the file.
    mail: Annotated[DraftMail | None, PERSONAL] = None
    mailto: Annotated[str | None, PERSONAL]
    eml: Annotated[str | None, PERSONAL]
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


class DraftReply(Reply):
    """Anything about a draft ticket; `draft` is null for a list, and where none was found.

    `message` says what became of the user's message, `question` what is wanted next: the item
    whose key is `asked`, or that the draft is confirmed.
    """

    type: Literal["draft"] = "draft"
    draft: DraftTicket | None
    asked: str | None
    question: str | None = None
    # Keys of the items that were taken from this message.
    noted: list[str] = []
    # Whether the text says the whole draft, too.
    in_full: bool = False
    drafts: list[DraftSummary]
    # A catalog entry that could be drafted next: it was asked for in the middle of another draft.
    offered: str | None


class ChatReply(Reply):
    """Small talk; `masked`: something secret was removed from a message.

    `phones`: the numbers of the Service Desk, where the message names them.
    """

    type: Literal["chat"] = "chat"
    intent: ChatIntent
    phones: list[PhoneRef] = []


AnyReply = (
    ProcedureReply
    | ContactsReply
    | FacetReply
    | ClarifyReply
    | FallbackReply
    | DraftReply
    | ChatReply
)
ReplyAdapter: TypeAdapter[AnyReply] = TypeAdapter(
    Annotated[AnyReply, Field(discriminator="type")],
)


def _fields(part: Part) -> Iterator[tuple[str, Any, bool]]:
    """Name and value of each field, and whether it is marked as personal."""
    for name, field in type(part).model_fields.items():
        yield name, getattr(part, name), PERSONAL in field.metadata


def _personal_parts(value: object) -> Iterator[PersonalPart]:
    """Every part about a person, at any depth."""
    match value:
        case PersonalPart():
            yield value
        case Part():
            for _, inner, _ in _fields(value):
                yield from _personal_parts(inner)
        case list() | tuple():
            for inner in value:
                yield from _personal_parts(inner)
        case dict():
            yield from _personal_parts(list(value.values()))


def _without_people(value: Any) -> Any:
    """The value without parts about people, at any depth; a field that holds one alone is null."""
    match value:
        case PersonalPart():
            return None
        case Part():
            kept = {
                name: None if is_personal else _without_people(inner)
                for name, inner, is_personal in _fields(value)
            }
            return value.model_copy(update=kept)
        case list() | tuple():
            return [_without_people(one) for one in value if not isinstance(one, PersonalPart)]
        case dict():
            return {
                key: _without_people(one)
                for key, one in value.items()
                if not isinstance(one, PersonalPart)
            }
        case _:
            return value


def _names(part: PersonalPart) -> Iterator[str]:
    """What tells who it is: name, address and number."""
    for name in ("name", "email", "phone"):
        if told := getattr(part, name, None):
            yield str(told)


def _has(line: str, names: Iterable[str]) -> bool:
    return any(name in line for name in names)


def json_schema() -> dict[str, Any]:
    """JSON Schema of the `custom` object, as docs/contract.schema.json publishes it."""
    schema = ReplyAdapter.json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Reply of the Commonwealth Service Desk assistant, contract {VERSION}",
        **schema,
    }
