"""How conversations are loaded and kept: fast, their words in no error, no failure silent."""

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import rasa.core.tracker_store
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.events import Event

logger = logging.getLogger(__name__)

# The driver blocks the event loop: one locked database must not stop every user for long.
BUSY_TIMEOUT_S = 0.5
FAILURE_COUNTS_S = 60.0
WELL = float("-inf")


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
    """Whether the last conversation could be read and stored; Rasa goes on in memory where not.

    A failure counts until a conversation is stored or a minute has passed: whoever sends no users
    to an assistant that is degraded would otherwise never hear that it is well again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = WELL

    @property
    def degraded(self) -> bool:
        """Whether what users say is lost at present."""
        return self._clock() < self._until

    def watch(self) -> None:
        """Tell operators of each failure, by its kind alone, and notice when it has passed."""
        save_or_fall_back = FailSafeTrackerStore.save
        health = self

        def failed(store: FailSafeTrackerStore, error: Exception) -> None:
            health._until = health._clock() + FAILURE_COUNTS_S
            logger.error("conversations cannot be read or stored (%s)", type(error).__name__)

        async def save(store: FailSafeTrackerStore, tracker: Any) -> None:
            health._until = WELL
            await save_or_fall_back(store, tracker)

        FailSafeTrackerStore.on_tracker_store_error = failed
        FailSafeTrackerStore.on_tracker_store_retrieve_error = failed
        FailSafeTrackerStore.save = save


tracker_health = TrackerHealth()
