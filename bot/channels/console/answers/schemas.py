"""The bodies of the routes about answers and replies."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bot.channels.console.calls.schemas import AuthorityBody
from bot.channels.web.api.schemas import StrictBody
from faq_kb.model import Role

FactKind = Literal[
    "requesters",
    "approval",
    "forms",
    "send_to",
    "phones",
    "lead_time",
    "cost",
    "policies",
    "include",
]
Entry = Annotated[str, Field(min_length=1, max_length=64)]
FactKey = Annotated[str, Field(min_length=1, max_length=160)]
MOST_PARTS, MOST_KEYS = 20, 100
LONGEST_NAME, LONGEST_ADDRESS = 200, 254


class ProcedureLine(BaseModel):
    """A procedure as a list shows it."""

    entry: str
    title: str
    question: str
    topic: str
    topic_title: str
    is_public: bool


class ProceduresBody(BaseModel):
    """All procedures by title."""

    procedures: list[ProcedureLine]


class AccessRole(BaseModel):
    """A role that may ask; `note`: for what, unless for everything."""

    role: Role
    title: str
    note: str | None


class AccessBody(BaseModel):
    """Who may ask, whoever is calling."""

    kind: Literal["public", "restricted"]
    summary: str
    roles: list[AccessRole]
    approval: str | None


class LinkBody(BaseModel):
    """Where a fact leads: tel:, mailto: or https:."""

    href: str
    text: str


class SourceBody(BaseModel):
    """Where a fact comes from, and when it was checked."""

    page: str
    url: str | None
    verified: dt.date


class ReviewBody(BaseModel):
    """When the fact is to be checked again."""

    due: dt.date
    is_due: bool


class DisputedBody(BaseModel):
    """That agents say it is wrong: since when, how many times."""

    since: dt.datetime
    count: int


class FactBody(BaseModel):
    """One fact under the key that its passage has in the record."""

    key: str
    kind: FactKind
    label: str
    text: str
    link: LinkBody | None
    source: SourceBody
    review: ReviewBody
    disputed: DisputedBody | None


class PictureBody(BaseModel):
    """A drawing: where it is, and what it shows."""

    url: str
    alt: str


class StepBody(BaseModel):
    """One thing to do."""

    key: str
    text: str
    picture: PictureBody | None
    disputed: DisputedBody | None


class QuestionBody(BaseModel):
    """A condition as a question to ask; `then`: what a yes changes."""

    key: str
    when: str
    question: str
    then: str
    disputed: DisputedBody | None


class EntryRef(BaseModel):
    """A procedure by name."""

    entry: str
    title: str


class AnswerBody(BaseModel):
    """Everything about a procedure for the caller, in the order one says it."""

    entry: str
    title: str
    question: str
    summary: str
    topic: str
    help_url: str
    call_first: bool
    can_draft: bool
    access: AccessBody
    authority: AuthorityBody | None
    facts: list[FactBody]
    steps: list[StepBody]
    questions: list[QuestionBody]
    notes: list[str]
    source: SourceBody
    confusable: list[EntryRef]


class ComparisonBody(BaseModel):
    """Two answers, and the kinds of facts in which they differ."""

    answers: list[AnswerBody]
    differences: list[FactKind]


class ReplyPart(StrictBody):
    """What of a procedure goes into the reply: these facts, steps and conditions, or all."""

    entry: Entry
    keys: Annotated[list[FactKey], Field(max_length=MOST_KEYS)] | None = None


class ReplyCaller(StrictBody):
    """Who gets the reply."""

    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    agency: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    email: Annotated[str, Field(max_length=LONGEST_ADDRESS)] = ""


class ReplyRequest(StrictBody):
    """The pieces of a reply in their order."""

    parts: Annotated[list[ReplyPart], Field(min_length=1, max_length=MOST_PARTS)]
    caller: ReplyCaller | None = None


class ReplyBody(BaseModel):
    """The reply to paste or mail; both forms have the same lines, links and numbers.

    `mail_in_full`: whether the link had room for all of it.
    """

    text: str
    html: str
    subject: str
    mailto: str
    mail_in_full: bool
