"""News of a draft for its requester: written with the draft's change, told once."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from common.clock import utc_now
from common.database.telling import tell
from tickets import store
from tickets.events import DELIVERY, EventType
from tickets.retrying import wait
from tickets.snapshot import RequestChannel
from tickets.store import UnreadableDraftError
from tickets.tables import DraftRow, NoticeRow

# Where it is told that there may be something to tell, or that something was told.
NEWS = "notice_news"
# Who is not there is looked for again this late; a visit wakes their notices sooner.
AWAY = dt.timedelta(hours=1)
MOST_ATTEMPTS = 12


class NoticeKind(StrEnum):
    """What happened to a draft."""

    SENT = "sent"  # the mail server took it
    RECEIVED = "received"  # the Service Desk has it under a number
    FAILED = "failed"  # given up
    RESOLVED = "resolved"  # the Service Desk's own system says so


class NoticeState(StrEnum):
    """How far a notice has come."""

    WAITING = "waiting"
    TOLD = "told"
    REFUSED = "refused"  # the requester's chat takes no messages of ours any more
    LOST = "lost"  # not told, and never will be: "status" says it


@dataclass(frozen=True)
class DueNotice:
    """All that is new of a draft, to be told in one message.

    `ids`: the notices, the oldest first. `owner`, `conversation`: whose the draft is, and where it
    was begun.
    """

    ids: tuple[int, ...]
    reference: str
    owner: str
    conversation: str


@dataclass(frozen=True)
class ToldNotice:
    """A notice that stands in the history of a web conversation."""

    id: int
    conversation: str


def put(session: Session, reference: str, kind: NoticeKind) -> None:
    """Add a notice in the caller's transaction.

    None for who called: they have no conversation with us, and the queue shows agents the draft.
    """
    if session.get_one(DraftRow, reference).channel == RequestChannel.PHONE:
        return
    now = utc_now()
    session.add(
        NoticeRow(reference=reference, kind=kind, state=NoticeState.WAITING, at=now, due_at=now)
    )
    tell(session, NEWS)


def claim(session: Session, lease: dt.timedelta) -> DueNotice | None:
    """Take all that is new of the draft that has waited longest; nobody else gets it meanwhile."""
    now = utc_now()
    first = session.scalar(
        select(NoticeRow)
        .where(NoticeRow.state == NoticeState.WAITING, NoticeRow.due_at <= now, _free(now))
        .order_by(NoticeRow.due_at, NoticeRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if first is None:
        return None
    rows = session.scalars(
        select(NoticeRow)
        .where(
            NoticeRow.reference == first.reference,
            NoticeRow.state == NoticeState.WAITING,
            _free(now),
        )
        .order_by(NoticeRow.id)
        .with_for_update()
    ).all()
    for row in rows:
        row.claimed_until = now + lease
        row.attempts += 1
    draft = session.get_one(DraftRow, first.reference)
    ids = tuple(row.id for row in rows)
    return DueNotice(ids, draft.reference, draft.owner, draft.conversation)


def told(session: Session, notice: DueNotice, told_in: str = "") -> bool:
    """Note that it was told; False when somebody else has done so, and nothing is to be said."""
    rows = _waiting(session, notice)
    for row in rows:
        row.state, row.claimed_until = NoticeState.TOLD, None
        row.told_at, row.told_in = utc_now(), told_in
    if rows:
        tell(session, NEWS)
    return bool(rows)


def postpone(session: Session, notice: DueNotice) -> None:
    """Nobody is there to be told: look again later, or when they come."""
    for row in _waiting(session, notice):
        row.claimed_until, row.due_at = None, utc_now() + AWAY
        row.attempts = 0  # nothing was tried


def try_again(session: Session, notice: DueNotice, retry_after: float | None = None) -> None:
    """It could not be told for the moment; `retry_after` in seconds, where somebody asked so.

    After so many attempts it is given up.
    """
    rows = _waiting(session, notice)
    if any(row.attempts >= MOST_ATTEMPTS for row in rows):
        give_up(session, notice, NoticeState.LOST)
        return
    for row in rows:
        seconds = wait(row.attempts, retry_after)
        row.claimed_until, row.due_at = None, utc_now() + dt.timedelta(seconds=seconds)


def give_up(session: Session, notice: DueNotice, state: NoticeState) -> None:
    """It is not told any more; the draft's log, which the Service Desk reads, says so."""
    rows = _waiting(session, notice)
    for row in rows:
        row.state, row.claimed_until = state, None
    if not rows:
        return
    try:
        draft = store.load(session, notice.reference, to_change=True)
    except UnreadableDraftError:
        return  # the notice's own state says it
    draft.note(EventType.NOT_TOLD, DELIVERY)
    store.save(session, draft)


def wake(session: Session, owners: Collection[str]) -> None:
    """Somebody is there: what waits for any of these owners is due now."""
    now = utc_now()
    theirs = select(DraftRow.reference).where(DraftRow.owner.in_(owners))
    session.execute(
        update(NoticeRow)
        .where(
            NoticeRow.state == NoticeState.WAITING,
            NoticeRow.due_at > now,
            NoticeRow.attempts == 0,  # what failed keeps its pause
            NoticeRow.reference.in_(theirs),
            _free(now),
        )
        .values(due_at=now)
    )
    tell(session, NEWS)


def has_waiting(session: Session, owners: Collection[str]) -> bool:
    """Whether something waits for any of these owners."""
    query = (
        select(NoticeRow.id)
        .join(DraftRow, DraftRow.reference == NoticeRow.reference)
        .where(NoticeRow.state == NoticeState.WAITING, DraftRow.owner.in_(owners))
    )
    return session.scalar(query.limit(1)) is not None


def told_since(session: Session, moment: dt.datetime) -> list[ToldNotice]:
    """What was told in web conversations since, by whichever process."""
    query = (
        select(NoticeRow.id, NoticeRow.told_in)
        .where(NoticeRow.told_at >= moment, NoticeRow.told_in != "")
        .order_by(NoticeRow.id)
    )
    return [ToldNotice(*row) for row in session.execute(query)]


def of_draft(session: Session, reference: str) -> Sequence[NoticeRow]:
    """The notices of a draft, the oldest first."""
    query = select(NoticeRow).where(NoticeRow.reference == reference).order_by(NoticeRow.id)
    return session.scalars(query).all()


def erase(session: Session, reference: str) -> None:
    """Remove the notices of a draft."""
    session.execute(delete(NoticeRow).where(NoticeRow.reference == reference))


def _free(now: dt.datetime) -> ColumnElement[bool]:
    """No teller has it."""
    return or_(NoticeRow.claimed_until.is_(None), NoticeRow.claimed_until < now)


def _waiting(session: Session, notice: DueNotice) -> Sequence[NoticeRow]:
    query = (
        select(NoticeRow)
        .where(NoticeRow.id.in_(notice.ids), NoticeRow.state == NoticeState.WAITING)
        .order_by(NoticeRow.id)
        .with_for_update()
    )
    return session.scalars(query).all()
