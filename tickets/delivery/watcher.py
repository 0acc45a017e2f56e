"""Asks the receiver's system what becomes of requests that it has: whether they are resolved."""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from common.clock import utc_now
from common.database import Database, StoreError, transact
from tickets import notices, store
from tickets.delivery.adapter import DeliveryError, StatusSource, TemporaryError
from tickets.draft import Status
from tickets.events import DELIVERY, EventType
from tickets.notices import NoticeKind
from tickets.outbox import DeliveryState
from tickets.tables import DraftRow, OutboxRow

logger = logging.getLogger(__name__)

# Requests in one question to the receiver, whose address has to hold all of them.
BATCH = 50
# A resolved request may be taken up again; ServiceNow closes it after a week.
REOPENED_WITHIN = dt.timedelta(days=14)


@dataclass(frozen=True)
class WatchedRequest:
    """A request that the receiver has under its own number."""

    reference: str
    correlation_id: str


class RequestWatcher:
    """Looks at every open request once in an interval, one batch at each call."""

    def __init__(
        self, database: Database, source: StatusSource, clock: Callable[[], dt.datetime] = utc_now
    ) -> None:
        self.database, self.source, self.clock = database, source, clock
        self._due = clock()
        self._after = ""  # the last correlation id that was looked at in this round

    def look(self) -> int:
        """Look at the next batch, if it is time; how many requests have changed."""
        if not self.source.status_interval or self.clock() < self._due:
            return 0
        batch = self._next()
        try:
            found = self.source.resolved([one.correlation_id for one in batch]) if batch else {}
        except DeliveryError as error:
            self._failed(error)
            return 0
        changed = sum(self._noted(one, found) for one in batch)
        if len(batch) < BATCH:
            self._after = ""
            self._wait()
        else:
            self._after = batch[-1].correlation_id
        return changed

    def _next(self) -> list[WatchedRequest]:
        with self.database.session() as session:
            lately = self.clock() - REOPENED_WITHIN
            open_ones = or_(
                DraftRow.status == Status.SUBMITTED,
                and_(DraftRow.status == Status.RESOLVED, DraftRow.updated_at > lately),
            )
            query = (
                select(OutboxRow.reference, OutboxRow.correlation_id)
                .join(DraftRow, DraftRow.reference == OutboxRow.reference)
                .where(
                    open_ones,
                    OutboxRow.state == DeliveryState.DELIVERED,
                    OutboxRow.number != "",
                    # What was added is a note on the request's own record.
                    OutboxRow.snapshot["addition_to"].as_string() == "",
                    OutboxRow.correlation_id > self._after,
                )
                .order_by(OutboxRow.correlation_id)
                .limit(BATCH)
            )
            return [WatchedRequest(*row) for row in session.execute(query)]

    def _noted(self, request: WatchedRequest, found: Mapping[str, bool]) -> bool:
        """The same; a draft that cannot be read holds nobody up."""
        try:
            return self._note(request, found)
        except StoreError as error:
            logger.error("%s: %s", request.reference, error)
            return False

    def _note(self, request: WatchedRequest, found: Mapping[str, bool]) -> bool:
        """Whether the draft has changed by what was found."""
        if request.correlation_id not in found:
            return False
        is_resolved = found[request.correlation_id]

        def run(session: Session) -> bool:
            draft = store.load(session, request.reference, to_change=True)
            if is_resolved and draft.status is Status.SUBMITTED:
                draft.move(Status.RESOLVED, EventType.RESOLVED, DELIVERY)
                notices.put(session, draft.reference, NoticeKind.RESOLVED)
            elif not is_resolved and draft.status is Status.RESOLVED:
                draft.move(Status.SUBMITTED, EventType.REOPENED, DELIVERY)
            else:
                return False
            store.save(session, draft)
            return True

        return transact(self.database, run)

    def _failed(self, error: DeliveryError) -> None:
        """One line in the log; the round goes on later, never before the receiver allows."""
        logger.warning("the state of requests is not known: %s", error)
        asked = error.retry_after if isinstance(error, TemporaryError) else None
        self._wait(dt.timedelta(seconds=asked or 0))

    def _wait(self, at_least: dt.timedelta = dt.timedelta()) -> None:
        self._due = self.clock() + max(self.source.status_interval, at_least)
