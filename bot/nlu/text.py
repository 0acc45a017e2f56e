"""Text as the pipeline reads it: cleaned, and long messages cut into sentences."""

import re
import unicodedata

GUARD = "\N{WORD JOINER}"
_BLANKS = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\s+-{1,2}\s+")


def clean(text: str) -> str:
    """One line in compatibility form without control and format characters, at most 2,000 long.

    Two thousand characters are more than any question needs and bound the time that one takes.
    """
    text = unicodedata.normalize("NFKC", text[:4_000])
    kept = (
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    return _BLANKS.sub(" ", "".join(kept)).strip()[:2_000]


def sentences(text: str) -> list[str]:
    """The sentences of a cleaned text, very short ones joined to the next."""
    found: list[str] = []
    rest = ""
    for part in _SENTENCE_END.split(text):
        rest = f"{rest} {part}".strip()
        if len(rest.split()) >= 3:
            found.append(rest)
            rest = ""
    if rest:
        if found:
            found[-1] = f"{found[-1]} {rest}"
        else:
            found.append(rest)
    return found
