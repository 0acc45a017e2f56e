"""The request and response bodies of the console's requests, as OpenAPI documents them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.console.calls.schemas import AuthorityBody
from bot.channels.posted_form import LONGEST_KEY, LONGEST_VALUE, MOST_VALUES
from bot.channels.web.api.schemas import StrictBody
from faq_kb.contract import Contact
from tickets.queue import QueueFilter, QueueState
from tickets.snapshot import RequestChannel

LONGEST_LINE = 254
LARGEST_PERSON = 2**31 - 1
FieldKey = Annotated[str, Field(max_length=LONGEST_KEY)]
FieldText = Annotated[str, Field(max_length=LONGEST_VALUE)]
Line = Annotated[str, Field(max_length=LONGEST_LINE)]
Values = Annotated[dict[FieldKey, FieldText], Field(max_length=MOST_VALUES)]
FieldGroup = Literal["request", "caller", "notes"]
Speaker = Literal["user", "assistant"]
StateName = Literal["new", "approval", "failed", "delivered", "ended", "all"]
ChannelName = Literal["chat", "phone", ""]
MOST_LINES, USUAL_LINES = 200, 50


class TypedCaller(StrictBody):
    """Who is on the phone, as typed or as the registry has them."""

    name: Line = ""
    email: Line = ""
    phone: Line = ""
    agency: Line = ""


class CheckRequest(StrictBody):
    """What was filled in so far."""

    entry: FieldKey
    values: Values = Field(default_factory=dict)


class TypedRequest(StrictBody):
    """A request for the caller; `person`: their number in the registry, if they are listed."""

    key: Annotated[str, Field(min_length=8, max_length=64)]
    entry: FieldKey
    person: Annotated[int, Field(ge=1, le=LARGEST_PERSON)] | None = None
    caller: TypedCaller
    values: Values = Field(default_factory=dict)
    called_back: bool = False


class QueueQuery(StrictBody):
    """Which requests of the queue; `q`: a reference, a number, part of a name."""

    state: StateName = "all"
    entry: Line = ""
    agency: Line = ""
    q: Line = ""
    channel: ChannelName = ""

    @property
    def filter(self) -> QueueFilter:
        """The same for the store."""
        return QueueFilter(
            state=QueueState(self.state) if self.state != "all" else None,
            entry=self.entry,
            agency=self.agency,
            words=self.q,
            channel=RequestChannel(self.channel) if self.channel else None,
        )


class PageQuery(QueueQuery):
    """A page of them: at most `limit`, after the cursor of the page before."""

    model_config = ConfigDict(extra="forbid", strict=False)
    after: Line = ""
    limit: Annotated[int, Field(ge=1, le=MOST_LINES)] = USUAL_LINES


class RequestFieldBody(BaseModel):
    """One field of the form; `refused`: why its value cannot be taken."""

    key: str
    label: str
    question: str
    help: str
    type: str
    choices: list[str]
    required: bool
    value: str
    refused: str | None
    group: FieldGroup


class RequestForm(BaseModel):
    """The fields that apply to the values so far, and whether the caller may ask."""

    entry: str
    title: str
    fields: list[RequestFieldBody]
    authority: AuthorityBody | None = None


class FiledRequest(BaseModel):
    """What became of a request; `missing`: required fields that nobody has given yet."""

    reference: str
    status: str
    outcome: str
    missing: list[str]


class RefusedFieldBody(BaseModel):
    """Why the value of a field cannot be taken."""

    key: str
    reason: str


class RequestLine(BaseModel):
    """A request of the queue in a line."""

    reference: str
    entry: str
    title: str
    requester: str
    agency: str
    state: str
    status: str
    status_words: str
    channel: str
    typed_by: str | None
    updated: str
    created: str
    number: str
    cause: str | None


class RequestPage(BaseModel):
    """A page of the queue; `next` is the cursor of the following one."""

    requests: list[RequestLine]
    next: str | None
    counts: dict[str, int]


class FilledField(BaseModel):
    """A field of a request with its value."""

    label: str
    value: str


class LogLine(BaseModel):
    """What happened to a request."""

    at: str
    words: str


class DeliveryLine(BaseModel):
    """A message of the outbox."""

    recipient: str
    state: str
    attempts: int
    error: str
    number: str
    at: str


class ConversationLine(BaseModel):
    """A message of the conversation that led to a request, masked as it is stored."""

    speaker: Speaker = Field(serialization_alias="from")
    text: str
    at: str


class RequestDetails(RequestLine):
    """Everything that is known of a request."""

    fields: list[FilledField]
    missing: list[str]
    authorized: list[Contact]
    log: list[LogLine]
    deliveries: list[DeliveryLine]
    conversation: list[ConversationLine]
    can_retry: bool
    can_withdraw: bool
