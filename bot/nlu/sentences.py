"""The sentences of an answer in a draft, each read by itself.

"60512. How long does it take?" gives a value and asks; as a whole it is one or the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bot.nlu import reading_model as readings
from bot.nlu.reading_model import ReadingScore

MOST_SENTENCES = 6  # a longer mail is read as a whole
_END = re.compile(r"[.!?]+(?=\s)")
# A point after these ends no sentence, nor one after a single letter: "Ms. Pruitt", "J. Doe".
_SHORTENED = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|mrs?|ms|dr|st|jr|sr|no|nr|dept|ave|blvd|rd|ste|bldg|ext|fl|rm|approx)\.$",
    re.IGNORECASE,
)
# Readings of a sentence that asks something, and of one that tells something.
ASKING = frozenset({readings.ITEM_QUESTION, readings.DETAIL})
TELLING = frozenset({readings.VALUE, readings.UNKNOWN, readings.AGENCY, readings.REPAIR})


class SentenceSpan(NamedTuple):
    """Where a sentence stands in a text."""

    start: int
    end: int


class SentenceScore(NamedTuple):
    """A sentence, what it is taken for, how likely, and its likeliest intent."""

    span: SentenceSpan
    text: str
    reading: str
    confidence: float
    value: float
    intent: str

    @property
    def asks(self) -> bool:
        """Whether it is a question that expects an answer."""
        return self.text.rstrip().endswith("?") and self.reading in ASKING

    def output(self) -> dict[str, object]:
        """What the conversation gets of it."""
        start, end = self.span
        return {
            "start": start,
            "end": end,
            "reading": self.reading,
            "confidence": self.confidence,
            "value": self.value,
            "intent": self.intent,
        }


def sentence_spans(text: str) -> Iterator[SentenceSpan]:
    """The sentences of a text in order."""
    start = 0
    for mark in _END.finditer(text):
        if not _SHORTENED.search(text[start : mark.end()]):
            yield SentenceSpan(start, mark.end())
            start = mark.end() + 1
    if text[start:].strip():
        yield SentenceSpan(start, len(text))


def sentences_of(
    text: str, read: Callable[[str], tuple[Sequence[ReadingScore], str]]
) -> list[SentenceScore]:
    """The sentences of a text as `read` takes each one; none of a text that is one, or too many."""
    spans = [*sentence_spans(text)]
    if not 1 < len(spans) <= MOST_SENTENCES:
        return []
    return [_read(text, span, read) for span in spans]


def _read(
    text: str, span: SentenceSpan, read: Callable[[str], tuple[Sequence[ReadingScore], str]]
) -> SentenceScore:
    said = text[span.start : span.end]
    ranked, intent = read(said)
    value = next((one.share for one in ranked if one.name == readings.VALUE), 0.0)
    return SentenceScore(span, said, ranked[0].name, ranked[0].share, value, intent)


def question_of(sentences: Sequence[SentenceScore]) -> str:
    """The question that a message asks beside what it tells; "" where it does only one of both."""
    asking = [one for one in sentences if one.asks]
    tells = any(one.reading in TELLING for one in sentences if not one.asks)
    return asking[-1].text if asking and tells else ""
