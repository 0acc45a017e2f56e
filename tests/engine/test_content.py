"""Words that say nothing: those that all intents share."""

from bot.nlu.content import common_words, has_content

EXAMPLES = [
    ("I need the VPN", "vpn"),
    ("I need the fax", "fax"),
    ("I need the form", "form"),
    ("what does the fax cost", "cost"),
    ("I need the server", "server"),
]


def test_common_words_are_learnt_from_the_examples() -> None:
    assert common_words(EXAMPLES) == {"i", "need", "the"}


def test_a_message_says_something_by_one_word() -> None:
    common = common_words(EXAMPLES)
    for text in ("", "?", "...", "the", "I need", "\N{THUMBS UP SIGN}"):
        assert not has_content(text, common), text
    for text in ("the fax", "12", "zebra", "no"):
        assert has_content(text, common), text
