"""The sentences of an answer in a draft, each read by itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.nlu import reading_model as readings
from bot.nlu.reading_model import ReadingScore
from bot.nlu.sentences import MOST_SENTENCES, question_of, sentence_spans, sentences_of


def read(text: str) -> tuple[Sequence[ReadingScore], str]:
    """A reader that knows questions by their mark."""
    name = readings.ITEM_QUESTION if text.endswith("?") else readings.VALUE
    return [ReadingScore(name, 0.8), ReadingScore(readings.COMMAND, 0.2)], "inform"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60417. How long does that take?", ["60417.", "How long does that take?"]),
        ("Mr. Poe, 9 Elm St. Hazard", ["Mr. Poe, 9 Elm St. Hazard"]),
        ("J. Poe. The annex", ["J. Poe.", "The annex"]),
        ("version 4.2.1 on www.example.com", ["version 4.2.1 on www.example.com"]),
        ("", []),
    ],
)
def test_a_text_is_cut_where_a_sentence_ends(text: str, expected: list[str]) -> None:
    assert [text[one.start : one.end] for one in sentence_spans(text)] == expected


def test_each_sentence_is_read_by_itself_and_says_where_it_stands() -> None:
    text = "60417. How long does that take?"
    told, asked = sentences_of(text, read)
    assert told.output() == {
        "start": 0,
        "end": 6,
        "reading": readings.VALUE,
        "confidence": 0.8,
        "value": 0.8,
        "intent": "inform",
    }
    assert (asked.asks, asked.value, told.asks) == (True, 0.0, False)
    assert question_of([told, asked]) == "How long does that take?"


def test_one_sentence_and_a_long_mail_are_read_as_a_whole() -> None:
    assert sentences_of("60417", read) == []
    assert sentences_of(" ".join(["Yes."] * (MOST_SENTENCES + 1)), read) == []


def test_what_only_asks_has_no_question_beside_something_told() -> None:
    assert question_of(sentences_of("Why is that? Who says so?", read)) == ""
    assert question_of(sentences_of("60417. Thank you.", read)) == ""
