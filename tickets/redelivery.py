"""Lets deliveries that were given up wait again, for the command line and the console."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from tickets import outbox, store
from tickets.events import EventType
from tickets.outbox import DeliveryState, OutboxMessage


class NotFailedError(Exception):
    """Nothing of the request is given up; the message is its reference."""


def failed_messages(messages: Collection[OutboxMessage]) -> list[OutboxMessage]:
    """Those that a person can retry; an erased request is gone."""
    return [one for one in messages if one.state is DeliveryState.FAILED and one.snapshot]


def retry_failed(
    session: Session, references: Collection[str], by: str, agent: str = ""
) -> list[OutboxMessage]:
    """Those of the references, all or none; without any, whatever is given up.

    They have all their attempts again. `agent`: which agent does so, in the console. Raises
    UnknownDraftError, NotFailedError.
    """
    failed = outbox.messages(session, [DeliveryState.FAILED])
    known = {message.reference for message in failed}
    for reference in references:
        store.load(session, reference)
        if reference not in known:
            raise NotFailedError(reference)
    chosen = [one for one in failed if not references or one.reference in references]
    for message in chosen:
        draft = store.load(session, message.reference, to_change=True)
        outbox.retry(session, message.correlation_id)
        draft.note(EventType.RETRIED, by)
        draft.sign(agent)
        store.save(session, draft)
    return chosen
