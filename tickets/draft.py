"""A draft ticket and its life: a checked state machine, and the log of what happened to it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from faq_kb.contract import Contact
from tickets.events import Event, EventType
from tickets.fields import AGENCY, PHONE, REQUESTER_NAME, RequestField
from tickets.snapshot import Correspondent, RequestChannel


class Status(StrEnum):
    """Where a draft stands."""

    COLLECTING = "collecting"
    READY = "ready"  # complete and confirmed; its requester may submit it
    HANDED_OVER = "handed_over"  # on its way to who may submit it, or to the Service Desk
    SUBMITTED = "submitted"  # the Service Desk has it
    RESOLVED = "resolved"  # the Service Desk's own system says so
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
# How the owner of a draft begins who had signed in.
SIGNED_IN = "user:"
# And where nobody had: the name of the browser follows.
VISITOR = "visitor:"
# And where an agent typed it for a caller: whom the registry lists, or who said a name.
LISTED_CALLER, OTHER_CALLER = "phone:person:", "phone:agent:"
OPEN = frozenset({Status.COLLECTING, Status.READY, Status.HANDED_OVER})
TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.COLLECTING: frozenset(
        {Status.READY, Status.HANDED_OVER, Status.WITHDRAWN, Status.EXPIRED}
    ),
    Status.READY: frozenset(
        {Status.COLLECTING, Status.HANDED_OVER, Status.WITHDRAWN, Status.EXPIRED}
    ),
    # A contact may send it on, which is another delivery.
    Status.HANDED_OVER: frozenset(
        {Status.HANDED_OVER, Status.SUBMITTED, Status.WITHDRAWN, Status.EXPIRED}
    ),
    # The Service Desk is told of a withdrawal.
    Status.SUBMITTED: frozenset({Status.WITHDRAWN, Status.RESOLVED}),
    # The Service Desk may take it up again.
    Status.RESOLVED: frozenset({Status.SUBMITTED}),
    Status.WITHDRAWN: frozenset(),
    Status.EXPIRED: frozenset(),
}


class DraftError(ValueError):
    """The draft does not allow that; the message says in which status it is and what it allows."""


@dataclass
class Draft:
    """One request being prepared. `version` counts its changes; `events` are not yet stored."""

    reference: str
    entry: str
    procedure_version: str
    owner: str
    conversation: str
    status: Status = Status.COLLECTING
    fields: dict[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    asked: str | None = None
    email: str = ""
    authorized: tuple[Contact, ...] = ()
    number: str = ""  # the receiver's own, once it has one
    origin: str = ""  # from where it was confirmed, for the quota
    confirmed_at: dt.datetime | None = None
    channel: RequestChannel = RequestChannel.CHAT
    typed_by: Correspondent | None = None  # the agent who typed it for its requester
    called_back: bool = False  # on the number on record, before it was typed
    version: int = 0
    created_at: dt.datetime = NEVER
    updated_at: dt.datetime = NEVER
    events: list[Event] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen to it."""
        return self.status in OPEN

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether its requester may still call it back."""
        return Status.WITHDRAWN in TRANSITIONS[self.status]

    @property
    def requester(self) -> Correspondent:
        """Who asks."""
        return Correspondent(
            name=self.fields.get(REQUESTER_NAME, ""),
            email=self.email,
            phone=self.fields.get(PHONE, ""),
        )

    @property
    def signed_in(self) -> bool:
        """Whether somebody vouches for who asks."""
        return self.owner.startswith(SIGNED_IN)

    @property
    def vouched_email(self) -> str:
        """The requester's address, but for one that a caller only said."""
        return "" if self.owner.startswith(OTHER_CALLER) else self.email

    @property
    def agency(self) -> str:
        """Name of the requester's agency, empty until known."""
        return self.fields.get(AGENCY, "")

    def missing(self, fields: Iterable[RequestField]) -> list[RequestField]:
        """Required fields without a value."""
        return [field for field in fields if field.required and field.key not in self.fields]

    def next_question(self, fields: Sequence[RequestField]) -> RequestField | None:
        """The field to ask next: required, without a value, and not passed over."""
        waiting = [field for field in self.missing(fields) if field.key not in self.skipped]
        return waiting[0] if waiting else None

    def take(self, values: dict[str, str], by: str) -> None:
        """Note values; a confirmed draft has to be confirmed again."""
        if not values:
            return
        self.require_editable()
        for key, value in values.items():
            if self.fields.get(key) != value:
                known = key in self.fields
                self.note(EventType.CHANGED if known else EventType.TAKEN, by, key)
            self.fields[key] = value
        self.skipped = tuple(key for key in self.skipped if key not in values)
        self._reopen(by)

    def add(self, values: dict[str, str], by: str) -> None:
        """Note values of a request that is handed over; its status stays."""
        if not self.takes_additions:
            raise DraftError(f"{self.reference} is {self.status}: nothing can be added to it")
        for key in values:
            self.note(EventType.ADDED, by, key)
        self.fields |= values
        self.skipped = tuple(key for key in self.skipped if key not in values)

    def drop(self, key: str, by: str) -> None:
        """Forget a value, and that it was passed over."""
        self.require_editable()
        if self.fields.pop(key, None) is not None:
            self.note(EventType.CHANGED, by, key)
        self.skipped = tuple(name for name in self.skipped if name != key)
        self._reopen(by)

    def skip(self, key: str, by: str) -> None:
        """Pass over a field: it stays on the missing list and is not asked again by itself.

        What was there is not true any more.
        """
        self.require_editable()
        if self.fields.pop(key, None) is not None:
            self.note(EventType.CHANGED, by, key)
            self._reopen(by)
        self.skipped = (*(name for name in self.skipped if name != key), key)
        self.note(EventType.SKIPPED, by, key)

    def ask(self, key: str | None) -> None:
        """Wait for an field, or for the confirmation of the whole."""
        if not self.takes_additions:
            self.require_editable()
        self.asked = key

    def confirm(self, at: dt.datetime, people: tuple[Contact, ...], origin: str) -> None:
        """The requester wants it saved as it is now, for these people to submit."""
        self.asked, self.authorized = None, people
        self.confirmed_at, self.origin = at, origin

    def adopt(self, owner: str, email: str) -> None:
        """Who began it without sign-in has signed in since."""
        self.owner, self.email = owner, email
        self.note(EventType.ADOPTED, "requester")

    @property
    def is_editable(self) -> bool:
        """Whether its fields may still change."""
        return self.status in (Status.COLLECTING, Status.READY)

    @property
    def takes_additions(self) -> bool:
        """Whether it is on its way or there: what is new is passed on."""
        return self.status in (Status.HANDED_OVER, Status.SUBMITTED)

    @property
    def is_being_filled_in(self) -> bool:
        """Whether it may wait for an answer; once it is handed over only while one is asked for."""
        return self.is_editable or (self.takes_additions and self.asked is not None)

    def require_editable(self) -> None:
        """Raise DraftError when its fields may no longer change."""
        if not self.is_editable:
            raise DraftError(f"{self.reference} is {self.status}: its fields no longer change")

    def move(self, status: Status, event_type: EventType, by: str) -> None:
        """Change the status; raises DraftError for a change that the life of a draft has not."""
        if status not in TRANSITIONS[self.status]:
            allowed = ", ".join(sorted(TRANSITIONS[self.status])) or "nothing"
            raise DraftError(
                f"{self.reference} is {self.status} and cannot become {status}: it allows {allowed}"
            )
        self.status = status
        if status is Status.HANDED_OVER:
            self.asked = None  # it leaves as it is
        self.note(event_type, by)

    def note(self, event_type: EventType, by: str, field: str = "") -> None:
        """Log what changes no status."""
        self.events.append(Event(event_type, by, field))

    def sign(self, agent: str) -> None:
        """Name the agent who does what is noted and not yet stored."""
        self.events = [replace(event, agent=agent) for event in self.events]

    def erase(self) -> None:
        """Remove every personal datum; what remains says that there was a request, and when."""
        self.fields, self.skipped, self.authorized = {}, (), ()
        self.email = self.owner = self.conversation = self.origin = ""
        self.asked = self.typed_by = None
        self.note(EventType.ERASED, "retention")

    def _reopen(self, by: str) -> None:
        if self.status is Status.READY:
            self.move(Status.COLLECTING, EventType.REOPENED, by)
            # They see it only as it was confirmed.
            self.authorized = ()
