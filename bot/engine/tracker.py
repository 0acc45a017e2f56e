"""How conversations are loaded and kept: fast, their words in no error, no failure silent."""

import logging
from functools import cache
from typing import Any

import rasa.core.tracker_store
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.events import Event

logger = logging.getLogger(__name__)

# The driver blocks the event loop: one locked database must not stop every user for long.
BUSY_TIMEOUT_S = 0.5


def hide_values_in_errors() -> None:
    """Keep SQLAlchemy from printing a failed statement's values: they are what people typed.

    A locked SQLite file is given up after half a second in place of five.
    """
    original = rasa.core.tracker_store.create_engine_kwargs

    def with_hidden_values(url: Any) -> dict[str, Any]:
        options = {**original(url), "hide_parameters": True}
        if str(url).startswith("sqlite"):
            options["connect_args"] = {"timeout": BUSY_TIMEOUT_S}
        return options

    rasa.core.tracker_store.create_engine_kwargs = with_hidden_values


def remember_event_types() -> None:
    """Find the class of each kind of event once; Rasa searches all classes at every event."""
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


class TrackerHealth:
    """Whether the last conversation could be read and kept; Rasa goes on in memory where not."""

    def __init__(self) -> None:
        self.degraded = False

    def watch(self) -> None:
        """Tell operators of each failure, by its kind alone, and notice when it has passed."""
        keep = FailSafeTrackerStore.save
        health = self

        def failed(store: FailSafeTrackerStore, error: Exception) -> None:
            health.degraded = True
            logger.error("conversations cannot be read or kept (%s)", type(error).__name__)

        async def save(store: FailSafeTrackerStore, tracker: Any) -> None:
            health.degraded = False
            await keep(store, tracker)

        FailSafeTrackerStore.on_tracker_store_error = failed
        FailSafeTrackerStore.on_tracker_store_retrieve_error = failed
        FailSafeTrackerStore.save = save


tracker_health = TrackerHealth()
