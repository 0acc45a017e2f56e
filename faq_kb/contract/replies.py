"""The types of replies."""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, TypeAdapter, ValidationInfo, field_validator

from faq_kb.contract.drafts import DraftSuggestion, DraftSummary, DraftTicket, FormState
from faq_kb.contract.parts import (
    ChatIntent,
    Choice,
    ClarifyReason,
    ConditionRef,
    Contact,
    Facet,
    FallbackReason,
    FormRef,
    Item,
    Optional,
    Passage,
    PersonCheck,
    PhoneRef,
    PictureRef,
    PolicyRef,
    Requester,
    SendTo,
    Source,
)
from faq_kb.contract.reply import Reply
from faq_kb.model import Role


class ProcedureReply(Reply):
    """A catalog entry is the answer."""

    type: Literal["procedure"] = "procedure"
    entry: str
    title: str
    # The title in people's words; replies that were stored earlier have none.
    question: Optional = None
    summary: str
    lead: list[Passage] = Field(default_factory=list)
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
    # Drawings of steps and conditions.
    pictures: list[PictureRef] = Field(default_factory=list)
    conditions: list[ConditionRef] = Field(default_factory=list)
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
    lead: list[Passage] = Field(default_factory=list)
    contacts: list[Contact]
    # For a question about a person.
    checks: list[PersonCheck] = Field(default_factory=list)
    # Whether the agency is consolidated, where that was asked and is known.
    consolidated: bool | None = None
    asked: Literal["agency", "role"] | None
    # Agencies to choose from where `asked` is "agency", people otherwise.
    options: list[str]
    policies: list[PolicyRef] = Field(default_factory=list)
    # Whom to ask where nobody is on record.
    send_to: list[SendTo] = Field(default_factory=list)
    phones: list[PhoneRef] = Field(default_factory=list)
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

    @property
    def identifiers(self) -> frozenset[str]:
        """Those of the people to choose from, too."""
        return super().identifiers.union(self.options if self.asked != "agency" else ())

    def without_people(self) -> Self:
        """Agencies may still be chosen from."""
        options = self.options if self.asked == "agency" else []
        return super().without_people().model_copy(update={"options": options})


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
    lead: list[Passage] = Field(default_factory=list)
    value: FacetValue
    # For `requesters`: who must approve, and the people of an agency.
    approval: Optional = None
    authorized: list[Contact]
    agency: str | None = None
    # Whether to call before anything is written, for `phones`.
    call_first: bool = False
    # Where the fact comes from; null where the record does not say.
    source: Source | None = None
    # Whom to ask where the record does not say.
    send_to: list[SendTo] = Field(default_factory=list)
    phones: list[PhoneRef] = Field(default_factory=list)

    @field_validator("value", mode="before")
    @classmethod
    def _has_the_facet_s_shape(cls, value: Any, info: ValidationInfo) -> Any:
        facet = info.data.get("facet")
        return FACET_SHAPES[facet].validate_python(value) if facet in FACET_SHAPES else value

    @property
    def lead_beside_value(self) -> list[Passage]:
        """The lead as it is said before the value: without passages that are the whole value."""
        values = self.value if isinstance(self.value, list) else [self.value]
        of_facet = [one for one in self.lead if one.kind == self.facet or one in values]
        if len(of_facet) < len(values):
            return self.lead
        return [one for one in self.lead if one not in of_facet]

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
    # For `not_in_source`: the entry whose record does not say, and what it says nearest.
    entry: str | None = None
    lead: list[Passage] = Field(default_factory=list)
    send_to: list[SendTo]
    phones: list[PhoneRef]


class DraftReply(Reply):
    """Anything about a draft ticket; `draft` is null for a list, and where none was found.

    `question` says what is wanted next: the item `asked`, or that the draft is confirmed.
    """

    type: Literal["draft"] = "draft"
    draft: DraftTicket | None
    asked: str | None
    question: str | None = None
    # Keys of the items that were taken from this message.
    noted: list[str] = Field(default_factory=list)
    # What `question` asks to put down, before it asks for anything else.
    suggested: DraftSuggestion | None = None
    # Whether the text says the whole draft, too.
    in_full: bool = False
    drafts: list[DraftSummary]
    # A catalog entry that could be drafted next: it was asked for in the middle of another draft.
    offered: str | None
    # The draft as a form, all items at once; null where one thing is asked.
    form: FormState | None = None


class SmallTalkReply(Reply):
    """Small talk; `phones`: the numbers of the Service Desk, where the message names them."""

    type: Literal["chat"] = "chat"
    intent: ChatIntent
    phones: list[PhoneRef] = Field(default_factory=list)
