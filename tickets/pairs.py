"""Where people or lines move: "from 9 Elm Court to 12 Oak Street", once or for each person."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from faq_kb.model import ItemType
from tickets.fields import RequestField
from tickets.values import InvalidValue, find

# The items of which one is left for the other, the old one first.
PAIRS = (("current_address", "new_address"), ("current_location", "new_location"))
_NAME = r"(?:[A-Z][\w'-]+\s){0,2}[A-Z][\w'-]+"
_STEP = re.compile(
    rf"(?:(?P<who>{_NAME})[\s,:(-]{{1,3}}(?:(?:is|will|to|are|goes|moves|moving|move|go)\s){{0,3}})?"
    r"\b[Ff]rom\s+(?P<old>[^;:?!\n]{2,90}?)\s+(?:over\s+)?to\s+(?P<new>[^;:?!\n]{2,90}?)"
    rf"(?=\s*(?:[;:?!\n)]|\.(?:\s|$)|$)|,?\s+(?:and\s+)?{_NAME}[\s,:(-]{{1,3}}(?:\w+\s){{0,2}}from\b"
    r"|,\s+(?:and\s+)?(?:all|both|each|every|everybody|same|still|with|i|we|they|it|he|she|my|our|the|"
    r"around|about|on|by|in|next|this|starting|effective)\b"
    r"|\s+(?:on|around|about|by|starting|effective|next|this|because|so that|please|for)\b"
    r"|\s+[-\u2013\u2014]\s)",
)
_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|noon|[ap]\.?m|january|february|"
    r"march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_LONGEST = 10  # words of a place


def pairs(
    text: str, fields: Sequence[RequestField], given: Mapping[str, str], today: dt.date
) -> dict[str, str]:
    """Both items of a pair, where none of them is given yet.

    Of several persons each place, after the name of whoever has it.
    """
    by_key = {field.key: field for field in fields}
    for old, new in PAIRS:
        if old not in by_key or new not in by_key or {old, new} & given.keys():
            continue
        steps = [*_steps(text, by_key[old], by_key[new], today)]
        if steps:
            return {
                old: "; ".join(_of(who, place) for who, place, _ in steps),
                new: "; ".join(_of(who, place) for who, _, place in steps),
            }
    return {}


def _steps(
    text: str, old: RequestField, new: RequestField, today: dt.date
) -> Iterator[tuple[str, str, str]]:
    """Who, from where and to where, as often as the text says it."""
    for match in _STEP.finditer(text):
        try:
            left = _place(old, match["old"].strip(" ,"), today)
            reached = _place(new, match["new"].strip(" ,."), today)
        except InvalidValue:
            continue
        yield match["who"] or "", left, reached


def _place(field: RequestField, text: str, today: dt.date) -> str:
    """A place of a few words; a day is none."""
    is_day = _DAY.search(text) or find(ItemType.DATE, text, today=today)
    if len(text.split()) > _LONGEST or is_day:
        raise InvalidValue("only_value", text)
    return field.check(text, today)


def _of(who: str, place: str) -> str:
    return f"{who}: {place}" if who else place
