"""What can be done with drafts, each in one transaction: used by the actions and the console."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from common.clock import utc_now
from common.database import Database, transact
from tickets import additions, notices, outbox, store, withdrawal
from tickets.additions import Rewrite
from tickets.authority import contact_with
from tickets.draft import OPEN, Draft, Status
from tickets.events import EventType
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.quota import DraftRate, Quota
from tickets.snapshot import Recipient, RequestSnapshot
from tickets.store import UnknownDraftError
from tickets.tables import DraftRow
from tickets.versions import ExpectedVersion, touched

# Nothing more is expected of these; what they hold is erased when its time is up.
ENDED = (Status.SUBMITTED, Status.RESOLVED, Status.WITHDRAWN, Status.EXPIRED)
Change = Callable[[Draft], None]
Trace = Callable[[str], object]


class ChangedMeanwhileError(Exception):
    """Another session changed what this one was about to change; `draft` is how it stands."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"{draft.reference} was changed meanwhile")
        self.draft = draft


@dataclass(frozen=True)
class Viewer:
    """Who looks at drafts: the owner's key, an e-mail if known, or the Service Desk itself.

    `before_sign_in`: the key of the same browser while nobody had signed in; empty if unknown.
    """

    owner: str
    email: str = ""
    is_service_desk: bool = False
    before_sign_in: str = ""

    def owns(self, draft: Draft) -> bool:
        """Whether it is the viewer's own; what was erased has no owner."""
        return bool(draft.owner) and draft.owner in (self.owner, self.before_sign_in)

    def may_see(self, draft: Draft) -> bool:
        """Only the requester, who may submit it once it is confirmed, and the Service Desk."""
        if self.is_service_desk or self.owns(draft):
            return True
        if draft.status is Status.COLLECTING:
            return False
        return contact_with(self.email, draft.authorized) is not None


