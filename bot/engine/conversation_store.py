"""Rasa's tracker store, reading the end of a conversation only: its cost does not grow.

Rasa's own loads and counts all events of a conversation at each message. This one keeps where the
end begins, with the state there, in a table of its own. All events stay in Rasa's table `events`,
so that erasing, backup and a way back to Rasa's store are as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
import ujson
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

# Messages of the user that are read at least, and at most before the beginning is moved: actions
# read what was said since a procedure came up (actions/drafting/earlier_messages.py), and the
# pipeline the last eight replies (bot/nlu/conversation.py).
FEWEST_MESSAGES, MOST_MESSAGES = 16, 32
# How many events of a tracker are stored, its opening among them.
STORED = "stored_events"
# In place of the number of an event: those numbers begin at 1.
OPENING = 0
# Of a message's ranking, which lists every intent; after its turn only the likeliest are read.
LONGEST_RANKING = 10


class ConversationEndRow(SQLTrackerStore.Base):
    """Where the end of a conversation begins; `opening`: events that give the state there."""

    __tablename__ = "conversation_end"
    sender_id = sa.Column(sa.String(255), primary_key=True)
    first_event = sa.Column(sa.Integer, nullable=False)
    opening = sa.Column(sa.Text, nullable=False)


EventRow = SQLTrackerStore.SQLEvent
sa.Index("ix_events_sender_id_id", EventRow.sender_id, EventRow.id)


def _end_of_conversation() -> sa.sql.Select:
    """The opening of a conversation's end, and its events, in one statement that uses indexes."""
    end, sender = ConversationEndRow.__table__.c, sa.bindparam("sender")
    first = sa.select(end.first_event).where(end.sender_id == sender).scalar_subquery()
    opening = sa.select(sa.literal(OPENING).label("id"), end.opening.label("data"))
    events = sa.select(EventRow.id, EventRow.data)
    return sa.union_all(
        opening.where(end.sender_id == sender),
        events.where(EventRow.sender_id == sender, EventRow.id >= sa.func.coalesce(first, 0)),
    ).order_by("id")


READ_END = _end_of_conversation()
WRITE_EVENTS = sa.insert(EventRow.__table__)


class ConversationStore(SQLTrackerStore):
    """Saves each turn by one statement, and reads a conversation by another."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _add_index(self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The end of the conversation; None before its first message."""
        with self.engine.connect() as connection:
            rows = connection.execute(READ_END, {"sender": sender_id}).all()
        events: list[dict[str, Any]] = []
        for number, data in rows:
            found = ujson.loads(data)
            events += found if number == OPENING else [found]
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, STORED, len(tracker.events))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what is new of the conversation."""
        events = list(tracker.events)
        stored = getattr(tracker, STORED, None)
        if stored is None:  # made by somebody else: as Rasa does
            with self.session_scope() as session:
                stored = self._event_query(session, tracker.sender_id, False).count()
        with self.engine.begin() as connection:
            if new := events[stored:]:
                connection.execute(WRITE_EVENTS, [_row(tracker.sender_id, one) for one in new])
            if first := _beginning(events):
                self._move(connection, tracker, events, first)
        setattr(tracker, STORED, len(events))

    def _move(
        self,
        connection: sa.engine.Connection,
        tracker: DialogueStateTracker,
        events: Sequence[Event],
        first: int,
    ) -> None:
        """Let the end begin with the event `first` of the tracker."""
        newest = (
            sa.select(EventRow.id)
            .where(EventRow.sender_id == tracker.sender_id)
            .order_by(EventRow.id.desc())
            .offset(len(events) - first - 1)
            .limit(1)
        )
        number = connection.scalar(newest)
        if number is None:  # erased meanwhile
            return
        opening: list[Event] = []
        if not isinstance(events[first], SessionStarted):  # which begins in no state
            before = [*events[:first]]
            slots = self.domain.slots
            opening += _opening(DialogueStateTracker.from_events(tracker.sender_id, before, slots))
        written = _written([event.as_dict() for event in opening])
        row = {"sender_id": tracker.sender_id, "first_event": number, "opening": written}
        table = ConversationEndRow.__table__
        connection.execute(sa.delete(table).where(table.c.sender_id == tracker.sender_id))
        connection.execute(sa.insert(table), row)


def _beginning(events: Sequence[Event]) -> int:
    """Where the end of a conversation is to begin: at a message of the user; 0 to leave it.

    A session begins anew, as Rasa's store has it.
    """
    session = max((n for n, one in enumerate(events) if isinstance(one, SessionStarted)), default=0)
    messages = [n for n, one in enumerate(events) if isinstance(one, UserUttered) and n > session]
    if len(messages) >= MOST_MESSAGES:
        return messages[-FEWEST_MESSAGES]
    return session


def _opening(tracker: DialogueStateTracker) -> Iterator[Event]:
    """Events after which a new tracker is in the state of this one, waiting for the user."""
    for slot in tracker.slots.values():
        if slot.value != slot.initial_value:
            yield SlotSet(slot.name, slot.value)
    if tracker.active_loop_name:
        yield ActiveLoop(tracker.active_loop_name)
        if tracker.is_active_loop_rejected:
            yield ActionExecutionRejected(tracker.active_loop_name)
    yield ActionExecuted(ACTION_LISTEN_NAME)


def _row(sender: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    parsed = data.get("parse_data") or {}
    if isinstance(event, UserUttered) and "intent_ranking" in parsed:
        ranking = parsed["intent_ranking"][:LONGEST_RANKING]
        data["parse_data"] = {**parsed, "intent_ranking": ranking}
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": (parsed.get("intent") or {}).get("name"),
        "action_name": data.get("name"),
        "data": _written(data),
    }


def _written(value: Any) -> str:
    return str(ujson.dumps(value, escape_forward_slashes=False))


def _add_index(engine: sa.engine.Engine) -> None:
    """Rasa's table may be older than our index."""
    index = next(one for one in EventRow.__table__.indexes if one.name == "ix_events_sender_id_id")
    index.create(engine, checkfirst=True)
