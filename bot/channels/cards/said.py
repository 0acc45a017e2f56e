"""What the text of a reply says beside its contract object."""

import re
from collections.abc import Iterable, Sequence

FEW_WORDS = 3
# One pair of brackets may stand inside: "(Director or above)".
IN_BRACKETS = r"(?: <[^>\n]*>)? \(((?:[^()\n]|\([^()\n]*\))+)\)"
WORD = re.compile(r"[^\W\d_]+")


def remark(text: str, *names: str) -> str:
    """What the text puts in brackets after the first of the names: when a form is the one to use.

    The contract object has no place for it, and it decides what users must do. Empty if none.
    """
    for name in names:
        if found := re.search(rf"(?<!\w){re.escape(name)}{IN_BRACKETS}", text):
            return found[1]
    return ""


def title_in(text: str, longest: int = 100) -> str:
    """The title before the colon of a text's first line: which procedure a fact belongs to."""
    title, colon, _ = text.partition("\n")[0].partition(": ")
    return title if colon and len(title) <= longest else ""


def comes_first(text: str, this: Iterable[str], others: Iterable[str]) -> bool:
    """Whether the text names something of `this` before everything of `others`."""
    first = min((at for part in this if (at := text.find(part)) >= 0), default=len(text))
    return all(first < at for part in others if (at := text.find(part)) >= 0) and first < len(text)


def remaining(text: str, shown: Sequence[str]) -> list[str]:
    """The lines that say more than the parts of the card which are `shown` anyway."""
    parts = sorted({one_line(part) for part in shown} - {""}, key=len, reverse=True)
    for part in shown:
        if "\n" in part.strip():
            text = text.replace(part, one_line(part))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [line for line in lines if not _is_covered(line, parts)]


def one_line(text: str) -> str:
    """The text with every run of blanks as one."""
    return " ".join(text.split())


def _is_covered(line: str, parts: list[str]) -> bool:
    rest = one_line(line)
    for part in parts:
        rest = rest.replace(part, " ")
    return rest != one_line(line) and len(WORD.findall(rest)) <= FEW_WORDS
