"""The parts of a reply about draft tickets."""

from typing import Annotated

from pydantic import Field

from faq_kb.contract.parts import (
    PERSONAL,
    Contact,
    DraftDelivery,
    DraftStatus,
    Part,
    PhoneRef,
    Requester,
    SendTo,
)
from faq_kb.model import ItemType

# As the item of `/draft_change`: the whole form is asked for, or was filled in.
ALL_ITEMS = "all"
# The key of the item that has what the requester said beside the others, a message in each line.
NOTES = "notes"


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
    # One plain sentence: what it is, and why it is asked or where one finds it.
    help: str = ""


class RefusedValue(Part):
    """A value that was filled in and not taken: of which item, as it was typed, and why not."""

    key: str
    typed: str
    reason: str


class FormState(Part):
    """All items of the draft are to be filled in at once.

    `refused`: what has to be corrected; `added`: keys of items that apply since the last answers.
    """

    refused: list[RefusedValue] = Field(default_factory=list)
    added: list[str] = Field(default_factory=list)


class DraftMail(Part):
    """The request as an e-mail: to whom, and its subject.

    `link_in_full`: whether `mailto` carries the whole request; `eml` always does.
    """

    to: list[str]
    subject: str
    link_in_full: bool = True


class SentTo(Part):
    """Who was e-mailed a draft: so many contacts, or the places of that name."""

    count: int
    places: list[str] = Field(default_factory=list)


class DraftTicket(Part):
    """A draft ticket as it stands; times are ISO 8601 in UTC."""

    id: str
    status: DraftStatus
    # How far what was handed over has come; null in every other status.
    delivery: DraftDelivery | None = None
    # Who has been e-mailed it last; null while nobody has.
    sent_to: SentTo | None = None
    # The numbers to call where it could not be delivered.
    call: list[PhoneRef] = Field(default_factory=list)
    entry: str
    title: str
    fields: dict[str, str]
    missing: list[str]
    items: list[DraftItem]
    # Who may submit it: the roles, and the people of the agency.
    requesters: list[Requester] = Field(default_factory=list)
    agency: str | None = None
    authorized: list[Contact]
    may_submit: bool
    # The places that it goes to.
    receivers: list[SendTo] = Field(default_factory=list)
    # The receiver's own number of the request, once there is one.
    number: str | None
    # The request as an e-mail, once it is confirmed: a link that opens it, and the file.
    mail: Annotated[DraftMail | None, PERSONAL] = None
    mailto: Annotated[str | None, PERSONAL]
    eml: Annotated[str | None, PERSONAL]
    version: int
    created_at: str
    updated_at: str


class DraftSuggestion(Part):
    """A value that may be meant for an item: it is put down when the user says so."""

    key: str
    value: str


class DraftSummary(Part):
    """One line of "my drafts"."""

    id: str
    status: DraftStatus
    delivery: DraftDelivery | None = None
    sent_to: SentTo | None = None
    call: list[PhoneRef] = Field(default_factory=list)
    number: str | None = None
    entry: str
    title: str
    updated_at: str
