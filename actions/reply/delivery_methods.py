"""How confirmed requests reach their receivers, as far as replies tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from faq_kb.contract import DraftDelivery
from tickets.delivery.adapter import HOLDING
from tickets.draft import Draft
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.snapshot import Recipient


@dataclass(frozen=True)
class DeliveryMethods:
    """By which method requests reach whom: the names of tickets/delivery/registry.py."""

    names: Mapping[Recipient, str] = field(
        default_factory=lambda: dict.fromkeys(Recipient, HOLDING)
    )
    # Whether nothing leaves for whom nobody vouches.
    sign_in_required: bool = False

    def method(self, draft: Draft, message: OutboxMessage) -> str:
        """The method that takes the message to its receiver; HOLDING where nothing is sent."""
        is_held = message.state is DeliveryState.HELD or not message.has_addressee
        if is_held or (self.sign_in_required and not draft.signed_in):
            return HOLDING
        return self.names[message.recipient]

    def delivery(self, draft: Draft, message: OutboxMessage) -> DraftDelivery:
        """How far the message has come, in the words of the contract."""
        if message.state is DeliveryState.FAILED:
            return "failed"
        if message.state is DeliveryState.DELIVERED:
            return "sent"
        return "not_sent" if self.method(draft, message) == HOLDING else "sending"
