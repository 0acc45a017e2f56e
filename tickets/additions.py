"""What is new of a request after it was handed over: written into it, or sent after it."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy.orm import Session

from tickets import outbox, store
from tickets.draft import Draft
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.snapshot import RequestSnapshot
from tickets.store import UnreadableDraftError
from tickets.tables import OutboxRow

# The request of the draft as it is today, made from the one that is on its way.
Rewrite = Callable[[Draft, RequestSnapshot], RequestSnapshot]


def add(
    session: Session, reference: str, values: dict[str, str], by: str, rewrite: Rewrite
) -> Draft:
    """Note values of a request that is handed over, and pass on what is new of them.

    It waits for no answer any more. Raises DraftError for a request that takes no additions.
    """
    draft = store.load(session, reference, to_change=True)
    news = {key: value for key, value in values.items() if draft.fields.get(key) != value}
    if not news and draft.asked is None:
        return draft
    draft.add(news, by)
    draft.ask(None)
    draft = store.save(session, draft)
    if news:
        _pass_on(session, draft, news, rewrite)
    return draft


def _pass_on(session: Session, draft: Draft, keys: Collection[str], rewrite: Rewrite) -> None:
    """Bring what is new under these keys to whoever gets the request, or has it.

    A request that has certainly not left is written anew. Any other is followed by an addition,
    one for each version of the draft.
    """
    sent = request_of(outbox.messages(session, outbox.NOT_CANCELLED, draft.reference))
    if sent is None:
        return
    if sent.snapshot is None:
        raise UnreadableDraftError(draft.reference, "request")
    row = session.get_one(OutboxRow, sent.correlation_id, with_for_update=True)
    # What waited when it was read may be on its way by now.
    session.refresh(row)
    snapshot = rewrite(draft, RequestSnapshot.model_validate(row.snapshot))
    if not may_have_left(DeliveryState(row.state), row.attempts):
        row.snapshot = snapshot.model_dump(mode="json")
        return
    news = tuple(line for line in snapshot.fields if line.key in keys)
    addition = {"addition": news, "addition_to": row.correlation_id}
    outbox.put(session, snapshot.model_copy(update=addition), draft.version)


def may_have_left(state: DeliveryState, attempts: int) -> bool:
    """Whether somebody may have the request: an attempt that failed may have arrived."""
    return state is not DeliveryState.HELD and (state is not DeliveryState.WAITING or attempts > 0)


def request_of(messages: Collection[OutboxMessage]) -> OutboxMessage | None:
    """The newest whole request among the messages of a draft, the oldest first."""
    return next((one for one in reversed([*messages]) if _is_request(one)), None)


def additions_of(messages: Collection[OutboxMessage]) -> list[OutboxMessage]:
    """The additions to requests among the messages of a draft."""
    return [one for one in messages if one.snapshot and one.snapshot.addition]


def as_data(message: OutboxMessage) -> dict[str, Any]:
    """An addition for a program: what is new, and where it is."""
    news = message.snapshot.addition if message.snapshot else ()
    return {
        "correlation_id": message.correlation_id,
        "outbox": message.state,
        "fields": [line.model_dump(mode="json") for line in news],
    }


def _is_request(message: OutboxMessage) -> bool:
    """Whether it is no addition to a request and no word of its withdrawal."""
    sent = message.snapshot
    # Once erased nobody knows; then nothing is added any more.
    return sent is None or not (sent.withdrawn or sent.addition_to)
