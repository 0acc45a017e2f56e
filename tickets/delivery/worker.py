"""Takes messages out of the outbox and delivers them, at least once, until each has arrived."""

import datetime as dt
import logging
import traceback
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from common.database import Database, StoreError, transact
from tickets import notices, outbox, store, withdrawal
from tickets.delivery.adapter import (
    DeliveryAdapter,
    DeliveryAttempt,
    DeliveryError,
    DeliveryResult,
    HoldingAdapter,
    TemporaryError,
    is_kept,
)
from tickets.draft import Draft, Status
from tickets.events import DELIVERY, EventType
from tickets.notices import NoticeKind
from tickets.snapshot import Recipient, RequestSnapshot

logger = logging.getLogger(__name__)

# How an error begins that is no answer of a receiver but a fault of this program.
FAULT = "unexpected"
LEASE = dt.timedelta(minutes=5)  # longer than any adapter's time-outs together


class Worker:
    """Delivers what waits; `adapters` holds the way to each kind of recipient."""

    def __init__(
        self,
        database: Database,
        adapters: Mapping[Recipient, DeliveryAdapter],
        lease: dt.timedelta = LEASE,
        *,
        sign_in_required: bool = False,
    ) -> None:
        self.database = database
        self.adapters = adapters
        self.lease = lease
        self.sign_in_required = sign_in_required

    def deliver_due(self) -> int:
        """Hand over everything that is due; how many deliveries were tried."""
        tried = 0
        while attempt := transact(self.database, lambda session: outbox.claim(session, self.lease)):
            try:
                self._deliver(attempt)
            except StoreError:
                raise  # the database is away: whoever calls waits
            except Exception as error:
                # The message keeps its lease and is tried again, as often as any other.
                logger.error("%s: %s", attempt.correlation_id, place_of(error))
            tried += 1
        return tried

    def _deliver(self, attempt: DeliveryAttempt) -> None:
        adapter = self._adapter(attempt.snapshot)
        try:
            result = adapter.deliver(attempt)
        except DeliveryError as error:
            self._failed(attempt, adapter, error)
        except Exception as error:  # a fault of ours must not cost the request
            reason = place_of(error)
            self._failed(attempt, adapter, TemporaryError(reason))
        else:
            transact(
                self.database, lambda session: _arrived(session, attempt, adapter.name, result)
            )

    def _failed(
        self, attempt: DeliveryAttempt, adapter: DeliveryAdapter, error: DeliveryError
    ) -> None:
        number = attempt.correlation_id
        logger.warning("%s by %s, attempt %d: %s", number, adapter.name, attempt.number, error)

        def note(session: Session) -> bool:
            draft = store.load(session, attempt.snapshot.reference, to_change=True)
            given_up = outbox.failed(session, attempt, adapter.name, error)
            if given_up:
                draft.note(EventType.NOT_DELIVERED, DELIVERY)
                store.save(session, draft)
                if draft.status is not Status.WITHDRAWN:  # they are done with it
                    notices.put(session, draft.reference, NoticeKind.FAILED)
            return given_up

        if transact(self.database, note):
            logger.error("%s given up: `helpdesk drafts show` says why", number)

    def _adapter(self, snapshot: RequestSnapshot) -> DeliveryAdapter:
        """The way to its recipient."""
        if is_kept(snapshot, sign_in_required=self.sign_in_required):
            return HoldingAdapter()
        return self.adapters[snapshot.recipient]


def place_of(error: Exception) -> str:
    """An error that nobody expected: its kind and its place; its words may be what people typed."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" in {Path(frame[0].filename).name}:{frame[0].lineno}" if frame else ""
    return f"{FAULT} {type(error).__name__}{where}"


def _arrived(
    session: Session, attempt: DeliveryAttempt, adapter: str, result: DeliveryResult
) -> None:
    """The outbox and the draft learn of it in one transaction."""
    draft = store.load(session, attempt.snapshot.reference, to_change=True)
    outbox.delivered(session, attempt, adapter, result)
    draft.number = result.number or draft.number
    if result.submitted and draft.status is Status.HANDED_OVER:
        draft.move(Status.SUBMITTED, EventType.DELIVERED, DELIVERY)
    else:
        draft.note(EventType.HELD if result.held else EventType.DELIVERED, DELIVERY)
    draft = store.save(session, draft)
    if kind := _news(attempt.snapshot, draft, result):
        notices.put(session, draft.reference, kind)
    if draft.status is Status.WITHDRAWN and not result.held:
        # Withdrawn while this was under way.
        withdrawal.announce(session, draft.reference)


def _news(snapshot: RequestSnapshot, draft: Draft, result: DeliveryResult) -> NoticeKind | None:
    """What its requester is told of an arrival; nothing of what is held, added or called back."""
    is_whole = not (snapshot.withdrawn or snapshot.addition_to)
    if result.held or not is_whole or draft.status is Status.WITHDRAWN:
        return None
    return NoticeKind.RECEIVED if result.number else NoticeKind.SENT
