"""Stores conversations without what people typed in errors, and notices when that fails."""

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import Any

logger = logging.getLogger(__name__)

# The driver blocks the event loop: one locked database must not stop every user for long.
BUSY_TIMEOUT_S = 0.5
FAILURE_COUNTS_S = 60.0


def hide_values_in_errors() -> None:
    """Keep what people typed out of SQLAlchemy's errors; give up on a locked file sooner.

    Why: Rasa's tracker store has no setting for either, nor for keeping a file open.
    """
    import rasa.core.tracker_store
    import sqlalchemy as sa

    original = rasa.core.tracker_store.create_engine_kwargs

    def with_hidden_values(url: Any) -> dict[str, Any]:
        options = {**original(url), "hide_parameters": True}
        if str(url).startswith("sqlite"):
            options["connect_args"] = {"timeout": BUSY_TIMEOUT_S}
            # Else each use opens the file anew; the engine uses it from one thread.
            options["poolclass"] = sa.pool.QueuePool
        return options

    rasa.core.tracker_store.create_engine_kwargs = with_hidden_values


def cache_event_types() -> None:
    """Find the class of each type of event once.

    Why: Rasa searches all classes for every event of a conversation that it loads.
    """
    from rasa.shared.core.events import Event

    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


class TrackerHealth:
    """Whether conversations can be stored.

    Why: where the store fails, Rasa goes on in memory, and nobody hears of it. A failure counts
    for a minute at most: without users, nothing would ever show that the store is well again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._degraded_until = float("-inf")

    @property
    def degraded(self) -> bool:
        """Whether what users say is being lost."""
        return self._clock() < self._degraded_until

    def watch(self) -> None:
        """Log each failure, without what was said, and notice when it has passed."""
        from rasa.core.tracker_store import FailSafeTrackerStore

        save_or_fall_back = FailSafeTrackerStore.save
        health = self

        def failed(store: Any, error: Exception) -> None:
            health._degraded_until = health._clock() + FAILURE_COUNTS_S
            logger.error("conversations cannot be read or stored (%s)", type(error).__name__)

        async def save(store: Any, tracker: Any) -> None:
            health._degraded_until = float("-inf")
            await save_or_fall_back(store, tracker)

        FailSafeTrackerStore.on_tracker_store_error = failed
        FailSafeTrackerStore.on_tracker_store_retrieve_error = failed
        FailSafeTrackerStore.save = save


tracker_health = TrackerHealth()
