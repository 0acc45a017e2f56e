"""A draft's form in a card: what its button is signed for, and what comes back when it is sent.

Nothing in a posted form is trusted: its values are bounded and masked like words, and the items
are looked up by who takes them. Only what was changed goes on, so that a form which was shown
before other answers were given in words does not undo them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from common.masking import MaskedText, mask
from common.plain_text import printable
from faq_kb.contract import ALL_ITEMS, DraftItem, DraftTicket
from faq_kb.model import ItemType

CHANGE = "/draft_change"
# In the payload of the form's button: a digest of what each input held when it was shown.
SHOWN = "shown"
# Papers are answered by one of two choices; neither is shown as picked before it was.
NOT_YET = "not yet"
LONGEST_KEY = 64
LONGEST_VALUE = 4_000  # as a typed message
MOST_VALUES = 60
LONGEST_FORM = 8_000  # all changed values as JSON; the engine reads 10,000 of a payload


class FormTooLongError(ValueError):
    """More was filled in than one message may hold."""


@dataclass(frozen=True)
class PostedForm:
    """The payload for the assistant; `masked`: the kinds of secrets that were taken out of it."""

    payload: str
    masked: tuple[str, ...] = ()


def input_value(item: DraftItem) -> str:
    """What the item's input holds while nothing is typed."""
    if item.type is ItemType.ATTACHMENT and item.value is None:
        return NOT_YET if item.skipped else ""
    return item.value or ""


def opening_payload(ticket: DraftTicket) -> str:
    """What a button that opens the form is signed for."""
    return _payload({"draft": ticket.id, "item": ALL_ITEMS})


def sending_payload(ticket: DraftTicket, items: Iterable[DraftItem]) -> str:
    """What the button that sends the form is signed for; `items`: those that have an input."""
    shown = {item.key: _digest(input_value(item)) for item in items}
    return _payload({"draft": ticket.id, "item": ALL_ITEMS, SHOWN: shown})


def posted(payload: str, values: Mapping[str, str]) -> PostedForm:
    """The payload with what was filled in; that of any other button stays as it is.

    An input that is not among the values was left empty. Raises FormTooLongError.
    """
    shown = _shown(payload)
    if shown is None:
        return PostedForm(payload)
    given = {**dict.fromkeys(shown, ""), **values}
    changed = {key: text for key, text in given.items() if _digest(text) != shown.get(key, "")}
    _require_fits(changed)
    masked = {key: masked_value(text) for key, text in changed.items()}
    filled_in = {key: one.text for key, one in masked.items()}
    _require_fits(filled_in)  # a marker may be longer than its secret
    data: dict[str, Any] = json.loads(payload.removeprefix(CHANGE))
    kinds = dict.fromkeys(kind for one in masked.values() for kind in one.kinds)
    whole = {"draft": data["draft"], "item": data["item"], "value": filled_in}
    return PostedForm(_payload(whole), tuple(kinds))


def masked_value(text: str) -> MaskedText:
    """A value without secrets, and without what cannot be seen or stored."""
    return mask(_clean(text))


def _require_fits(values: Mapping[str, str]) -> None:
    is_long = any(len(text) > LONGEST_VALUE for text in values.values())
    if is_long or len(values) > MOST_VALUES or len(_json(values)) > LONGEST_FORM:
        raise FormTooLongError("more was filled in than one message may hold")


def _shown(payload: str) -> dict[str, str] | None:
    """The digests in the payload of a form's button; None in every other payload."""
    if not payload.startswith(f"{CHANGE}{{"):
        return None
    shown: dict[str, str] | None = json.loads(payload.removeprefix(CHANGE)).get(SHOWN)
    return shown


def _clean(text: str) -> str:
    """Without what cannot be seen, or cannot be stored."""
    return printable(text).encode(errors="replace").decode()


def _digest(value: str) -> str:
    """Tells one value from another, however a client breaks its lines; empty for nothing."""
    words = " ".join(value.split())
    return (
        hashlib.blake2b(words.encode(errors="replace"), digest_size=4).hexdigest() if words else ""
    )


def _payload(data: Mapping[str, Any]) -> str:
    return f"{CHANGE}{_json(data)}"


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)
