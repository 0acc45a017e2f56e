"""Text as the pipeline reads it: cleaned, and cut into clauses where it may hold two needs."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rasa.shared.nlu.training_data.message import Message

_BLANKS = re.compile(r"\s+")
_CLAUSE_END = re.compile(
    r"[.;?!]+\s+|\s+-+\s+|,?\s+\b(?:and|also|plus|then|but|while|oh)\b,?\s+", re.IGNORECASE
)
FEWEST_WORDS = 3
_CLEAN_TEXT = "clean_text"


def clean(text: str) -> str:
    """One line in compatibility form without control and format characters, at most 2,000 long.

    Two thousand characters are more than any question needs and bound the time that one takes.
    """
    text = unicodedata.normalize("NFKC", text[:4_000])
    if text.isprintable():  # nearly every message; looking at each character takes its time
        return _BLANKS.sub(" ", text).strip()[:2_000].strip()
    kept = (
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    return _BLANKS.sub(" ", "".join(kept)).strip()[:2_000].strip()


def clean_text(message: Message) -> str:
    """The cleaned text of a message; the first step that asks keeps it for the next ones."""
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
