"""Replies of contract 1.x, as conversations of earlier versions have them stored, read as 2.0.

Version 1 stated many facts in the text alone. Where they would be missing, there is no reply, and
the stored text is what users see.
"""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from faq_kb.contract import AnyReply, ReplyAdapter

Stored = dict[str, Any]


def read_reply(stored: Stored) -> AnyReply | None:
    """A stored reply; None where its text alone must do."""
    is_version_1 = "message" not in stored
    upgrade = UPGRADES.get(str(stored.get("type")))
    if is_version_1 and upgrade is None:
        return None
    try:
        return ReplyAdapter.validate_python(upgrade(stored) if is_version_1 and upgrade else stored)
    except ValidationError:
        return None


def _procedure(stored: Stored) -> Stored:
    return stored | {name: shape(stored[name]) for name, shape in SHAPES.items() if name in stored}


def _facet(stored: Stored) -> Stored:
    shape = SHAPES.get(stored["facet"])
    return {"title": "", **stored} | ({"value": shape(stored["value"])} if shape else {})


def _fallback(stored: Stored) -> Stored:
    return stored | {"phones": _phones(stored["phones"])}


def _requesters(roles: list[str]) -> list[Stored]:
    return [{"role": role} for role in roles]


def _phones(numbers: list[str]) -> list[Stored]:
    return [{"number": number, "label": ""} for number in numbers]


def _policies(numbers: list[str]) -> list[Stored]:
    return [{"number": number, "title": number} for number in numbers]


SHAPES: dict[str, Callable[[list[str]], list[Stored]]] = {
    "requesters": _requesters,
    "phones": _phones,
    "policies": _policies,
}
UPGRADES: dict[str, Callable[[Stored], Stored]] = {
    "procedure": _procedure,
    "facet": _facet,
    "fallback": _fallback,
    "chat": dict,
}
