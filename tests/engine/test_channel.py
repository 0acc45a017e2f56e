"""The internal REST channel: what it lets through and what it says when nothing answers."""

import pytest
from sanic.exceptions import InvalidUsage

from bot.engine import slim

slim.install()

from bot.engine.channel import MAX_CHARACTERS, apology_from, guarded, read_message  # noqa: E402
from bot.engine.config import ROOT  # noqa: E402


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (None, "JSON object"),
        ([], "JSON object"),
        ({"message": "x"}, "`sender`"),
        ({"sender": " ", "message": "x"}, "`sender`"),
        ({"sender": 7, "message": "x"}, "`sender`"),
        ({"sender": "a"}, "`message`"),
        ({"sender": "a", "message": 7}, "`message`"),
        ({"sender": "a", "message": "x", "metadata": "agent"}, "`metadata`"),
    ],
)
def test_a_wrong_request_is_refused_by_name(body: object, named: str) -> None:
    with pytest.raises(InvalidUsage, match=named):
        read_message(body)


def test_a_typed_slash_is_no_payload() -> None:
    for text in ("/restart", "  /vpn_access", "/", '/intent{"a": 1}'):
        assert not guarded(text, payload=False).strip().startswith("/")
        assert text.strip() in guarded(text, payload=False)


def test_a_payload_stays_one() -> None:
    assert guarded("/vpn_access", payload=True) == "/vpn_access"
    _, text, _ = read_message({"sender": "a", "message": "/x", "metadata": {"payload": True}})
    assert text == "/x"


def test_only_true_makes_a_payload() -> None:
    _, text, _ = read_message({"sender": "a", "message": "/x", "metadata": {"payload": "yes"}})
    assert not text.startswith("/")


def test_no_text_is_empty_or_endless() -> None:
    assert guarded("", payload=False)
    assert guarded(" \n", payload=False).strip()
    assert len(guarded("a" * 50_000, payload=False)) == MAX_CHARACTERS


def test_half_characters_and_nulls_do_not_break_the_store() -> None:
    guarded("\ud800 \x00", payload=False).encode("utf-8")
    assert "\x00" not in guarded("a\x00b", payload=False)


def test_the_apology_gives_the_service_desks_numbers() -> None:
    apology = apology_from(ROOT)
    assert apology["custom"]["type"] == "fallback"
    for number in ("502-564-7576", "800-372-7434"):
        assert number in apology["text"]
        assert number in str(apology["custom"]["phones"])
