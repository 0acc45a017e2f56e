"""Takes parcels out of the outbox and hands them over, at least once, until each has arrived."""

import datetime as dt
import logging
import traceback
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from common.database import Database, StoreError, transact
from tickets import outbox, store
from tickets.delivery.keep import KeepHandOver
from tickets.delivery.port import Delivered, DeliveryError, HandOver, Parcel, TemporaryError
from tickets.document import Document, Recipient
from tickets.draft import DELIVERY, Happening, Status
from tickets.mail import reachable

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=5)  # longer than any adapter's time-outs together


class Worker:
    """Delivers what waits; `adapters` holds the way to each kind of recipient."""

    def __init__(
        self,
        database: Database,
        adapters: Mapping[Recipient, HandOver],
        lease: dt.timedelta = LEASE,
        *,
        sign_in_required: bool = False,
    ) -> None:
        self.database = database
        self.adapters = adapters
        self.lease = lease
        self.sign_in_required = sign_in_required

    def deliver_due(self) -> int:
        """Hand over everything that is due; how many parcels were tried."""
        tried = 0
        while parcel := transact(self.database, lambda session: outbox.claim(session, self.lease)):
            try:
                self._deliver(parcel)
            except StoreError:
                raise  # the database is away: whoever calls waits
            except Exception as error:
                # The parcel keeps its lease and is tried again, as often as any other.
                logger.error("%s: %s", parcel.correlation_id, place_of(error))
            tried += 1
        return tried

    def _deliver(self, parcel: Parcel) -> None:
        adapter = self._adapter(parcel.document)
        try:
            result = adapter.deliver(parcel)
        except DeliveryError as error:
            self._failed(parcel, adapter, error)
        except Exception as error:  # a fault of ours must not cost the parcel
            reason = place_of(error)
            self._failed(parcel, adapter, TemporaryError(reason))
        else:
            transact(self.database, lambda session: _arrived(session, parcel, adapter.name, result))

    def _failed(self, parcel: Parcel, adapter: HandOver, error: DeliveryError) -> None:
        number = parcel.correlation_id
        logger.warning("%s by %s, attempt %d: %s", number, adapter.name, parcel.attempt, error)

        def note(session: Session) -> bool:
            draft = store.load(session, parcel.document.reference, to_change=True)
            given_up = outbox.failed(session, parcel, adapter.name, error)
            if given_up:
                draft.note(Happening.NOT_DELIVERED, DELIVERY)
                store.save(session, draft)
            return given_up

        if transact(self.database, note):
            logger.error("%s given up: `helpdesk drafts show` says why", number)

    def _adapter(self, document: Document) -> HandOver:
        """The way to its recipient.

        What names nobody stays here, for its requester to pass on, and so does what an unknown
        requester has confirmed, where sign-in is required.
        """
        if document.recipient is Recipient.CONTACTS and not reachable(document.to):
            return KeepHandOver()
        if self.sign_in_required and not document.signed_in:
            return KeepHandOver()
        return self.adapters[document.recipient]


def place_of(error: Exception) -> str:
    """An error that nobody expected: its kind and its place; its words may be what people typed."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" in {Path(frame[0].filename).name}:{frame[0].lineno}" if frame else ""
    return f"unexpected {type(error).__name__}{where}"


def _arrived(session: Session, parcel: Parcel, adapter: str, result: Delivered) -> None:
    """The outbox and the draft learn of it in one transaction."""
    draft = store.load(session, parcel.document.reference, to_change=True)
    outbox.delivered(session, parcel, adapter, result)
    draft.number = result.number or draft.number
    if result.submitted and draft.status is Status.HANDED_OVER:
        draft.move(Status.SUBMITTED, Happening.DELIVERED, DELIVERY)
    else:
        draft.note(Happening.KEPT if result.kept else Happening.DELIVERED, DELIVERY)
    draft = store.save(session, draft)
    if draft.status is Status.WITHDRAWN and not result.kept:
        # Withdrawn while this was under way.
        outbox.withdraw(session, draft.reference, draft.version)
