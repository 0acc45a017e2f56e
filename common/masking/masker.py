"""Runs the rules over a text until it has no secret left."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from common.masking.folding import MARKERS, MARKS, Span, Spans, fold
from common.masking.keys import called_keys, private_keys, recovery_keys, tokens
from common.masking.numbers import cards, social_security_numbers
from common.masking.passwords import PASSWORDS, SECRETS, bare_passwords, told_secrets

# A secret that is gone may have hidden another from the rules, so they run again until nothing
# changes. Only a text made to defeat them needs more than three passes; the time a long one may
# take is bounded by these characters in all passes together.
_FEWEST_PASSES, _MOST_PASSES, _CHARACTERS = 4, 12, 40_000


class MaskedText(NamedTuple):
    """A text without its secrets, and the kinds it had in order of first appearance."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> MaskedText:
    """The text with each secret replaced by a marker that names its kind."""
    cells, folded = fold(text)
    finders = _finders()
    for _ in range(_passes(len(folded))):
        before = folded
        for kind, find in finders:
            cells, folded = _replace(cells, folded, list(find(folded)), kind)
        if folded == before:
            break
    else:  # a text made to defeat the rules: nothing of it is kept
        cells, folded = [MARKERS["password"]], MARKS["password"]
    found = [kind for kind, mark in MARKS.items() if mark in folded]
    return MaskedText(
        "".join(cells), tuple(sorted(found, key=lambda kind: folded.index(MARKS[kind])))
    )


def _finders() -> list[tuple[str, Callable[[str], Spans]]]:
    """The rules for one text, in order, each with the kind of what it finds."""
    return [
        ("private_key", private_keys),
        ("token", tokens),
        ("secret", recovery_keys),
        ("card", cards),
        ("ssn", social_security_numbers),
        ("password", partial(told_secrets, words=PASSWORDS, hopeless=set())),
        ("secret", partial(told_secrets, words=SECRETS, hopeless=set())),
        ("password", bare_passwords),
        ("secret", called_keys),
    ]


def _passes(length: int) -> int:
    return max(_FEWEST_PASSES, min(_MOST_PASSES, _CHARACTERS // length))


def _replace(cells: list[str], folded: str, spans: list[Span], kind: str) -> tuple[list[str], str]:
    """The cells and their plain characters with a marker and a mark in place of each span."""
    if not spans:
        return cells, folded
    kept_cells: list[str] = []
    kept: list[str] = []
    last = 0
    for start, end in spans:
        kept_cells += [*cells[last:start], MARKERS[kind]]
        kept += [folded[last:start], MARKS[kind]]
        last = end
    return kept_cells + cells[last:], "".join(kept) + folded[last:]
