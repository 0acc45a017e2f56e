"""The end of a conversation says of it what the whole conversation says."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import event as sql_event

from bot.engine.conversation_store import FEWEST_MESSAGES, MOST_MESSAGES, ConversationStore
from bot.engine.rasa_patches.predicting import latest_part

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [procedure]
slots:
  current_entry: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  agency: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms: {draft_form: {required_slots: [agency]}}
actions: [action_procedure]
"""
)
SENDER = "web-1"


def of_file(folder: Path, kind: type[SQLTrackerStore] = ConversationStore) -> SQLTrackerStore:
    return kind(domain=DOMAIN, host=f"sqlite:///{folder / 'tracker.db'}")


def begin(store: SQLTrackerStore) -> None:
    """The first message of a conversation starts a session, as Rasa's processor does it."""
    tracker = asyncio.run(store.get_or_create_tracker(SENDER, append_action_listen=False))
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(SessionStarted())
    tracker.update(ActionExecuted("action_listen"))
    asyncio.run(store.save(tracker))


def turn(store: SQLTrackerStore, number: int, *events: Event) -> DialogueStateTracker:
    """One message, in the tracker as the store has it, and what followed."""
    tracker = asyncio.run(store.retrieve(SENDER))
    assert tracker
    ranking = [{"name": f"intent {place}", "confidence": 0.1} for place in range(70)]
    said = {"text": f"message {number}", "intent": {"name": "procedure", "confidence": 1.0}}
    tracker.update(
        UserUttered(f"message {number}", said["intent"], [], {**said, "intent_ranking": ranking})
    )
    tracker.update(ActionExecuted("action_procedure"))
    for event in (*events, BotUttered(f"answer {number}"), ActionExecuted("action_listen")):
        tracker.update(event)
    asyncio.run(store.save(tracker))
    return tracker


def texts(tracker: DialogueStateTracker) -> list[str]:
    return [one.text for one in tracker.events if isinstance(one, UserUttered)]


# Made when they happen: Rasa finds the beginning of a session by the times of events.
changes = st.sampled_from(
    [
        partial(SlotSet, "current_entry", "vpn_access"),
        partial(SlotSet, "current_entry", None),
        partial(SlotSet, "agency", "KYTC"),
        partial(ActiveLoop, "draft_form"),
        partial(ActiveLoop, None),
    ]
)
Said = Sequence[Sequence[Callable[[], Event]]]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(changes, max_size=2), min_size=1, max_size=MOST_MESSAGES + 40))
def test_it_is_in_the_state_of_rasa_s_own_store(
    tmp_path_factory: pytest.TempPathFactory, said: Said
) -> None:
    ours = of_file(tmp_path_factory.mktemp("ours"))
    theirs = of_file(tmp_path_factory.mktemp("theirs"), SQLTrackerStore)
    for store in (ours, theirs):
        begin(store)
        for number, events in enumerate(said):
            turn(store, number, *(make() for make in events))
    end, whole = (asyncio.run(store.retrieve(SENDER)) for store in (ours, theirs))
    assert end
    assert whole
    assert end.current_slot_values() == whole.current_slot_values()
    assert end.active_loop_name == whole.active_loop_name
    assert end.latest_action_name == whole.latest_action_name
    assert end.latest_message == whole.latest_message
    fewest = min(len(said), FEWEST_MESSAGES)
    assert texts(end)[-fewest:] == texts(whole)[-fewest:]
    assert len(texts(end)) < MOST_MESSAGES
    # Rasa's own store reads what ours has stored: the way back is open.
    back = asyncio.run(SQLTrackerStore.retrieve(ours, SENDER))
    assert back
    assert texts(back) == texts(whole)
    assert back.current_slot_values() == whole.current_slot_values()


@pytest.fixture
def statements(tmp_path: Path) -> Iterator[tuple[SQLTrackerStore, list[str]]]:
    """A store, and every statement that it sends."""
    store, sent = of_file(tmp_path), []
    sql_event.listen(
        store.engine, "before_cursor_execute", lambda *call: sent.append(str(call[2]).split()[0])
    )
    yield store, sent
    store.engine.dispose()


def test_a_turn_is_one_read_and_one_write_however_long_the_conversation(
    statements: tuple[SQLTrackerStore, list[str]],
) -> None:
    store, sent = statements
    begin(store)
    for number in range(2 * MOST_MESSAGES):
        sent.clear()
        tracker = turn(store, number)
        assert len(texts(tracker)) <= MOST_MESSAGES
        is_moved = len(texts(tracker)) == MOST_MESSAGES
        assert is_moved or sent == ["SELECT", "INSERT"]


def test_a_session_begins_anew(tmp_path: Path) -> None:
    store = of_file(tmp_path)
    begin(store)
    turn(store, 1, SlotSet("agency", "KYTC"))
    begin(store)
    turn(store, 2)
    tracker = asyncio.run(store.retrieve(SENDER))
    assert tracker
    assert texts(tracker) == ["message 2"]
    assert tracker.get_slot("agency") is None  # the action of a session carries slots over


def test_what_is_erased_behind_it_ends_no_conversation(tmp_path: Path) -> None:
    store = of_file(tmp_path)
    begin(store)
    for number in range(MOST_MESSAGES + 1):
        turn(store, number)
    store.engine.execute("DELETE FROM events WHERE id < (SELECT MAX(id) FROM events)")
    store.engine.execute("DELETE FROM conversation_end")
    tracker = turn(store, 99)
    assert texts(tracker) == ["message 99"]


def test_a_tracker_of_somebody_else_is_stored_once(tmp_path: Path) -> None:
    store = of_file(tmp_path)
    begin(store)
    turn(store, 1)
    tracker = asyncio.run(store.retrieve(SENDER))
    assert tracker
    copy = DialogueStateTracker.from_events(SENDER, list(tracker.events), DOMAIN.slots)
    copy.update(BotUttered("added"))
    for _ in range(2):
        asyncio.run(store.save(copy))
    found = asyncio.run(store.retrieve(SENDER))
    assert found
    assert len(found.events) == len(copy.events)


def test_an_older_table_gets_its_index(tmp_path: Path) -> None:
    of_file(tmp_path, SQLTrackerStore).engine.execute("DROP INDEX IF EXISTS ix_events_sender_id_id")
    for _ in range(2):
        rows = of_file(tmp_path).engine.execute("PRAGMA index_list(events)").all()
        assert "ix_events_sender_id_id" in [row[1] for row in rows]


@given(st.lists(st.lists(changes, max_size=2), max_size=9))
def test_rules_see_the_latest_part_as_they_see_the_whole(said: Said) -> None:
    events: list[Event] = [ActionExecuted("action_listen")]
    for number, these in enumerate(said):
        said_so = {"name": "procedure", "confidence": 1.0}
        events += [UserUttered(f"message {number}", said_so), ActionExecuted("action_procedure")]
        events += [*(make() for make in these), ActionExecuted("action_listen")]
    whole = DialogueStateTracker.from_events(SENDER, events, DOMAIN.slots)
    part = latest_part(whole)
    seen, all_seen = part.past_states(DOMAIN), whole.past_states(DOMAIN)
    assert seen[-5:] == all_seen[-5:]
    assert part.active_loop_name == whole.active_loop_name
    assert part.current_slot_values() == whole.current_slot_values()
