"""What can be done with drafts, each in one transaction: used by the actions and the console."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from common.clock import utc_now
from common.database import Database, transact
from tickets import outbox, store
from tickets.document import Document, Recipient
from tickets.draft import DELIVERY, OPEN, Draft, Happening, Status
from tickets.quota import Quota, Rate
from tickets.store import UnknownDraftError
from tickets.tables import DraftRow

Change = Callable[[Draft], None]
Trace = Callable[[str], object]
HARMLESS = frozenset({Happening.PAUSED, Happening.RETRIED})


class ChangedMeanwhileError(Exception):
    """Another session changed what this one was about to change; `draft` is how it stands."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"{draft.reference} was changed meanwhile")
        self.draft = draft


@dataclass(frozen=True)
class Viewer:
    """Who looks at drafts: the owner's key, an e-mail if known, or the Service Desk itself."""

    owner: str
    email: str = ""
    is_service_desk: bool = False

    def may_see(self, draft: Draft) -> bool:
        """Only the requester, who may submit it once it is confirmed, and the Service Desk."""
        # What was erased has no owner, and an owner without a key has no drafts.
        if self.is_service_desk or (self.owner and draft.owner == self.owner):
            return True
        if draft.status is Status.COLLECTING or not self.email:
            return False
        mine = self.email.casefold()
        return any(person.email.casefold() == mine for person in draft.authorized)


@dataclass(frozen=True)
class Seen:
    """What a conversation last saw of a draft, and what it is about to change.

    `keys`: the items; None stands for the whole draft.
    """

    version: int
    keys: Collection[str] | None = None


class Tickets:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def start(self, draft: Draft) -> Draft:
        """Store a new draft."""
        draft.note(Happening.STARTED, "requester")
        for key in draft.fields:
            draft.note(Happening.TAKEN, "requester", key)
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

    def similar(self, owner: str, entry: str, values: dict[str, str]) -> Draft | None:
        """The owner's latest open draft of the entry that no given value contradicts."""
        for draft in self.of(owner):
            same = all(draft.fields.get(key, value) == value for key, value in values.items())
            if draft.entry == entry and same:
                return draft
        return None

    def parcel(self, reference: str) -> outbox.Entry | None:
        """The latest hand-over of the draft."""
        return next(reversed(self.parcels(reference)), None)

    def parcels(self, reference: str) -> list[outbox.Entry]:
        """Every hand-over of the draft, the latest last."""
        with self.database.session() as session:
            return outbox.entries(session, reference=reference)

    def exceeds(self, quota: Quota, draft: Draft, origin: str) -> Rate | None:
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

    def change(self, reference: str, change: Change, seen: Seen | None = None) -> Draft:
        """Apply a change to the draft as it is now.

        Raises ChangedMeanwhileError when what is to change is not what the conversation saw.
        """
        return self._change(reference, change, seen, ())

    def hand_over(
        self, reference: str, change: Change, seen: Seen | None, document: Document
    ) -> Draft:
        """Apply the change and put the document into the outbox: both or neither.

        What is on its way to the Service Desk, or there, is not handed to it again: then nothing
        changes.
        """
        return self._change(reference, change, seen, (document,))

    def withdraw(self, reference: str, by: str, seen: Seen | None = None) -> Draft:
        """Throw the draft away; what has not left the outbox stays here.

        Contacts who were sent it are sent word of that.
        """
        return self._change(
            reference,
            lambda draft: draft.move(Status.WITHDRAWN, Happening.WITHDRAWN, by),
            seen,
            (),
            drop=True,
        )

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
            ended = store.not_touched_since(
                session, now - keep, (Status.SUBMITTED, Status.WITHDRAWN, Status.EXPIRED)
            )
        expired = sum(self._erase(one, traces, expire=True) for one in late)
        erased = sum(self._erase(one, traces, expire=False) for one in ended)
        return expired, erased

    def _erase(self, draft: store.Stored, traces: Sequence[Trace], *, expire: bool) -> bool:
        """Whether it was done: not when somebody has touched it since."""
        for trace in traces:
            trace(draft.reference)

        def run(session: Session) -> bool:
            if not store.scrub(session, draft):
                return False
            current = store.load(session, draft.reference, to_change=True)
            if expire:
                current.move(Status.EXPIRED, Happening.EXPIRED, "retention")
            current.erase()
            store.save(session, current)
            outbox.drop(session, draft.reference)
            outbox.erase(session, draft.reference)
            return True

        return transact(self.database, run)

    def _change(
        self,
        reference: str,
        change: Change,
        seen: Seen | None,
        documents: Sequence[Document],
        *,
        drop: bool = False,
    ) -> Draft:
        def run(session: Session) -> Draft:
            draft = store.load(session, reference, to_change=True)
            if any(_is_there(session, document) for document in documents):
                return draft
            if seen and _touched(session, draft, seen):
                raise ChangedMeanwhileError(draft)
            change(draft)
            draft = store.save(session, draft)
            if drop:
                outbox.drop(session, reference)
                outbox.withdraw(session, reference, draft.version)
            for document in documents:
                outbox.put(session, document, draft.version)
            return draft

        return transact(self.database, run)


def _is_there(session: Session, document: Document) -> bool:
    """Whether the Service Desk has this request already, or will."""
    if document.recipient is not Recipient.SERVICE_DESK:
        return False
    sent = outbox.entries(session, reference=document.reference)
    return any(
        entry.recipient is Recipient.SERVICE_DESK and entry.state is not outbox.State.DROPPED
        for entry in sent
    )


def _touched(session: Session, draft: Draft, seen: Seen) -> bool:
    """Whether somebody has changed, since it was seen, what is about to change."""
    later = [
        event
        for version, _, event in store.log_of(session, draft.reference)
        if version > seen.version and event.by != DELIVERY and event.happening not in HARMLESS
    ]
    return any(seen.keys is None or not event.item or event.item in seen.keys for event in later)
