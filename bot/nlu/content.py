"""Whether a message says anything at all: "?", "the" and "I need" do not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

# A word that is said about so many of the intents tells none of them apart ("I", "need", "the").
SAID_OF_MOST = 0.8
_WORD = re.compile(r"\w+")


def common_words(examples: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The words that examples (text, intent) use whatever they are about."""
    intents_of: dict[str, set[str]] = defaultdict(set)
    intents = set()
    for text, intent in examples:
        intents.add(intent)
        for word in _words(text):
            intents_of[word].add(intent)
    fewest = SAID_OF_MOST * len(intents)
    return frozenset(word for word, found in intents_of.items() if len(found) >= fewest)


def has_content(text: str, common: frozenset[str]) -> bool:
    """Whether any word of the text is about something."""
    return bool(_words(text) - common)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
