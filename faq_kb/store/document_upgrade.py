"""Documents of earlier versions of the program, as the store has them, read as today's.

Steps used to be plain sentences, and conditions had no keys: they get their numbers as keys. A
procedure had no question: its title stands for it. A page had an `address` without its scheme. The
table keeps what was stored.
"""

from collections.abc import Callable
from typing import Any


def upgraded(document: Any) -> Any:
    """The document as today's program wants it."""
    if not isinstance(document, dict):
        return document
    if isinstance(document.get("title"), str):  # in a file of the directory, it names a record
        return _procedure(document)
    return {name: _page(record) for name, record in document.items()}


def _procedure(stored: dict[str, Any]) -> dict[str, Any]:
    lists = {name: one for name in SHAPES if isinstance(one := stored.get(name), list)}
    keyed = {
        name: [SHAPES[name](number, part) for number, part in enumerate(parts, start=1)]
        for name, parts in lists.items()
    }
    question = {} if "question" in stored else {"question": stored["title"]}
    return stored | question | keyed


def _page(stored: Any) -> Any:
    """A page that has only an address; any other record as it is."""
    if not isinstance(stored, dict) or set(stored) != {"address"}:
        return stored
    address = stored["address"]
    is_url = "/" in address and " " not in address
    return {"url": f"https://{address}"} if is_url else {"name": address}


def _step(number: int, stored: Any) -> Any:
    return {"key": f"step_{number}", "text": stored} if isinstance(stored, str) else stored


def _condition(number: int, stored: Any) -> Any:
    lacks_key = isinstance(stored, dict) and "key" not in stored
    return {"key": f"condition_{number}", **stored} if lacks_key else stored


SHAPES: dict[str, Callable[[int, Any], Any]] = {"steps": _step, "conditions": _condition}
