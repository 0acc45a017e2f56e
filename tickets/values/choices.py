"""One of several choices, named by its words, some of them, or its place."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from tickets.values.base import InvalidValue, Span, nfkc_line, words

_LONGEST = 500
_SIMILAR = 75  # of words, as rapidfuzz measures it
_FEWEST_LETTERS = 4  # of a word that may be misspelled or in another form
_SMALL_WORDS = frozenset(words("a an and at by for i in is it its of on or s the to we"))
_UNSAID = _SMALL_WORDS | frozenset(words("my your his her their our and"))
_WORD = re.compile(r"\w+")
_FILLERS = frozenset(words("access just mail only please"))
_DENIED = re.compile(r"\b(?:not|neither|none|nor|except|without)\b|n't\b", re.IGNORECASE)
# An answer that all of them are denied by.
_NONE = re.compile(r"(?:none|neither|no|nope)(?:\s(?:of|applies|apply)\b.*)?", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:(?:the|number|option|choice|#)\s?)*(?:(?P<digits>\d{1,2})|(?P<name>first|second|third|last))"
    r"(?:\s(?:one|option|choice|please))*",
    re.IGNORECASE,
)
_NAMES = {"first": 1, "second": 2, "third": 3}


def check_choice(text: str, choices: Sequence[str]) -> str:
    """The choice that an answer names."""
    shown = nfkc_line(text)[:_LONGEST].rstrip(".! ")
    for choice in choices:
        if text.strip() == choice or nfkc_line(choice).casefold() == shown.casefold():
            return choice
    if _DENIED.search(shown) or _NONE.fullmatch(shown):
        chosen = _none(shown, choices)
    elif any(hits := _hits(shown, choices)):
        chosen = _best(hits, choices, _words(shown))
    else:
        chosen = _whole(shown, choices) or _by_place(shown, choices)
    if not chosen:
        raise InvalidValue("choice_unclear", text, choices=", ".join(choices))
    return chosen


def find_choices(text: str, choices: Sequence[str]) -> list[Span]:
    """Where a longer text names choices, in all of their words: "it should say send on behalf"."""
    said = [(match[0].casefold(), *match.span()) for match in _WORD.finditer(text)]
    found = [
        Span(said[first][1], said[last][2], choice)
        for choice in choices
        for first in range(len(said))
        if (last := _last_word(said, first, choice)) is not None
    ]
    # "read and send" is not "read".
    return [one for one in found if not any(_is_within(one, other) for other in found)]


def _last_word(said: Sequence[tuple[str, int, int]], first: int, choice: str) -> int | None:
    """Where the choice ends that is said from a word on; None where it is not."""
    wanted = [word for word in _WORD.findall(choice.casefold()) if word not in _UNSAID]
    is_optional = not _FILLERS.issuperset(wanted)
    place, last = first, None
    for word in wanted:
        while last is not None and place < len(said) and said[place][0] in _UNSAID:
            place += 1
        if place < len(said) and _is_form(said[place][0], word):
            last, place = place, place + 1
        elif not (is_optional and word in _FILLERS):
            return None
    return last


def _is_form(word: str, other: str) -> bool:
    """Whether a word is the other one, or begins with it: "sending" of "send"."""
    return word == other or (len(other) >= _FEWEST_LETTERS and word.startswith(other))


def _is_within(one: Span, other: Span) -> bool:
    is_longer = other.end - other.start > one.end - one.start
    return is_longer and other.start <= one.start and one.end <= other.end


def _hits(shown: str, choices: Sequence[str]) -> list[set[str]]:
    """For each choice the words of the answer that tell it from others."""
    known = [_words(choice) for choice in choices]
    common = set.intersection(*known) if len(known) > 1 else set()
    typed = _words(shown)
    return [
        {word for word in typed if any(_is_like(word, one) for one in own - common)}
        for own in known
    ]


def _best(hits: Sequence[set[str]], choices: Sequence[str], typed: set[str]) -> str:
    """The choice with every word that hits any; empty where that is none, or several."""
    best = set().union(*hits)
    chosen = [choice for choice, hit in zip(choices, hits, strict=True) if hit == best]
    if len(chosen) > 1 and typed - best <= _FILLERS:
        # "just read", of "read" and "read and send".
        chosen = [choice for choice in chosen if len(_words(choice)) == len(best)]
    return _only(chosen)


def _whole(shown: str, choices: Sequence[str]) -> str:
    """The choice that is said whole where no word tells them apart: "an employee"."""
    typed = _words(shown)
    return _only([choice for choice in choices if (own := _words(choice)) and own <= typed])


def _none(shown: str, choices: Sequence[str]) -> str:
    """The choice that denies the others, if the answer does nothing else; else a place."""
    denying = [choice for choice in choices if _NONE.fullmatch(choice)]
    return _only(denying) if _NONE.fullmatch(shown) else _by_place(shown, choices)


def _only(chosen: Sequence[str]) -> str:
    return chosen[0] if len(chosen) == 1 else ""


def _by_place(shown: str, choices: Sequence[str]) -> str:
    if not (match := _PLACE.fullmatch(shown)) or not choices:
        return ""
    name = (match["name"] or "").lower()
    place = len(choices) if name == "last" else int(match["digits"] or _NAMES[name])
    return choices[place - 1] if 0 < place <= len(choices) else ""


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", nfkc_line(text).casefold())) - _SMALL_WORDS


def _is_like(word: str, other: str) -> bool:
    if min(len(word), len(other)) < _FEWEST_LETTERS:
        return word == other
    return fuzz.ratio(word, other) >= _SIMILAR
