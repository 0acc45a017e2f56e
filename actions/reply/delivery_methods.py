"""How confirmed requests reach their receivers, as far as replies tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from faq_kb.contract import DraftDelivery
from tickets.delivery.adapter import HOLDING, is_kept
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.snapshot import Recipient

WAITING = (DeliveryState.WAITING, DeliveryState.HELD)


@dataclass(frozen=True)
class DeliveryMethods:
    """By which method requests reach whom: the names of tickets/delivery/registry.py."""

    names: Mapping[Recipient, str] = field(
        default_factory=lambda: dict.fromkeys(Recipient, HOLDING)
    )
    # Whether nothing leaves for whom nobody vouches.
    sign_in_required: bool = False

    def sends(self, recipient: Recipient, *, signed_in: bool) -> bool:
        """Whether a request leaves for such a recipient, once it is confirmed."""
        is_allowed = signed_in or not self.sign_in_required
        return is_allowed and self.names[recipient] != HOLDING

    def method(self, message: OutboxMessage) -> str:
        """The method that takes the message to its receiver; HOLDING where nothing is sent."""
        is_held = message.state is DeliveryState.HELD
        return HOLDING if is_held or self._is_kept(message) else self.names[message.recipient]

    def delivery(self, message: OutboxMessage) -> DraftDelivery:
        """How far the message has come, in the words of the contract."""
        if message.state is DeliveryState.FAILED:
            return "failed"
        if message.state is DeliveryState.DELIVERED:
            return "sent"
        return "not_sent" if self.method(message) == HOLDING else "sending"

    def awaits_sign_in(self, message: OutboxMessage) -> bool:
        """Whether it would leave, had its requester signed in."""
        is_sent = self.names[message.recipient] != HOLDING
        return (
            is_sent
            and message.state in WAITING
            and self.sign_in_required
            and bool(
                message.snapshot
                and self._is_kept(message)
                and not is_kept(message.snapshot, sign_in_required=False)
            )
        )

    def _is_kept(self, message: OutboxMessage) -> bool:
        return bool(
            message.snapshot and is_kept(message.snapshot, sign_in_required=self.sign_in_required)
        )
