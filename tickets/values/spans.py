"""Where a message contains values."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from tickets.values.refusal import Refusal

_MOST = 30  # places of one type that are read in one message


@dataclass(frozen=True)
class Span:
    """A value in a text: `value` is canonical, text[start:end] is what was typed."""

    start: int
    end: int
    value: str


def spans(text: str, places: Iterable[tuple[int, int]], check: Callable[[str], str]) -> list[Span]:
    """The places that hold a value which would be taken as an answer, too."""
    found = []
    for start, end in islice(places, _MOST):
        try:
            value = check(text[start:end])
        except Refusal:
            continue
        found.append(Span(start, end, value))
    return found
