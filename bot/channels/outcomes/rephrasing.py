"""Whether a message says the one before it in other words, told by the words alone."""

import datetime as dt
from collections import OrderedDict

from rapidfuzz import fuzz

# Who asks again at once was not helped.
AT_ONCE = dt.timedelta(minutes=2)
LEAST_LIKENESS = 75  # of 100
FEWEST_WORDS = 3
MOST_REMEMBERED = 5_000


def are_alike(one: str, other: str) -> bool:
    """Whether two messages have much the same words, in any order."""
    shorter = min(len(one.split()), len(other.split()))
    return (
        shorter >= FEWEST_WORDS
        and fuzz.token_sort_ratio(one.casefold(), other.casefold()) >= LEAST_LIKENESS
    )


class LatestTexts:
    """The latest message of each conversation, in memory only and for two minutes."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, tuple[dt.datetime, str]] = OrderedDict()

    def repeats(self, conversation: str, text: str, at: dt.datetime) -> bool:
        """Whether the message rephrases the one before it; it is the latest from then on."""
        self._forget(at - AT_ONCE)
        before = self._texts.pop(conversation, None)
        self._texts[conversation] = at, text
        return before is not None and are_alike(before[1], text)

    def _forget(self, before: dt.datetime) -> None:
        while self._texts:
            oldest = next(iter(self._texts.values()))
            if oldest[0] >= before and len(self._texts) < MOST_REMEMBERED:
                return
            self._texts.popitem(last=False)
