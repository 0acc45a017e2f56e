"""Word of a withdrawal: to everybody who has the request, once to each kind of recipient."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from tickets import outbox
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.snapshot import Recipient


def brought(messages: Sequence[OutboxMessage], recipient: Recipient) -> list[OutboxMessage]:
    """Those of a draft's messages that brought recipients of a kind the request, in order."""
    return [
        message
        for message in messages
        if message.state is DeliveryState.DELIVERED
        and message.recipient is recipient
        and message.snapshot
        and not (message.snapshot.withdrawn or message.snapshot.addition_to)
    ]


def announce(session: Session, reference: str) -> None:
    """Put word of it into the outbox for whoever has the request and has no word yet."""
    messages = outbox.messages(session, reference=reference)
    told = {one.recipient for one in messages if one.snapshot and one.snapshot.withdrawn}
    for recipient in Recipient:
        has = brought(messages, recipient)
        if has and recipient not in told and (newest := has[-1].snapshot):
            notice = {"withdrawn": True, "addition_to": has[0].correlation_id}
            outbox.put(session, newest.model_copy(update=notice))
