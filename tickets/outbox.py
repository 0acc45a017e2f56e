"""The transactional outbox: a request and the intent to send it are committed together."""

import datetime as dt
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from pydantic import ValidationError
from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from common.clock import utc_now
from tickets import notices, store
from tickets.delivery.adapter import (
    DeliveryAttempt,
    DeliveryError,
    DeliveryResult,
    PermanentError,
    TemporaryError,
)
from tickets.draft import Status
from tickets.events import DELIVERY, EventType
from tickets.notices import NoticeKind
from tickets.retrying import wait
from tickets.snapshot import Recipient, RequestSnapshot
from tickets.store import UnreadableDraftError
from tickets.tables import OutboxRow

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 12


class DeliveryState(StrEnum):
    """Where a message of the outbox is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    HELD = "held"  # the outbox is where it is meant to be: people export it from here
    FAILED = "failed"  # given up; a person looks at it and retries it
    CANCELLED = "cancelled"  # its draft was withdrawn before it left


NOT_CANCELLED = tuple(state for state in DeliveryState if state is not DeliveryState.CANCELLED)
PENDING = (DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.FAILED)


@dataclass(frozen=True)
class OutboxMessage:
    """A row of the outbox for people and programs to read."""

    correlation_id: str
    reference: str
    recipient: Recipient
    state: DeliveryState
    adapter: str
    attempts: int
    due_at: dt.datetime
    number: str
    last_error: str
    snapshot: RequestSnapshot | None
    created_at: dt.datetime
    delivered_at: dt.datetime | None


def put(session: Session, snapshot: RequestSnapshot, step: int = 0) -> str:
    """Add a confirmed snapshot in the caller's transaction; returns its correlation id.

    `step` is the version of the draft: the same one cannot be put twice, nor can the word that a
    message is withdrawn.
    """
    now = utc_now()
    is_notice = snapshot.withdrawn
    correlation_id = f"{snapshot.addition_to}-end" if is_notice else f"{snapshot.reference}-{step}"
    session.add(
        OutboxRow(
            correlation_id=correlation_id,
            reference=snapshot.reference,
            recipient=snapshot.recipient,
            snapshot=snapshot.model_dump(mode="json"),
            state=DeliveryState.WAITING,
            due_at=now,
            created_at=now,
        )
    )
    session.flush()
    return correlation_id


def claim(session: Session, lease: dt.timedelta) -> DeliveryAttempt | None:
    """Take the message that has waited longest; nobody else gets it before the lease is over.

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
            snapshot = _snapshot(row)
            # Whatever is sent must be noted in its draft afterwards.
            store.load(session, row.reference)
        except (PermanentError, UnreadableDraftError) as error:
            _give_up(session, row, str(error))
            continue
        row.claimed_until = utc_now() + lease
        return DeliveryAttempt(row.correlation_id, snapshot, row.attempts)
    return None


def delivered(
    session: Session, attempt: DeliveryAttempt, adapter: str, result: DeliveryResult
) -> None:
    """Note that the receiver has it, whatever became of its draft meanwhile."""
    row = _row(session, attempt.correlation_id)
    if result.held and row.state != DeliveryState.WAITING:
        return
    row.state = (DeliveryState.HELD if result.held else DeliveryState.DELIVERED).value
    row.adapter, row.number, row.last_error = adapter, result.number, ""
    row.claimed_until, row.delivered_at = None, utc_now()
    if result.refused:
        _leave_out(row, attempt.snapshot, result.refused)


def failed(session: Session, attempt: DeliveryAttempt, adapter: str, error: DeliveryError) -> bool:
    """Note a failure; whether it is given up now, for good or after the last attempt.

    What has been delivered or cancelled meanwhile, or taken by another worker, stays as it is.
    """
    row = _row(session, attempt.correlation_id)
    if row.state != DeliveryState.WAITING or row.attempts != attempt.number:
        return False
    row.adapter, row.last_error, row.claimed_until = adapter, str(error), None
    if isinstance(error, TemporaryError) and row.attempts < MOST_ATTEMPTS:
        row.due_at = utc_now() + dt.timedelta(seconds=wait(row.attempts, error.retry_after))
        return False
    row.state = DeliveryState.FAILED
    return True


