"""Negation: what a message is not about goes, what it is about stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.negation import without_negated


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "I don't need the remote network, I want my mail in the browser",
            "I want my mail in the browser",
        ),
        ("Not a new server: more disk space on the old one", "more disk space on the old one"),
        ("we need a certificate, not a firewall exception", "we need a certificate"),
        ("It isn't lost. I want a faster laptop, please.", "I want a faster laptop, please."),
        ("Send a fax from my PC instead of the machine", "Send a fax from my PC"),
        ("this is not about spam, somebody broke in", "somebody broke in"),
    ],
)
def test_a_clause_that_says_what_is_not_meant_goes(text: str, rest: str) -> None:
    assert without_negated(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "I don't need the VPN any more",
        "not sure which form to use, help me",
        "Not only mail, she needs a laptop too",
        "the site is not loading, it says blocked",
        "I can't sign in, my password is not accepted",
        "why don't we have a shared mailbox, I would like one",
        "not a laptop",
        "",
    ],
)
def test_other_negations_stay(text: str) -> None:
    assert without_negated(text) == text


@given(st.text(max_size=200))
def test_any_text_loses_words_at_most(text: str) -> None:
    assert len(without_negated(text)) <= len(text)
