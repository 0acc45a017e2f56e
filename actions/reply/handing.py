"""How confirmed requests reach their receivers, as far as replies tell of it."""

from dataclasses import dataclass

from faq_kb.contract import DraftDelivery
from tickets.document import Recipient
from tickets.draft import Draft
from tickets.outbox import Entry, State

KEPT = "outbox"


@dataclass(frozen=True)
class Handing:
    """By which adapter requests reach whom: the names of tickets/delivery/."""

    contacts: str = "outbox"
    service_desk: str = "outbox"
    # Whether nothing leaves for whom nobody vouches.
    sign_in_required: bool = False

    def way(self, draft: Draft, parcel: Entry) -> str:
        """The adapter that takes the parcel to its receiver; KEPT where nothing is sent."""
        is_kept = parcel.state is State.KEPT or (self.sign_in_required and not draft.signed_in)
        if is_kept:
            return KEPT
        to_desk = parcel.recipient is Recipient.SERVICE_DESK
        return self.service_desk if to_desk else self.contacts

    def delivery(self, draft: Draft, parcel: Entry) -> DraftDelivery:
        """How far the parcel has come, in the words of the contract."""
        if parcel.state is State.DEAD:
            return "failed"
        if parcel.state is State.DELIVERED:
            return "sent"
        return "not_sent" if self.way(draft, parcel) == KEPT else "sending"
