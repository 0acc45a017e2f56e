"""What stands around the rows of a contact file: titles above, footnotes among them."""

import re
from collections.abc import Callable, Sequence

MAX_ABOVE = 20  # rows in which the headings are looked for
FEWEST_WORDS = 5  # of a sentence
# How much a row looks like the headings; 0 for any other row.
Score = Callable[[Sequence[str]], int]
_BEGINS_AS_NOTE = re.compile(
    r"[^\w\s(\"']|"
    r"(?:notes?|sources?|page|total|as of|revised|updated|last updated|last revised|list of|"
    r"list maintained|maintained by|prepared by|generated|printed|confidential|legend|end of)\b",
    re.IGNORECASE,
)
_HOLDS_NOTE = re.compile(r"@|://|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b(?:19|20)\d\d\b")


def is_lone(cells: Sequence[str]) -> bool:
    """Whether a row has one filled cell, as titles and footnotes have."""
    return sum(map(bool, cells)) == 1


def looks_like_footnote(cells: Sequence[str]) -> bool:
    """Whether a row is a remark about the file: the only cell, and no name."""
    if not is_lone(cells):
        return False
    text = next(filter(None, cells)).strip()
    is_sentence = text.endswith((".", ":", "!", "?")) and len(text.split()) >= FEWEST_WORDS
    return is_sentence or bool(_BEGINS_AS_NOTE.match(text) or _HOLDS_NOTE.search(text))


def headings_among(rows: Sequence[tuple[int, list[str]]], score: Score) -> int:
    """The place of the row that looks most like the headings; the first if none does."""
    return max(range(len(rows)), key=lambda place: (score(rows[place][1]), -place))
