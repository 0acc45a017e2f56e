"""Which of the offered choices a message picks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.nlu.conversation import Option

_PLACES = (
    r"first|1st|one|1|a|top|former",
    r"second|2nd|two|2|b|latter",
    r"third|3rd|three|3|c",
    r"fourth|4th|four|4|d",
    r"fifth|5th|five|5|e",
)
_PLACE = [
    re.compile(
        rf"(?:\b(?:the|number|no\.?|option|choice|answer)\s+|#\s?|^\W*)(?:{names})\b(?=\W*$|\W+(?:one|"
        r"option|choice|please|pls|thanks|thx)\b)|\b(?:first|second|third|fourth|fifth)\b(?<="
        + names.split("|", 1)[0]
        + r")",
        re.IGNORECASE,
    )
    for names in _PLACES
]
_LAST = re.compile(r"\b(?:last|bottom)\b", re.IGNORECASE)
_MIDDLE = re.compile(r"\bmiddle\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:both|all(?: of (?:them|these|those))?|each of)\b", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:neither|none|nope|no|not (?:any|either|one) of)\b|\bn(?:o|ei)ther one\b", re.IGNORECASE
)
# Weight of the cosine to a title beside the logarithm of the share.
LIKENESS = 8.0


def picked(
    text: str, options: Sequence[Option], scores: Mapping[str, float], *, leads: bool
) -> tuple[str, ...]:
    """The entries that are picked; none for "neither".

    `scores` says how well each option fits the words, `leads` whether one of them fits clearly.
    """
    entries = [option.entry for option in options]
    if _ALL.search(text):
        return tuple(entries)
    places = [number for number, place in enumerate(_PLACE) if place.search(text)]
    if _MIDDLE.search(text) and len(entries) > 2:
        places = [1]
    if _LAST.search(text):
        places = [len(entries) - 1]
    known = [entries[number] for number in places if number < len(entries)]
    if known:
        return tuple(known)
    if _NONE.search(text) and not leads:
        return ()
    return (max(entries, key=lambda entry: scores[entry]),)