def retry(session: Session, correlation_id: str) -> bool:
    """Let a failed message wait again, with all its attempts; False when it has not failed."""
    row = session.get(OutboxRow, correlation_id, with_for_update=True)
    if row is None or row.state != DeliveryState.FAILED or row.snapshot is None:
        return False
    row.state, row.attempts, row.due_at = DeliveryState.WAITING, 0, utc_now()
    return True


def cancel(session: Session, reference: str) -> None:
    """Keep back what has not left yet."""
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.reference == reference,
            OutboxRow.state.in_(PENDING),
        )
        .values(state=DeliveryState.CANCELLED)
    )


def erase(session: Session, reference: str) -> None:
    """Remove the snapshots of a draft, which hold personal data, and what receivers said."""
    erased = {"snapshot": None, "last_error": ""}
    session.execute(update(OutboxRow).where(OutboxRow.reference == reference).values(**erased))


def messages(
    session: Session,
    states: Sequence[DeliveryState] = tuple(DeliveryState),
    reference: str | Sequence[str] = "",
) -> list[OutboxMessage]:
    """The outbox, or that of one draft or of several, the oldest first."""
    query = select(OutboxRow).where(OutboxRow.state.in_(states))
    if reference:
        wanted = [reference] if isinstance(reference, str) else reference
        query = query.where(OutboxRow.reference.in_(wanted))
    rows = session.scalars(query.order_by(OutboxRow.created_at, OutboxRow.correlation_id))
    return [_message(row) for row in rows]


def _message(row: OutboxRow) -> OutboxMessage:
    columns = {field.name: getattr(row, field.name) for field in fields(OutboxMessage)}
    state, recipient = DeliveryState(row.state), Recipient(row.recipient)
    columns |= {"state": state, "recipient": recipient, "snapshot": _readable(row)}
    return OutboxMessage(**columns)


def _due(session: Session) -> OutboxRow | None:
    """The row that has waited longest and that no worker has; an addition after its request."""
    now, request = utc_now(), aliased(OutboxRow)
    too_early = exists().where(
        request.correlation_id == OutboxRow.snapshot["addition_to"].as_string(),
        request.state != DeliveryState.DELIVERED,
    )
    free = or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until < now)
    return session.scalar(
        select(OutboxRow)
        .where(OutboxRow.state == DeliveryState.WAITING, OutboxRow.due_at <= now, free, ~too_early)
        .order_by(OutboxRow.due_at, OutboxRow.correlation_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _snapshot(row: OutboxRow) -> RequestSnapshot:
    """The stored request. Raises PermanentError for one that another version has written."""
    try:
        return RequestSnapshot.model_validate(row.snapshot)
    except ValidationError as error:
        raise PermanentError(
            f"the stored request cannot be read ({_faults(error)}): "
            "use the version that wrote it, then retry"
        ) from error


def _readable(row: OutboxRow) -> RequestSnapshot | None:
    """The stored request, if there still is one and this version can read it."""
    try:
        return _snapshot(row) if row.snapshot else None
    except PermanentError:
        return None


def _faults(error: ValidationError) -> str:
    """Where the faults are; never the values, which are what people typed."""
    places = (".".join(map(str, detail["loc"])) or "request" for detail in error.errors())
    return ", ".join(dict.fromkeys(places))


def _give_up(session: Session, row: OutboxRow, reason: str) -> None:
    row.state, row.claimed_until, row.last_error = DeliveryState.FAILED, None, reason
    session.flush()
    logger.error("%s given up: %s", row.correlation_id, reason)
    try:
        draft = store.load(session, row.reference, to_change=True)
    except UnreadableDraftError:
        return  # the row of the outbox says it
    draft.note(EventType.NOT_DELIVERED, DELIVERY)
    store.save(session, draft)
    if draft.status is not Status.WITHDRAWN:  # its requester is done with it
        notices.put(session, draft.reference, NoticeKind.FAILED)


def _leave_out(row: OutboxRow, snapshot: RequestSnapshot, refused: Collection[str]) -> None:
    """Only those who got it have it: the others are neither counted nor told of its end."""
    to = tuple(person for person in snapshot.to if person.email not in refused)
    row.last_error = f"{len(snapshot.to) - len(to)} of {len(snapshot.to)} recipients were refused"
    if row.snapshot is not None:  # not erased meanwhile
        row.snapshot = snapshot.model_copy(update={"to": to}).model_dump(mode="json")


def _row(session: Session, correlation_id: str) -> OutboxRow:
    return session.get_one(OutboxRow, correlation_id, with_for_update=True)
