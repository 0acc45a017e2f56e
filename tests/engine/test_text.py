"""Cleaning and cutting of texts."""

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.text import clean, sentences


@given(st.text(max_size=6_000))
def test_clean_text_is_one_bounded_line(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= 2_000
    assert cleaned == cleaned.strip()
    assert "\n" not in cleaned
    assert clean(cleaned) == cleaned


@given(st.text(alphabet="ab .!?-\n", max_size=300))
def test_sentences_lose_no_word(text: str) -> None:
    cleaned = clean(text)
    dashes = {"-", "--"}
    words = [word for word in cleaned.split() if word not in dashes]
    kept = [word for word in " ".join(sentences(cleaned)).split() if word not in dashes]
    assert kept == words


def test_the_guard_and_invisible_characters_disappear() -> None:
    assert clean("\N{WORD JOINER}/restart\N{ZERO WIDTH SPACE} now\x07") == "/restart now"


def test_short_sentences_join_their_neighbour() -> None:
    text = "Hi there. My laptop is gone. What now? Thanks"
    assert sentences(text) == ["Hi there. My laptop is gone.", "What now? Thanks"]
