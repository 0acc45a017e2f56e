"""One of several choices, however it is named."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from tickets.values.calendar_days import ORDINALS
from tickets.values.refusal import Refusal
from tickets.values.wording import folded, listed

_LONGEST = 500
_SIMILAR = 80
_FEWEST_LETTERS = 4  # of a word that may be misspelt or in another form
_LONG = 6  # letters of a word that shares more of them with another form of it
_WORD = re.compile(r"\w+")
_PLACED = re.compile(
    r"(?:(?:the|number|option|choice|no|nr|#|item|answer|it|is|s|its)\W{0,3}){0,4}"
    r"(?P<digits>\d{1,2})(?:st|nd|rd|th)?(?:\W{0,3}(?:one|option|choice|please|thanks))*\W{0,3}",
    re.IGNORECASE | re.ASCII,
)
_NAMED = re.compile(
    r"(?:(?:the|number|option|choice|it|is|s|its|probably|definitely)\W{1,3}){0,4}"
    r"(?P<name>[a-z]{2,11})(?:\W{1,3}(?:one|option|choice|please|thanks|i think))*\W{0,3}",
    re.IGNORECASE | re.ASCII,
)
_NUMBERS = listed("one two three four five six seven eight nine ten")
_PLACES = ORDINALS | {name: place for place, name in enumerate(_NUMBERS, 1)} | {"last": -1}
_SMALL_WORDS = frozenset(listed("a an and at by for i in is it its of on or s the to we"))
_DENIED = re.compile(r"\b(?:not|neither|none|nor|except|without)\b|n't\b", re.IGNORECASE)


def check_choice(text: str, choices: Sequence[str]) -> str:
    """The choice that an answer names: by its words, some of them, or its place."""
    shown = folded(text)[:_LONGEST]
    exact = [choice for choice in choices if choice == text.strip()] or [
        choice for choice in choices if folded(choice).casefold() == shown.casefold().rstrip(".! ")
    ]
    if exact:
        return exact[0]
    named = None if _DENIED.search(shown) else _by_words(shown, choices)
    chosen = named if named is not None else _by_place(shown, choices)
    if not chosen:
        raise Refusal("choice_unclear", text, choices=", ".join(choices))
    return chosen


def _by_words(shown: str, choices: Sequence[str]) -> str | None:
    """The choice with all the words that tell choices apart; empty if several have some."""
    known = [frozenset(_words(choice)) for choice in choices]
    if not known:
        return None
    common = frozenset.intersection(*known) if len(known) > 1 else frozenset()
    hits = [
        {word for word in _words(shown) if any(_alike(word, other) for other in own - common)}
        for own in known
    ]
    best = max(hits, key=len)
    if not best:
        return None
    chosen = [choice for choice, hit in zip(choices, hits, strict=True) if hit == best]
    within = all(hit <= best for hit in hits)
    return chosen[0] if within and len(chosen) == 1 else ""


def _by_place(shown: str, choices: Sequence[str]) -> str:
    place = 0
    if match := _PLACED.fullmatch(shown):
        place = int(match["digits"])
    elif named := _NAMED.fullmatch(shown):
        place = _PLACES.get(named["name"].lower(), 0)
    if place < 0 and choices:
        return choices[-1]
    return choices[place - 1] if 0 < place <= len(choices) else ""


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(folded(text).casefold()):
        if len(word) >= _FEWEST_LETTERS or word not in _SMALL_WORDS:
            yield word


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    shorter = min(len(word), len(other))
    if shorter < _FEWEST_LETTERS or not (word + other).isalpha():
        return False
    stem = _FEWEST_LETTERS + (shorter >= _LONG)
    return word[:stem] == other[:stem] or fuzz.ratio(word, other) >= _SIMILAR
