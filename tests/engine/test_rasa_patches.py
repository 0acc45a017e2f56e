"""Each patch of Rasa does what it is there for, and none is applied to another version."""

import asyncio
import importlib.metadata
import logging
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.actions.action import RemoteAction
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.engine.rasa_patches import (
    RasaVersionError,
    check_rasa_version,
    leave_out_unused_libraries,
)
from bot.engine.rasa_patches.calling_actions import (
    WHOLE_REPLIES,
    ActionResultError,
    check_action_result_by_hand,
    send_what_actions_read,
)
from bot.engine.rasa_patches.leaving_out import LeftOutError
from bot.engine.rasa_patches.predicting import run_in_order
from bot.engine.rasa_patches.storing import (
    FAILURE_COUNTS_S,
    TrackerHealth,
    cache_event_types,
    hide_values_in_errors,
)
from bot.engine.rasa_patches.version import RASA_VERSION

ROOT = Path(__file__).resolve().parents[2]
IMPORTS = """
import sys
from bot.engine.rasa_patches import leave_out_unused_libraries
leave_out_unused_libraries()
import rasa.core.run, rasa.model_training, rasa.engine.recipes.default_recipe
heavy = {"tensorflow", "matplotlib", "twilio", "slack_sdk", "aiogram"} & set(sys.modules)
print(sorted(heavy))
"""


def test_the_installed_rasa_is_the_one_that_was_checked() -> None:
    assert importlib.metadata.version("rasa") == RASA_VERSION
    check_rasa_version()


def test_another_version_is_refused_with_what_to_do() -> None:
    with pytest.raises(
        RasaVersionError, match=r"rasa is 3\.7\.0.*checked against 3\.6\.21.*RASA_VERSION"
    ):
        check_rasa_version("3.7.0")


def test_rasa_starts_without_the_heavy_libraries() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORTS],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


SERVED = """
import asyncio
from bot.engine.rasa_patches import leave_out_unused_libraries
leave_out_unused_libraries()
from rasa.core.brokers.broker import EventBroker
from rasa.core.lock_store import LockStore
import rasa.core.tracker_store as module
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import ConnectionException
from rasa.utils.endpoints import EndpointConfig
assert asyncio.run(EventBroker.create(None)) is None
LockStore.create(None)
sql = EndpointConfig(type="SQL", url="sqlite://")
module.TrackerStore.create(sql, Domain.empty())
def refuse(*_):
    raise ConnectionError
module.create_tracker_store = refuse
try:
    module.TrackerStore.create(sql, Domain.empty())
except ConnectionException as error:
    print(error)
"""


def test_what_rasa_imports_only_when_it_serves_is_answered_for() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVED],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Cannot connect to tracker store")


def test_the_environment_holds_what_is_locked_and_nothing_else() -> None:
    """A package more, from an earlier lock or added by hand, would hide that one is missing."""
    locked: set[str] = set()
    for lock in ("locks/engine.lock", "locks/engine-test.lock"):
        text = (ROOT / lock).read_text()
        locked |= set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))
    found = {
        re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
        for distribution in importlib.metadata.distributions()
    }
    assert found - locked == set()


def test_using_what_is_left_out_says_so() -> None:
    leave_out_unused_libraries()
    from rasa.nlu.classifiers.diet_classifier import DIETClassifier

    with pytest.raises(LeftOutError, match="DIETClassifier is left out"):
        DIETClassifier({})


def test_installing_twice_changes_nothing() -> None:
    leave_out_unused_libraries()
    before = list(sys.meta_path)
    leave_out_unused_libraries()
    assert sys.meta_path == before


class Step:
    """A step of a graph, as Rasa's nodes are: called with (name, value) pairs."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *inputs: object) -> tuple[str, object]:
        return self.name, [self.name, *inputs]


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[object, ...]]:
    """Inputs first, then steps that need any of what is before them."""
    graph: dict[str, tuple[object, ...]] = {"__message__": ("__message__", "hello")}
    for number in range(draw(st.integers(1, 6))):
        needs = draw(st.lists(st.sampled_from([*graph, "missing"]), max_size=3))
        graph[f"step{number}"] = (Step(f"step{number}"), *needs)
    return graph


@given(graphs())
def test_it_answers_as_dask_does(graph: dict[str, tuple[object, ...]]) -> None:
    targets = [name for name in graph if name.startswith("step")]
    assert run_in_order(graph, targets) == list(dask.get(graph, targets))


@pytest.fixture
def originally() -> Iterator[object]:
    """Rasa's own search, which is there again after the test."""
    search = Event.resolve_by_type
    yield search
    Event.resolve_by_type = staticmethod(search)


