"""The transactional outbox: a request and the intent to send it are committed together."""

import datetime as dt
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from common.clock import utc_now
from tickets import store
from tickets.delivery.port import (
    Delivered,
    DeliveryError,
    Parcel,
    PermanentError,
    TemporaryError,
)
from tickets.document import Document, Recipient
from tickets.draft import DELIVERY, Happening
from tickets.store import UnreadableDraftError, aware
from tickets.tables import OutboxRow

logger = logging.getLogger(__name__)

FIRST_WAIT_S = 10.0
LONGEST_WAIT_S = 3600.0
MOST_ATTEMPTS = 12


class State(StrEnum):
    """Where a parcel is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    KEPT = "kept"  # the outbox is where it is meant to be: it is exported from here
    DEAD = "dead"  # given up; a person looks at it and retries it
    DROPPED = "dropped"  # its draft was withdrawn before it left


@dataclass(frozen=True)
class Entry:
    """A row of the outbox for people and programs to read."""

    correlation_id: str
    reference: str
    recipient: Recipient
    state: State
    adapter: str
    attempts: int
    due_at: dt.datetime
    number: str
    last_error: str
    document: Document | None


def put(session: Session, document: Document, step: int) -> str:
    """Add a confirmed document in the caller's transaction; returns its correlation id.

    `step` counts the hand-overs of a draft: the same one cannot be put twice.
    """
    now = utc_now()
    correlation_id = f"{document.reference}-{step}"
    session.add(
        OutboxRow(
            correlation_id=correlation_id,
            reference=document.reference,
            recipient=document.recipient.value,
            document=document.model_dump(mode="json"),
            state=State.WAITING.value,
            adapter="",
            attempts=0,
            due_at=now,
            claimed_until=None,
            number="",
            last_error="",
            created_at=now,
            delivered_at=None,
        )
    )
    session.flush()
    return correlation_id


def claim(session: Session, lease: dt.timedelta) -> Parcel | None:
    """Take the parcel that has waited longest; nobody else gets it before the lease is over.

    The attempt is counted here, before anything is sent: one that never ends counts, too. What
    cannot be delivered whatever is tried is given up on the way.
    """
    while row := _due(session):
        row.attempts += 1
        try:
            if row.attempts > MOST_ATTEMPTS:
                raise PermanentError(
                    f"{MOST_ATTEMPTS} attempts ended without an answer: see the log, then retry"
                )
            document = _document(row)
            # Whatever is sent must be noted in its draft afterwards.
            store.load(session, row.reference)
        except (PermanentError, UnreadableDraftError) as error:
            _give_up(session, row, str(error))
            continue
        row.claimed_until = utc_now() + lease
        return Parcel(row.correlation_id, document, row.attempts)
    return None


def delivered(session: Session, parcel: Parcel, adapter: str, result: Delivered) -> None:
    """Note that the receiver has it, whatever became of its draft meanwhile."""
    row = _row(session, parcel.correlation_id)
    if result.kept and row.state != State.WAITING.value:
        return
    row.state = (State.KEPT if result.kept else State.DELIVERED).value
    row.adapter, row.number, row.last_error = adapter, result.number, ""
    row.claimed_until, row.delivered_at = None, utc_now()


def failed(session: Session, parcel: Parcel, adapter: str, error: DeliveryError) -> bool:
    """Note a failure; whether it is given up now, for good or after the last attempt.

    What has been delivered or dropped meanwhile, or taken by another worker, stays as it is.
    """
    row = _row(session, parcel.correlation_id)
    if row.state != State.WAITING.value or row.attempts != parcel.attempt:
        return False
    row.adapter, row.last_error, row.claimed_until = adapter, str(error), None
    if isinstance(error, TemporaryError) and row.attempts < MOST_ATTEMPTS:
        row.due_at = utc_now() + dt.timedelta(seconds=wait(row.attempts, error.retry_after))
        return False
    row.state = State.DEAD.value
    return True


def wait(attempts: int, retry_after: float | None) -> float:
    """Seconds until the next attempt: doubling, with jitter, never before the receiver allows."""
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (attempts - 1))
    own = random.uniform(longest / 2, longest)  # noqa: S311  (spreads retries, hides nothing)
    return max(own, retry_after or 0.0)


def retry(session: Session, correlation_id: str) -> bool:
    """Let a dead parcel wait again, with all its attempts; False when it is not dead."""
    row = session.get(OutboxRow, correlation_id, with_for_update=True)
    if row is None or row.state != State.DEAD.value or row.document is None:
        return False
    row.state, row.attempts, row.due_at = State.WAITING.value, 0, utc_now()
    return True


def drop(session: Session, reference: str) -> None:
    """Keep back what has not left yet."""
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.reference == reference,
            OutboxRow.state.in_([State.WAITING.value, State.KEPT.value, State.DEAD.value]),
        )
        .values(state=State.DROPPED.value)
    )


def withdraw(session: Session, reference: str, step: int) -> None:
    """Send word, to contacts who have the request, that it is withdrawn; once."""
    sent = [
        entry.document
        for entry in entries(session, [State.DELIVERED], reference)
        if entry.recipient is Recipient.CONTACTS and entry.document
    ]
    if sent and not any(document.withdrawn for document in sent):
        put(session, sent[-1].model_copy(update={"withdrawn": True}), step)


def erase(session: Session, reference: str) -> None:
    """Remove the documents of a draft, which hold personal data."""
    session.execute(update(OutboxRow).where(OutboxRow.reference == reference).values(document=None))


def entries(
    session: Session, states: Sequence[State] = tuple(State), reference: str | None = None
) -> list[Entry]:
    """The outbox, the oldest first."""
    query = select(OutboxRow).where(OutboxRow.state.in_([state.value for state in states]))
    if reference:
        query = query.where(OutboxRow.reference == reference)
    rows = session.scalars(query.order_by(OutboxRow.created_at, OutboxRow.correlation_id))
    return [_entry(row) for row in rows]


def _entry(row: OutboxRow) -> Entry:
    return Entry(
        correlation_id=row.correlation_id,
        reference=row.reference,
        recipient=Recipient(row.recipient),
        state=State(row.state),
        adapter=row.adapter,
        attempts=row.attempts,
        due_at=aware(row.due_at),
        number=row.number,
        last_error=row.last_error,
        document=_readable(row),
    )


def _due(session: Session) -> OutboxRow | None:
    """The row that has waited longest and that no worker has."""
    now = utc_now()
    free = or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until < now)
    return session.scalar(
        select(OutboxRow)
        .where(OutboxRow.state == State.WAITING.value, OutboxRow.due_at <= now, free)
        .order_by(OutboxRow.due_at, OutboxRow.correlation_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _document(row: OutboxRow) -> Document:
    """The stored request. Raises PermanentError for one that another version has written."""
    try:
        return Document.model_validate(row.document)
    except ValidationError as error:
        raise PermanentError(
            f"the stored request cannot be read ({_faults(error)}): "
            "use the version that wrote it, then retry"
        ) from error


def _readable(row: OutboxRow) -> Document | None:
    """The stored request, if there still is one and this version can read it."""
    try:
        return Document.model_validate(row.document) if row.document else None
    except ValidationError:
        return None


def _faults(error: ValidationError) -> str:
    """Where the faults are; never the values, which are what people typed."""
    places = (".".join(map(str, detail["loc"])) or "request" for detail in error.errors())
    return ", ".join(dict.fromkeys(places))


def _give_up(session: Session, row: OutboxRow, reason: str) -> None:
    row.state, row.claimed_until, row.last_error = State.DEAD.value, None, reason
    session.flush()
    logger.error("%s given up: %s", row.correlation_id, reason)
    try:
        draft = store.load(session, row.reference, to_change=True)
    except UnreadableDraftError:
        return  # the row of the outbox says it
    draft.note(Happening.NOT_DELIVERED, DELIVERY)
    store.save(session, draft)


def _row(session: Session, correlation_id: str) -> OutboxRow:
    return session.get_one(OutboxRow, correlation_id, with_for_update=True)
