"""The requests that came in, as the Service Desk works them off: by state, a page at a time."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from common.database import UtcDateTime
from tickets import outbox, store
from tickets.draft import Draft, Status
from tickets.fields import AGENCY, REQUESTER_NAME
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.redelivery import failed_messages
from tickets.reference import references_in
from tickets.snapshot import Recipient, RequestChannel
from tickets.tables import DraftRow, OutboxRow

OVER = (Status.RESOLVED, Status.WITHDRAWN, Status.EXPIRED)
_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


class QueueState(StrEnum):
    """Where a request stands for the Service Desk."""

    NEW = "new"  # confirmed by its requester, and not with the Service Desk yet
    APPROVAL = "approval"  # with who may submit it, at the requester's agency
    FAILED = "failed"  # something of it was given up: a person looks at it and retries it
    DELIVERED = "delivered"
    ENDED = "ended"


class QueuePosition(NamedTuple):
    """The last request of a page; what follows was changed before."""

    updated_at: dt.datetime
    reference: str


@dataclass(frozen=True)
class QueueFilter:
    """Which requests; what is empty does not matter. `words`: a reference, a number, a name."""

    state: QueueState | None = None
    entry: str = ""
    agency: str = ""
    words: str = ""
    channel: RequestChannel | None = None


@dataclass(frozen=True)
class QueuedRequest:
    """A request of the queue with its messages of the outbox, the oldest first."""

    draft: Draft
    messages: Sequence[OutboxMessage] = ()

    @property
    def state(self) -> QueueState:
        """As the conditions below; what is still being written counts as new."""
        status = self.draft.status
        if failed_messages(self.messages):
            return QueueState.FAILED
        if status is Status.HANDED_OVER:
            return QueueState.NEW if self._is_for_desk else QueueState.APPROVAL
        if status is Status.SUBMITTED:
            return QueueState.DELIVERED
        return QueueState.ENDED if status in OVER else QueueState.NEW

    @property
    def _is_for_desk(self) -> bool:
        return any(
            one.recipient is Recipient.SERVICE_DESK and one.state is not DeliveryState.CANCELLED
            for one in self.messages
        )


def page(
    session: Session, wanted: QueueFilter, after: QueuePosition | None, most: int
) -> list[QueuedRequest]:
    """The requests that were changed last, before those of the page that ended at `after`."""
    place = tuple_(DraftRow.updated_at, DraftRow.reference)
    query = (
        select(DraftRow.reference)
        .where(_came_in(), *_conditions(wanted))
        .order_by(DraftRow.updated_at.desc(), DraftRow.reference.desc())
        .limit(most)
    )
    if wanted.state:
        query = query.where(_state_conditions()[wanted.state])
    if after:
        last = tuple_(literal(after.updated_at, UtcDateTime), literal(after.reference))
        query = query.where(place < last)
    return requests(session, session.scalars(query).all())


def requests(session: Session, references: Collection[str]) -> list[QueuedRequest]:
    """The requests of the references, in that order, without those that there are not."""
    sent: dict[str, list[OutboxMessage]] = {one: [] for one in references}
    if references:
        for message in outbox.messages(session, reference=[*references]):
            sent[message.reference].append(message)
    found = {draft.reference: draft for draft in store.drafts_named(session, references)}
    return [QueuedRequest(found[one], sent[one]) for one in references if one in found]


def counts(session: Session, wanted: QueueFilter) -> Mapping[QueueState, int]:
    """How many there are in each state, whichever is wanted."""
    state = case(
        *((condition, name.value) for name, condition in _state_conditions().items()), else_=""
    )
    query = select(state, func.count()).where(_came_in(), *_conditions(wanted)).group_by(state)
    found = {str(row[0]): int(row[1]) for row in session.execute(query)}
    return {name: found.get(name.value, 0) for name in QueueState}


def _came_in() -> ColumnElement[bool]:
    """Its requester has confirmed it: what is being written is nobody's business yet."""
    is_over = and_(DraftRow.status.in_(OVER), DraftRow.confirmed_at.is_not(None))
    open_ = (Status.READY, Status.HANDED_OVER, Status.SUBMITTED)
    return or_(DraftRow.status.in_(open_), is_over)


def _state_conditions() -> dict[QueueState, ColumnElement[bool]]:
    """Each request that came in fits one of them."""
    failed = DraftRow.reference.in_(
        select(OutboxRow.reference).where(
            OutboxRow.state == DeliveryState.FAILED, OutboxRow.snapshot.is_not(null())
        )
    )
    is_for_desk = exists().where(
        OutboxRow.reference == DraftRow.reference,
        OutboxRow.recipient == Recipient.SERVICE_DESK,
        OutboxRow.state != DeliveryState.CANCELLED,
    )
    is_handed = DraftRow.status == Status.HANDED_OVER
    conditions = {
        QueueState.NEW: or_(DraftRow.status == Status.READY, and_(is_handed, is_for_desk)),
        QueueState.APPROVAL: and_(is_handed, ~is_for_desk),
        QueueState.DELIVERED: DraftRow.status == Status.SUBMITTED,
        QueueState.ENDED: DraftRow.status.in_(OVER),
    }
    sound = {state: and_(~failed, condition) for state, condition in conditions.items()}
    return {QueueState.FAILED: failed, **sound}


def _conditions(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    agency = DraftRow.fields[AGENCY].as_string()
    return [
        DraftRow.entry == wanted.entry if wanted.entry else true(),
        DraftRow.channel == wanted.channel if wanted.channel else true(),
        func.lower(agency) == wanted.agency.lower() if wanted.agency else true(),
        _says(wanted.words) if wanted.words.strip() else true(),
    ]


def _says(words: str) -> ColumnElement[bool]:
    """A reference, however it is typed, or part of the number, the name, the agency."""
    if references := references_in(words):
        return DraftRow.reference.in_(references)
    pattern = f"%{words.strip().translate(_LIKE)}%"
    columns = (
        DraftRow.reference,
        DraftRow.number,
        DraftRow.email,
        DraftRow.fields[REQUESTER_NAME].as_string(),
        DraftRow.fields[AGENCY].as_string(),
    )
    return or_(*(column.ilike(pattern, escape="\\") for column in columns))
