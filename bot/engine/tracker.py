"""How conversations are loaded: fast, and without their words in errors."""

from functools import cache
from typing import Any

import rasa.core.tracker_store
from rasa.shared.core.events import Event


def hide_values_in_errors() -> None:
    """Keep SQLAlchemy from printing a failed statement's values: they are what people typed."""
    original = rasa.core.tracker_store.create_engine_kwargs

    def with_hidden_values(url: Any) -> dict[str, Any]:
        return {**original(url), "hide_parameters": True}

    rasa.core.tracker_store.create_engine_kwargs = with_hidden_values


def remember_event_types() -> None:
    """Find the class of each kind of event once; Rasa searches all classes at every event."""
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))