class Tickets:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def start(self, draft: Draft) -> Draft:
        """Store a new draft."""
        draft.note(EventType.STARTED, "requester")
        for key in draft.fields:
            draft.note(EventType.TAKEN, "requester", key)
        return transact(self.database, lambda session: store.insert(session, draft))

    def get(self, reference: str, viewer: Viewer) -> Draft:
        """The draft. Raises UnknownDraftError for one that the viewer may not see, too."""
        with self.database.session() as session:
            draft = store.load(session, reference)
        if not viewer.may_see(draft):
            raise UnknownDraftError(reference)
        return draft

    def of(self, owner: str, statuses: Sequence[Status] = tuple(OPEN)) -> list[Draft]:
        """The owner's drafts, the latest first."""
        with self.database.session() as session:
            return store.drafts_of(session, owner, statuses)

    def open_count(self, owner: str) -> int:
        """How many open drafts the owner has."""
        with self.database.session() as session:
            return store.open_count(session, owner)

    def similar(self, owner: str, entry: str, values: dict[str, str]) -> Draft | None:
        """The owner's latest open draft of the entry that no given value contradicts."""
        for draft in self.of(owner):
            same = all(draft.fields.get(key, value) == value for key, value in values.items())
            if draft.entry == entry and same:
                return draft
        return None

    def similar_to(self, draft: Draft, viewer: Viewer) -> list[Draft]:
        """Other open drafts of the draft's entry that the viewer may see, the latest first."""
        with self.database.session() as session:
            found = store.drafts_for(session, draft.entry)
        return [one for one in found if one.reference != draft.reference and viewer.may_see(one)]

    def latest_message(self, reference: str) -> OutboxMessage | None:
        """The outbox message that carries the draft's newest request."""
        return additions.request_of(self.messages(reference))

    def messages(self, reference: str) -> list[OutboxMessage]:
        """Every outbox message of the draft, the newest last."""
        with self.database.session() as session:
            return outbox.messages(session, reference=reference)

    def exceeds(self, quota: Quota, draft: Draft, origin: str) -> DraftRate | None:
        """The rate that one more confirmed draft would exceed; `origin`: empty where it counts not.

        Confirming the same draft once more is none.
        """
        now, other = utc_now(), DraftRow.reference != draft.reference
        counted = [(quota.requester, DraftRow.owner == draft.owner)]
        if origin:
            counted.append((quota.address, DraftRow.origin == origin))
        with self.database.session() as session:
            for rate, whose in counted:
                since = now - rate.within
                if store.confirmed_since(session, since, whose, other) >= rate.amount:
                    return rate
        return None

    def change(
        self, reference: str, change: Change, expected: ExpectedVersion | None = None
    ) -> Draft:
        """Apply a change to the draft as it is now.

        Raises ChangedMeanwhileError when what is to change is not what the conversation saw.
        """
        return self._change(reference, change, expected, ())

    def add(self, reference: str, values: dict[str, str], by: str, rewrite: Rewrite) -> Draft:
        """Note values of a request that is handed over; its receiver is told what is new of them.

        `rewrite` makes the request of today from the one on its way.
        """
        return transact(
            self.database,
            lambda session: additions.add(session, reference, values, by, rewrite),
        )

    def hand_over(
        self,
        reference: str,
        change: Change,
        expected: ExpectedVersion | None,
        snapshot: RequestSnapshot,
        *,
        instead_of_held: bool = False,
    ) -> Draft:
        """Apply the change and put the snapshot into the outbox: both or neither.

        What is on its way to the Service Desk, or there, is not handed to it again: then nothing
        changes. `instead_of_held`: it takes the place of what is kept here.
        """
        return self._change(reference, change, expected, (snapshot,), drop=instead_of_held)

    def withdraw(
        self, reference: str, by: str, expected: ExpectedVersion | None = None, agent: str = ""
    ) -> Draft:
        """Throw the draft away; what has not left the outbox stays here.

        Whoever has it is sent word of that.
        """

        def end(draft: Draft) -> None:
            draft.move(Status.WITHDRAWN, EventType.WITHDRAWN, by)
            draft.sign(agent)

        return self._change(reference, end, expected, (), drop=True)

    def expire(
        self, idle: dt.timedelta, keep: dt.timedelta, traces: Sequence[Trace] = ()
    ) -> tuple[int, int]:
        """End drafts that nobody touched, remove personal data; how many of each.

        `idle`: since the last change of one that is being prepared; `keep`: since the end of one.
        `traces` remove by its reference what stands of a draft elsewhere; a draft goes last, so
        that one which could not be removed everywhere is tried again.
        """
        now = utc_now()
        with self.database.session() as session:
            late = store.not_touched_since(session, now - idle, (Status.COLLECTING, Status.READY))
            late += store.not_touched_since(session, now - keep, (Status.HANDED_OVER,))
            ended = store.not_touched_since(session, now - keep, ENDED)
        expired = sum(self._erase(one, traces, expire=True) for one in late)
        erased = sum(self._erase(one, traces, expire=False) for one in ended)
        return expired, erased

    def _erase(self, draft: store.StoredVersion, traces: Sequence[Trace], *, expire: bool) -> bool:
        """Whether it was done: not when somebody has touched it since."""
        for trace in traces:
            trace(draft.reference)

        def run(session: Session) -> bool:
            if not store.scrub(session, draft):
                return False
            current = store.load(session, draft.reference, to_change=True)
            if expire:
                current.move(Status.EXPIRED, EventType.EXPIRED, "retention")
            current.erase()
            store.save(session, current)
            outbox.cancel(session, draft.reference)
            outbox.erase(session, draft.reference)
            store.forget_agents(session, draft.reference)
            notices.erase(session, draft.reference)
            return True

        return transact(self.database, run)

    def _change(
        self,
        reference: str,
        change: Change,
        expected: ExpectedVersion | None,
        snapshots: Sequence[RequestSnapshot],
        *,
        drop: bool = False,
    ) -> Draft:
        def run(session: Session) -> Draft:
            draft = store.load(session, reference, to_change=True)
            if drop:
                outbox.cancel(session, reference)
            if any(_is_there(session, snapshot) for snapshot in snapshots):
                return draft
            if expected and touched(session, draft, expected):
                raise ChangedMeanwhileError(draft)
            change(draft)
            draft = store.save(session, draft)
            if draft.status is Status.WITHDRAWN:
                withdrawal.announce(session, reference)
            for snapshot in snapshots:
                outbox.put(session, snapshot, draft.version)
            return draft

        return transact(self.database, run)


def _is_there(session: Session, snapshot: RequestSnapshot) -> bool:
    """Whether the Service Desk has this request already, or will."""
    if snapshot.recipient is not Recipient.SERVICE_DESK:
        return False
    sent = outbox.messages(session, reference=snapshot.reference)
    return any(
        message.recipient is Recipient.SERVICE_DESK and message.state is not DeliveryState.CANCELLED
        for message in sent
    )
