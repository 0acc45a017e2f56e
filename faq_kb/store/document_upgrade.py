"""Documents of earlier versions of the program, as the store has them, read as today's.

Steps used to be plain sentences, and conditions had no keys. They get their numbers as keys; the
table keeps what was stored.
"""

from collections.abc import Callable
from typing import Any


def upgraded(document: Any) -> Any:
    """The document with a key for each step and condition; what is no procedure as it is."""
    if not isinstance(document, dict):
        return document
    # In a file of the directory, such a key would name a record, which is no list.
    lists = {name: one for name in SHAPES if isinstance(one := document.get(name), list)}
    return document | {
        name: [SHAPES[name](number, part) for number, part in enumerate(parts, start=1)]
        for name, parts in lists.items()
    }


def _step(number: int, stored: Any) -> Any:
    return {"key": f"step_{number}", "text": stored} if isinstance(stored, str) else stored


def _condition(number: int, stored: Any) -> Any:
    lacks_key = isinstance(stored, dict) and "key" not in stored
    return {"key": f"condition_{number}", **stored} if lacks_key else stored


SHAPES: dict[str, Callable[[int, Any], Any]] = {"steps": _step, "conditions": _condition}
