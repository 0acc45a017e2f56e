"""Values that a message gives by the name of their item: "the current address is 100 Elm St"."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from faq_kb.cases import DECIDING
from tickets.corrections import remark_in
from tickets.fields import RequestField
from tickets.values.base import plain_quotes

_VERB = (
    r"(?:\s{0,2},?\s{0,2}(?:it|that)\b)?\s{0,3}(?:should(?:\s+only)?\s+(?:be|say|read)|needs?\s+to\s+(?:be|say|read)|"
    r"has\s+to\s+(?:be|say|read)|must\s+(?:be|say|read)|is\s+(?:now|really|actually|supposed\s+to\s+be)|"
    r"(?:is|are|was)(?!\s*n'?t\b)|'s|to|[:=])"
    r"(?:\s+(?:only|just|now|really|actually|not\s+\S+\s+but))*\s*[:,]?\s*"
)
_PIECE = r"[^.!?;,]*[^.!?;,\s]"
_BACKWARD = r"\s{1,3}(?:is|are|should be|was)\s{1,3}(?:really\s|actually\s)?(?:the|my|our)\s{1,3}"
_BEFORE = r"(?:^|(?<=[\s(,;:.!?]))(?:(?:the|my|our|your|his|her|this)\s+)?"
_BEFORE_PART = r"\b(?:the|my|our)\s+"
_END = re.compile(r"[.!?;](?=\s|$)|\n|,?\s+(?:and|but|so)\s+(?=(?:the|my|our|his|her)\s)")
_NO_VALUE = re.compile(
    r"(?:not?|n't|wrong|right|correct|incorrect|fine|ok|okay|missing|unknown|still|what|where|"
    r"who|when|how|which|why|needed|required|in|on|with|at|being|going|attached|ready|done|there|"
    r"here|that|this|it|the same|old|new|down|slow|broken|yes|no)\b",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 4
# A place that is called by its number: "room 12", "cube B-4".
_NUMBERED = re.compile(r"([^\W\d_]{3,}(?: [^\W\d_]+)?) #?\w*-?\d[\w.-]*")
NOTHING: Mapping[str, str] = MappingProxyType({})


class LabeledValue(NamedTuple):
    """The words that a message gives as the value of an item.

    `is_whole`: the item is called by its whole name, not by a word of it.
    """

    key: str
    start: int
    end: int
    is_whole: bool


def says_no_value(text: str) -> bool:
    """Whether the words behind an item's name say something of it: "missing", "in the tower"."""
    return _NO_VALUE.match(plain_quotes(text)) is not None


def labeled(
    text: str, fields: Iterable[RequestField], given: Mapping[str, str] = NOTHING
) -> list[LabeledValue]:
    """The values that a text gives by name, one for each item; the longest names count.

    An item of which a value is `given` may be called by that, too: "the new room" for "room 12".
    """
    fields, text = [*fields], plain_quotes(text)
    names = {
        (name, field.key, True)
        for field in fields
        for name in _names(field) | _names_by(field, given.get(field.key, ""))
    }
    names |= {(word, key, False) for word, key in _telling(fields)}
    found: dict[str, LabeledValue] = {}
    taken: list[tuple[int, int]] = []
    for name, key, is_whole in sorted(names, key=lambda row: (-len(row[0]), not row[2], row[1])):
        for place in _places(text, name, is_whole=is_whole):
            start, end, name_start, name_end = place
            if key in found or any(name_start < b and a < name_end for a, b in taken):
                continue
            found[key] = LabeledValue(key, start, end, is_whole)
            taken.append((name_start, name_end))
    return [*found.values()]


def _places(text: str, name: str, *, is_whole: bool) -> Iterator[tuple[int, int, int, int]]:
    said = re.escape(name).replace(r"\ ", r"\s+")
    before = _BEFORE if is_whole else _BEFORE_PART
    for match in re.finditer(rf"{before}(?P<name>{said}){_VERB}", text, re.IGNORECASE):
        ends = _END.search(text, match.end())
        end = ends.start() if ends else len(text)
        end = match.end() + remark_in(text[match.end() : end])
        value = text[match.end() : end].strip(" ,\"'")
        if value and not says_no_value(value):
            start = text.index(value, match.end())
            yield start, start + len(value), match.start("name"), match.end("name")
    for match in re.finditer(
        rf"(?:^|[.!?;,]\s+)(?:no,?\s+)?(?P<value>{_PIECE}(?:,{_PIECE})?){_BACKWARD}"
        rf"(?P<name>{said})\b",
        text,
        re.IGNORECASE,
    ):
        if not says_no_value(match["value"]):
            yield *match.span("value"), *match.span("name")


def _names(field: RequestField) -> set[str]:
    """What people call an item: "your name" is "my name" or "name"."""
    if field.type in DECIDING and len(field.short.split()) == 1:
        return set()
    keys = {field.key.replace("_", " ")} if "_" in field.key else set()
    return {name.removeprefix("your ").casefold() for name in (field.short, *keys)}


def _names_by(field: RequestField, value: str) -> set[str]:
    """What an item is called by its value: "new room" where the new location is "room 12"."""
    numbered = _NUMBERED.fullmatch(value)
    if numbered is None:
        return set()
    firsts = (name.partition(" ") for name in (field.short, field.key.replace("_", " ")))
    return {f"{first} {numbered[1]}".casefold() for first, _, rest in firsts if rest}


def _telling(fields: Iterable[RequestField]) -> Iterator[tuple[str, str]]:
    """The words that are in the name of one item alone."""
    fields = [*fields]
    words = [(word, one.key) for one in fields for word in one.short.casefold().split()]
    for word, key in words:
        if len(word) >= _FEWEST_LETTERS and len({k for w, k in words if w == word}) == 1:
            yield word, key
