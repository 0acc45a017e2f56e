"""Spelling: mistakes go, names and codes stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.spelling import Spelling

EXAMPLES = [
    "new intern needs a mailbox",
    "the intern starts on Monday",
    "the mailbox of an intern, and his kdfwr agency",
    "kdfwr wants storage, kdfwr again",
    "storage for the agency",
    "recieve mail",
]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    """Learnt from a handful of examples."""
    return Spelling.learn(EXAMPLES)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("new inten", "new intern"),
        ("STORGAE for an agnecy", "storage for an agency"),
        ("need more strage now", "need more storage now"),
        ("mailbxo.", "mailbox."),
    ],
)
def test_a_mistake_becomes_the_nearest_word_of_the_domain(
    spelling: Spelling, typed: str, read: str
) -> None:
    assert spelling.correct(typed) == read


@pytest.mark.parametrize(
    "text",
    [
        "Storage for the agency",
        "kdfwr",  # typed by the writers often enough to be right
        "a carpenter",  # English, though nobody asked about one
        "COT-F181EZ and F084",
        "https://strage.example/agnecy",
        "someone@agnecy.example",
        "KYTC-STRAGE",
        "wdnt",  # too short for anything to be near
        "qqqqqqqqqqqqqq",
        "don't",
        "",
    ],
)
def test_what_is_no_mistake_stays(spelling: Spelling, text: str) -> None:
    assert spelling.correct(text) == text


def test_a_mistake_of_the_writers_is_no_target(spelling: Spelling) -> None:
    assert "recieve" not in spelling.vocabulary


def test_a_common_mistake_of_the_writers_is_still_one() -> None:
    spelling = Spelling.learn(["storage please"] * 70 + ["storge please"] * 3 + ["kytc"] * 3)
    assert spelling.correct("storge") == "storage"
    assert spelling.correct("kytc") == "kytc"


def test_what_is_stored_restores_it(spelling: Spelling) -> None:
    assert Spelling(spelling.vocabulary).correct("strage") == spelling.correct("strage")


@given(st.text(max_size=200))
def test_any_text_keeps_its_other_characters(spelling: Spelling, text: str) -> None:
    corrected = spelling.correct(text)
    assert spelling.correct(corrected) == corrected
    assert [c for c in corrected if not c.isalpha()] == [c for c in text if not c.isalpha()]
