"""Conversations are copied, and their events looked through, as Rasa does it."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    Event,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.rasa_patches.copying import apply_events_once, copy_trackers_as_they_are

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
slots:
  agency: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms: {draft_form: {required_slots: [agency]}}
"""
)
SENDER = "web-1"
kinds: st.SearchStrategy[Event] = st.sampled_from(
    [
        UserUttered("hello", {"name": "procedure", "confidence": 1.0}),
        ActionExecuted("action_listen"),
        ActionExecuted("draft_form"),
        SlotSet("agency", "KYTC"),
        SlotSet("agency", None),
        ActiveLoop("draft_form"),
        ActiveLoop(None),
        ActionExecutionRejected("draft_form"),
        LoopInterrupted(is_interrupted=True),
        UserUtteranceReverted(),
        SessionStarted(),
        Restarted(),
    ]
)
HEALTH = [HealthCheck.function_scoped_fixture]


@pytest.fixture
def patched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both changes, until the test is over."""
    for name in ("copy", "applied_events"):
        monkeypatch.setattr(DialogueStateTracker, name, getattr(DialogueStateTracker, name))
    apply_events_once()
    copy_trackers_as_they_are()


def state(tracker: DialogueStateTracker) -> list[object]:
    rejected = tracker.active_loop and tracker.is_active_loop_rejected
    loop = (tracker.active_loop_name, rejected, tracker.latest_action_name)
    said = (tracker.latest_message, tracker.followup_action, tracker.is_paused())
    return [list(tracker.events), tracker.current_slot_values(), *loop, *said]


@settings(max_examples=60, deadline=None, suppress_health_check=HEALTH)
@given(st.lists(kinds, max_size=14))
def test_a_copy_is_in_the_same_state_and_changes_by_itself(
    patched: None, events: Sequence[Event]
) -> None:
    tracker = DialogueStateTracker.from_events(SENDER, list(events), DOMAIN.slots)
    before = state(tracker)
    new = tracker.copy()
    assert state(new) == before
    for event in (SlotSet("agency", "DPH"), ActiveLoop("draft_form")):
        new.update(event)
    new.reject_action("draft_form")
    assert state(tracker) == before
    assert new.get_slot("agency") == "DPH"


@settings(max_examples=60, deadline=None, suppress_health_check=HEALTH)
@given(st.lists(kinds, min_size=1, max_size=14))
def test_the_events_that_hold_are_found_anew_after_each(
    patched: None, events: Sequence[Event]
) -> None:
    tracker = DialogueStateTracker(SENDER, DOMAIN.slots)
    for number, event in enumerate(events, 1):
        tracker.update(event)
        tracker.applied_events().clear()  # nobody else's list
        anew = DialogueStateTracker.from_events(SENDER, list(events[:number]), DOMAIN.slots)
        assert tracker.applied_events() == anew.applied_events()
