"""Which of the offered choices a message picks, once it is known that it picks some."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.nlu.conversation import Option

_ORDINALS = {
    name: place
    for place, names in enumerate(
        (
            "first 1st former top",
            "second 2nd latter",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
        )
    )
    for name in names.split()
}
_NUMBERS = {
    name: place
    for place, names in enumerate(("1 one a", "2 two b", "3 three c", "4 four d", "5 five e"))
    for name in names.split()
}
_LAST = frozenset({"last", "bottom"})
# Around a number that is a choice: "2 pm" is none. Behind these, "one" is a number, too.
_COUNTS = frozenset(["#", "number", "no", "option", "choice", "answer", "num", "nr", "opt"])
_PICKS = ["", ",", ";", ".", "pick", "take", "with", "and", "say", "only", "just", "it's", "the"]
_BEFORE_NUMBER = _COUNTS | frozenset(_PICKS)
_BEFORE_ORDINAL = _BEFORE_NUMBER | frozenset(
    ["your", "that", "this", "very", "is", "was", "be", "mean"]
)
_AFTER_NUMBER = frozenset(
    ["", ",", ";", ".", "please", "pls", "plz", "thanks", "thank", "thx", "i", "and", "one"]
)
_NEGATIONS = frozenset(["not", "neither", "nor", "except", "without", "isn't", "don't"])
_STOPS = frozenset([",", ";", ".", "but"])
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:st|nd|rd|th)?|[#,;.]")
_ALL = re.compile(
    r"\b(?:both|each of)\b|^\W*all\b(?! (?:i|we)\b)|"
    r"\ball (?:of (?:them|these|those)|two|three|four|five)\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"\b(?:neither|none|nope|nah|no|not (?:any|either|one) of)\b", re.IGNORECASE)
# Weight of the cosine to a title beside the logarithm of the share.
LIKENESS = 8.0


def picked(
    text: str,
    options: Sequence[Option],
    scores: Mapping[str, float],
    *,
    leads: bool,
    denies: bool,
) -> tuple[str, ...]:
    """The entries that are picked; none for "neither".

    `scores` says how well each option fits the words, `leads` whether one of them fits clearly,
    `denies` whether the message says no and nothing else.
    """
    entries = [option.entry for option in options]
    tokens = _TOKEN.findall(text.lower())
    places = dict.fromkeys(_places(tokens, len(entries)))
    if places:
        return tuple(entries[place] for place in places)
    if _ALL.search(text):
        return tuple(entries)
    if denies or (_NONE.search(text) and not leads):
        return ()
    return (max(entries, key=lambda entry: scores[entry]),)


def _places(tokens: Sequence[str], count: int) -> Iterator[int]:
    """The places that are named, from 0, but for those that are ruled out: "not the first"."""
    is_negated = False
    for number, word in enumerate(tokens):
        if word in _STOPS or word in _NEGATIONS:
            is_negated = word in _NEGATIONS
            continue
        following = _NUMBERS.get(tokens[number + 1], 0) if number + 1 < len(tokens) else 0
        if word in _LAST:
            found = range(count - 1 - following, count)
        elif word == "first" and following:
            found = range(following + 1)
        elif word == "middle":
            found = range(count // 2, count // 2 + count % 2)
        elif (place := _place(tokens, number)) is not None:
            found = range(place, place + 1)
        else:
            continue
        if not is_negated:
            yield from (place for place in found if 0 <= place < count)


def _place(tokens: Sequence[str], number: int) -> int | None:
    """The place that one word names; a number counts where it stands by itself."""
    word = tokens[number]
    before = tokens[number - 1] if number else ""
    if word in _ORDINALS:
        # "The server first" says when, not which.
        says_when = word == "first" and before.isalpha() and before not in _BEFORE_ORDINAL
        return None if says_when else _ORDINALS[word]
    after = tokens[number + 1] if number + 1 < len(tokens) else ""
    is_alone = before in _BEFORE_NUMBER and after in _AFTER_NUMBER
    is_number = word[0].isdigit() or before in _COUNTS or len(tokens) == 1
    return _NUMBERS.get(word) if is_alone and is_number else None
