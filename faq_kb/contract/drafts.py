"""The parts of a reply about draft tickets."""

from typing import Annotated

from pydantic import Field

from faq_kb.contract.parts import (
    PERSONAL,
    Contact,
    DraftDelivery,
    DraftStatus,
    Part,
    Requester,
    SendTo,
)
from faq_kb.model import ItemType


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
    """The request as an e-mail: to whom, and its subject.

    `link_in_full`: whether `mailto` carries the whole request; `eml` always does.
    """

    to: list[str]
    subject: str
    link_in_full: bool = True


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


class DraftSummary(Part):
    """One line of "my drafts"."""

    id: str
    status: DraftStatus
    delivery: DraftDelivery | None = None
    entry: str
    title: str
    updated_at: str
