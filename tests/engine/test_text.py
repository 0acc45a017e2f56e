"""Cleaning and cutting of texts, and words that say nothing: those that all intents share."""

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.text import clauses, clean, common_words, has_content

EXAMPLES = [
    ("I need the VPN", "vpn"),
    ("I need the fax", "fax"),
    ("I need the form", "form"),
    ("what does the fax cost", "cost"),
    ("I need the server", "server"),
]


@given(st.text(max_size=6_000))
def test_clean_text_is_one_bounded_line(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= 1_000
    assert cleaned == cleaned.strip()
    assert "\n" not in cleaned
    assert clean(cleaned) == cleaned


@given(st.lists(st.sampled_from(["vpn", "for", "me", "and", "also", "-", "Now.", "why?"])))
def test_clauses_keep_every_word_but_connecting_ones(words: list[str]) -> None:
    connecting = {"and", "also", "-"}
    kept = " ".join(clauses(" ".join(words))).replace(".", "").replace("?", "").split()
    wanted = [word.rstrip(".?") for word in words if word not in connecting]
    assert [word for word in kept if word not in connecting] == wanted


def test_the_guard_and_invisible_characters_disappear() -> None:
    assert clean("\N{WORD JOINER}/restart\N{ZERO WIDTH SPACE} now\x07") == "/restart now"


def test_two_needs_are_two_clauses() -> None:
    assert clauses("she needs a desk phone and I want VPN access") == [
        "she needs a desk phone",
        "I want VPN access",
    ]


def test_short_clauses_join_their_neighbour() -> None:
    assert clauses("Hi. My laptop is gone. What now? Thanks") == [
        "Hi My laptop is gone",
        "What now Thanks",
    ]


def test_a_word_alone_is_a_clause() -> None:
    assert clauses("vpn") == ["vpn"]
    assert clauses("") == []


def test_the_question_at_the_end_of_a_long_message_is_kept() -> None:
    question = "how do I get VPN access?"
    story = " ".join(f"day {number} was long" for number in range(400))
    for before in ("-" * 2_100, "older words " * 400, "\N{PILE OF POO}" * 4_000, story):
        cleaned = clean(f"{before} {question}")
        assert cleaned.endswith(question)
        assert len(cleaned) <= 1_000


def test_filler_is_shortened_and_values_are_not() -> None:
    assert clean("((((((((") == "((("
    assert clean("help help help help me") == "help help me"
    assert clean("account 100000000 at https://a.example/b") == (
        "account 100000000 at https://a.example/b"
    )


def test_common_words_are_learned_from_the_examples() -> None:
    assert common_words(EXAMPLES) == {"i", "need", "the"}


def test_a_message_says_something_by_one_word() -> None:
    common = common_words(EXAMPLES)
    for text in ("", "?", "...", "the", "I need", "\N{THUMBS UP SIGN}"):
        assert not has_content(text, common), text
    for text in ("the fax", "12", "zebra", "no"):
        assert has_content(text, common), text