def test_every_event_has_the_class_that_rasa_finds(originally: object) -> None:
    names = [kind.type_name for kind in all_subclasses(Event) if hasattr(kind, "type_name")]
    expected = {name: Event.resolve_by_type(name) for name in names}
    cache_event_types()
    for _ in range(2):
        assert {name: Event.resolve_by_type(name) for name in names} == expected
    assert Event.resolve_by_type("slot") is SlotSet
    assert Event.resolve_by_type("topic") is None
    with pytest.raises(ValueError, match="Unknown event name"):
        Event.resolve_by_type("no such event")


def test_a_locked_database_is_told_and_has_passed_when_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import rasa.core.tracker_store as module

    kwargs = module.create_engine_kwargs
    monkeypatch.setattr(module, "create_engine_kwargs", kwargs)
    for name in ("save", "on_tracker_store_error", "on_tracker_store_retrieve_error"):
        monkeypatch.setattr(FailSafeTrackerStore, name, getattr(FailSafeTrackerStore, name))
    hide_values_in_errors()
    now = [0.0]
    health = TrackerHealth(clock=lambda: now[0])
    health.watch()
    database = str(tmp_path / "conversations.db")
    store = FailSafeTrackerStore(SQLTrackerStore(Domain.empty(), dialect="sqlite", db=database))
    tracker = DialogueStateTracker("sender", [])
    tracker.update(SlotSet("agency", "zebra"))
    lock = sqlite3.connect(database, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    with caplog.at_level(logging.ERROR):
        asyncio.run(store.save(tracker))
    assert health.degraded
    assert "conversations cannot be read or stored (OperationalError)" in caplog.text
    assert "zebra" not in caplog.text
    # Without messages nobody would see that it is well again.
    now[0] = FAILURE_COUNTS_S
    assert not health.degraded
    asyncio.run(store.retrieve("sender"))
    assert health.degraded
    lock.execute("ROLLBACK")
    lock.close()
    asyncio.run(store.save(tracker))
    assert not health.degraded


@pytest.mark.parametrize("result", [[], {"events": {}}, {"events": [{}]}, {"responses": ["hi"]}])
def test_an_answer_of_the_action_server_that_is_none_is_refused(
    result: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = RemoteAction._validate_action_result
    monkeypatch.setattr(RemoteAction, "_validate_action_result", check)
    check_action_result_by_hand()
    action = RemoteAction("action_procedure", None)
    fine = {"events": [{"event": "slot", "name": "agency", "value": None}], "responses": [{}]}
    assert action._validate_action_result(fine)
    with pytest.raises(ActionResultError, match="action_procedure"):
        action._validate_action_result(result)  # type: ignore[arg-type]


def test_of_earlier_messages_the_action_server_gets_what_actions_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(RemoteAction, "_action_call_format", RemoteAction._action_call_format)
    send_what_actions_read()
    tracker = DialogueStateTracker("sender", [])
    parsed = {"reading": "value", "items": [{"entity": "phone"}], "intent_ranking": [1, 2, 3]}
    reply = {"type": "draft", "entry": "vpn_access", "suggested": {"key": "phone"}, "items": [1]}
    said = WHOLE_REPLIES + 2
    for number in range(said):
        intent = {"name": "value", "confidence": 1.0}
        tracker.update(UserUttered(f"message {number}", intent, [], {**parsed}))
        tracker.update(BotUttered(f"reply {number}", {"custom": reply, "buttons": [1]}))
    before = [event.as_dict() for event in tracker.events]
    call = RemoteAction("action_draft", None)._action_call_format(tracker, Domain.empty())
    events = call["tracker"]["events"]
    users = [event for event in events if event["event"] == "user"]
    assert [event["text"] for event in users] == [f"message {n}" for n in range(said)]
    assert {*map(repr, (event["parse_data"] for event in users))} == {
        repr({"reading": "value", "items": [{"entity": "phone"}]})
    }
    # The newest message goes whole beside them.
    assert call["tracker"]["latest_message"]["intent_ranking"] == [1, 2, 3]
    shown = [event["data"] for event in events if event["event"] == "bot"]
    assert shown[2:] == [event["data"] for event in before if event["event"] == "bot"][2:]
    less = {key: reply[key] for key in ("type", "entry", "suggested")}
    assert shown[:2] == [{"custom": less}] * 2
    # What is stored stays whole.
    assert [event.as_dict() for event in tracker.events] == before
