"""Conversations are loaded as Rasa does it, faster."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.engine.tracker import (
    FAILURE_COUNTS_S,
    TrackerHealth,
    hide_values_in_errors,
    remember_event_types,
)


@pytest.fixture
def originally() -> Iterator[object]:
    """Rasa's own search, which is there again after the test."""
    search = Event.resolve_by_type
    yield search
    Event.resolve_by_type = staticmethod(search)


def test_every_event_has_the_class_that_rasa_finds(originally: object) -> None:
    names = [kind.type_name for kind in all_subclasses(Event) if hasattr(kind, "type_name")]
    expected = {name: Event.resolve_by_type(name) for name in names}
    remember_event_types()
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
