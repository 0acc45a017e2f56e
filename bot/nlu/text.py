"""Text as the pipeline reads it: cleaned, cut into clauses, and whether it says anything."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rasa.shared.nlu.training_data.message import Message

LONGEST_TEXT = 1_000
LONGEST_PHRASE = 4  # words; in longer ones people do repeat themselves
_CUT = " - "  # no clause goes on over it
_SIGNS_REPEATED = re.compile(r"([^\w\s]|_)\1{3,}")
_CLAUSE_END = re.compile(
    r"[.;?!]+\s+|\s+-+\s+|,?\s+\b(?:and|also|plus|then|but|while|oh)\b,?\s+", re.IGNORECASE
)
FEWEST_WORDS = 3
# A word that is said about so many of the intents tells none of them apart ("I", "need", "the").
SAID_OF_MOST = 0.8
_WORD = re.compile(r"\w+")
_CLEAN_TEXT = "clean_text"


def clean(text: str) -> str:
    """One line in compatibility form without control and format characters, at most 1,000 long.

    Filler that is only repeated is shortened. Of what is still too long the beginning and the end
    are kept, where people ask; that bounds the time that a message takes.
    """
    text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():  # hardly any message; looking at each character takes its time
        text = "".join(
            " " if character.isspace() else character
            for character in text
            if character.isspace()
            or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
        )
    words = _SIGNS_REPEATED.sub(r"\1\1\1", text).split()
    return _ends(" ".join(_without_repetitions(words)))


def _without_repetitions(words: list[str]) -> list[str]:
    """The words, no phrase more than twice in a row."""
    kept: list[str] = []
    for word in words:
        kept.append(word)
        for size in range(1, LONGEST_PHRASE + 1):
            last, before = kept[-size:], kept[-2 * size : -size]
            if last == before == kept[-3 * size : -2 * size]:
                del kept[-size:]
                break
    return kept


def _ends(text: str) -> str:
    """The beginning and the end of a text that is too long, at blanks where there are some."""
    if len(text) <= LONGEST_TEXT:
        return text
    half = (LONGEST_TEXT - len(_CUT)) // 2
    beginning, end = text[:half].rsplit(" ", 1)[0], text[-half:].split(" ", 1)[-1]
    return f"{beginning}{_CUT}{end}".strip()


def clean_text(message: Message) -> str:
    """The cleaned text of a message; cleaned once, then kept in the message."""
    text = message.get(_CLEAN_TEXT)
    if text is None:
        text = clean(message.get("text") or "")
        message.set(_CLEAN_TEXT, text)
    return str(text)


def clauses(text: str) -> list[str]:
    """The clauses of a cleaned text: cut at sentence ends and connecting words.

    Very short ones join the next, the last one the one before.
    """
    found: list[str] = []
    rest = ""
    for part in _CLAUSE_END.split(text):
        rest = f"{rest} {part}".strip()
        if len(rest.split()) >= FEWEST_WORDS:
            found.append(rest)
            rest = ""
    if rest:
        found[-1:] = [f"{found[-1]} {rest}"] if found else [rest]
    return found


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
    """Whether any word of the text is about something: "?", "the" and "I need" are not."""
    return bool(_words(text) - common)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
