"""The tracker store's errors, without the conversation in them."""

from typing import Any

import rasa.core.tracker_store


def hide_values_in_errors() -> None:
    """Keep SQLAlchemy from printing a failed statement's values: they are what people typed."""
    original = rasa.core.tracker_store.create_engine_kwargs

    def with_hidden_values(url: Any) -> dict[str, Any]:
        return {**original(url), "hide_parameters": True}

    rasa.core.tracker_store.create_engine_kwargs = with_hidden_values
