"""Takes parcels out of the outbox and hands them over, at least once, until each has arrived."""

import datetime as dt
import logging
from collections.abc import Mapping

from sqlalchemy.orm import Session

from faq_kb.store import Database
from tickets import outbox, store
from tickets.delivery.keep import KeepHandOver
from tickets.delivery.port import Delivered, HandOver, Parcel, PermanentError, TemporaryError
from tickets.document import Document, Recipient
from tickets.draft import DELIVERY, Happening, Status
from tickets.mail import reachable
from tickets.store import changing

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=5)  # longer than any adapter's time-outs together


class Worker:
    """Delivers what waits; `adapters` holds the way to each kind of recipient."""

    def __init__(
        self,
        database: Database,
        adapters: Mapping[Recipient, HandOver],
        lease: dt.timedelta = LEASE,
    ) -> None:
        self.database = database
        self.adapters = adapters
        self.lease = lease

    def deliver_due(self) -> int:
        """Hand over everything that is due; how many parcels were tried."""
        tried = 0
        while parcel := changing(self.database, lambda session: outbox.claim(session, self.lease)):
            self._deliver(parcel)
            tried += 1
        return tried

    def _deliver(self, parcel: Parcel) -> None:
        adapter = self._adapter(parcel.document)
        name, number = adapter.name, parcel.correlation_id
        try:
            result = adapter.deliver(parcel)
        except TemporaryError as error:
            reason, retry_after = str(error), error.retry_after
            state = changing(
                self.database,
                lambda session: outbox.failed(session, number, name, reason, retry_after),
            )
            logger.warning("%s by %s, attempt %d: %s", number, name, parcel.attempt, reason)
            if state is outbox.State.DEAD:
                self._note(parcel, Happening.NOT_DELIVERED)
        except PermanentError as error:
            reason = str(error)
            changing(self.database, lambda session: outbox.dead(session, number, name, reason))
            logger.error("%s by %s given up: %s", number, name, reason)
            self._note(parcel, Happening.NOT_DELIVERED)
        except Exception as error:  # a fault of ours must not cost the parcel
            reason = f"unexpected {type(error).__name__}: see the log"
            logger.exception("%s by %s", number, name)
            changing(
                self.database, lambda session: outbox.failed(session, number, name, reason, None)
            )
        else:
            changing(self.database, lambda session: _arrived(session, parcel, name, result))

    def _adapter(self, document: Document) -> HandOver:
        """The way to its recipient; what names nobody stays here, for its requester to pass on."""
        if document.recipient is Recipient.CONTACTS and not reachable(document.to):
            return KeepHandOver()
        return self.adapters[document.recipient]

    def _note(self, parcel: Parcel, happening: Happening) -> None:
        def log(session: Session) -> None:
            draft = store.load(session, parcel.document.reference)
            draft.note(happening, DELIVERY)
            store.save(session, draft)

        changing(self.database, log)


def _arrived(session: Session, parcel: Parcel, adapter: str, result: Delivered) -> None:
    """The outbox and the draft learn of it in one transaction."""
    outbox.delivered(session, parcel.correlation_id, adapter, result)
    draft = store.load(session, parcel.document.reference)
    draft.number = result.number or draft.number
    if result.submitted and draft.status is Status.HANDED_OVER:
        draft.move(Status.SUBMITTED, Happening.DELIVERED, DELIVERY)
    else:
        draft.note(Happening.DELIVERED, DELIVERY)
    store.save(session, draft)
