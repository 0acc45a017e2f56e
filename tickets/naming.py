"""Which items of a request the words of a message name."""

import re
from collections.abc import Iterable

from common.text_key import text_key
from faq_kb.cases import DECIDING
from faq_kb.model import ItemType
from tickets.fields import RequestField
from tickets.labeled import says_no_value
from tickets.values.base import plain_quotes

# Between an item's name and its value; without a verb the name has to begin its sentence.
_LINK = re.compile(
    r"(?P<verb>\s+(?:is|are|was|will be|should be|has to be)|'s|\s*[:=])?"
    r"(?:\s+(?:now|really|actually|called|named|the))*[\s\"']*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:^|[.!?;\n]\s)\W*(?:(?:oops|no|nope|sorry|wait|ok|okay|oh|ah|and|so|well|yes|the|our|my|"
    r"actually|correction)\b\W*)*$",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 4  # of a word that tells something


def named(text: str, fields: Iterable[RequestField]) -> str:
    """The key of the item that a text names, "" where none or several may be meant.

    By its name or key, of several the longest; else by the last word of its name: "the date".
    """
    fields, said = [*fields], f" {text_key(text)} "
    whole = [(name, field.key) for field in fields for name in _names(field) if _in(name, said)]
    if whole:
        return max(whole, key=lambda row: len(row[0]))[1]
    parts = {field.key for field in fields if _in(_last_word(field), said)}
    return parts.pop() if len(parts) == 1 else ""


def named_by_word(text: str, fields: Iterable[RequestField], without: Iterable[str] = ()) -> str:
    """The key of the item of whose name or key a text has a word that no other item has.

    "" where several may be meant. `without`: words that name none, nor any that begin like them.
    """
    stems = tuple(word.rstrip("e") for word in without if len(word) >= _FEWEST_LETTERS)
    said = {word for word in text_key(text).split() if not word.startswith(stems)}
    words = {field.key: _words(field) for field in fields if field.type not in DECIDING}
    of_one = {
        key: told.difference(*(those for other, those in words.items() if other != key))
        for key, told in words.items()
    }
    found = [key for key, told in of_one.items() if not said.isdisjoint(told)]
    return found[0] if len(found) == 1 else ""


def is_mentioned(text: str, field: RequestField) -> bool:
    """Whether a text has a word of an item's name: "form", "COT-F084"."""
    said = set(text_key(text).split())
    words = set(text_key(f"{field.short} {field.label}").split())
    telling = [word for word in words if len(word) >= _FEWEST_LETTERS]
    return any(word.startswith(one) for word in said for one in telling)


def is_called_before(text: str, start: int, field: RequestField) -> bool:
    """Whether an item is called by its name right before a place: "version is 14.7".

    What follows has to be a value: "the version is missing" gives none. An explanation may be any
    words, so its name says nothing.
    """
    is_explained = field.type in (ItemType.LONG_TEXT, ItemType.ATTACHMENT, *DECIDING)
    if field.is_of_requester or is_explained or says_no_value(text[start:]):
        return False
    before = plain_quotes(text[:start])
    link = _LINK.search(before)
    assert link is not None  # all of it may be left out
    before = before[: link.start()]
    for name in filter(None, _names(field)):
        said = re.search(rf"(?<!\w){re.escape(name)}$", before, re.IGNORECASE)
        if said and (link["verb"] or _BEGINS.search(before[: said.start()])):
            return True
    return False


def _names(field: RequestField) -> tuple[str, ...]:
    # A key of one word may be any word: "need".
    keys = (field.key.replace("_", " "),) if "_" in field.key else ()
    return tuple(text_key(name) for name in (field.short, *keys))


def _words(field: RequestField) -> set[str]:
    """The words of an item's name and key that tell something."""
    words = text_key(f"{field.short} {field.key.replace('_', ' ')}").split()
    return {word for word in words if len(word) >= _FEWEST_LETTERS}


def _last_word(field: RequestField) -> str:
    """Of the name of an item that is given in words; choices have names such as "what you need"."""
    return "" if field.type in DECIDING else text_key(field.short).rpartition(" ")[2]


def _in(name: str, said: str) -> bool:
    return bool(name) and f" {name} " in said
