"""What the text says beside the contract object is found in it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.cards.said import comes_first, remaining, remark, title_in


def test_a_remark_is_what_stands_in_brackets_after_a_name() -> None:
    text = "Form: A-1, Long Form <https://x.example/a> (only (really) for trees); A-12 (else)"
    assert remark(text, "A-1, Long Form") == "only (really) for trees"
    assert remark(text, "A-12") == "else"
    assert remark(text, "A-1") == ""
    assert remark(text, "B", "A-12") == "else"
    assert remark("call 1502 (x), 502 (y)", "502") == "y"


def test_a_title_ends_at_the_first_colon() -> None:
    assert title_in("Get VPN access: COT-F181\nmore: x") == "Get VPN access"
    assert title_in("No colon here") == ""
    assert title_in(f"{'long ' * 30}: x") == ""


def test_what_comes_first_is_named_before_everything_else() -> None:
    assert comes_first("Call 1, then 2", ["1"], ["2", "3"])
    assert not comes_first("First 2, call 1", ["1"], ["2"])
    assert not comes_first("First 2", ["1"], ["2"])
    assert not comes_first("anything", [], [])


def test_lines_that_the_card_shows_anyway_are_left_out() -> None:
    text = "Draft HD-4KM9XC: Trees\n- note: one\ntwo\n\nSay something to me now."
    assert remaining(text, ["HD-4KM9XC", "Trees", "note", "one\ntwo"]) == [
        "Say something to me now."
    ]


@given(st.lists(st.text(alphabet="abc \n", max_size=8), max_size=5))
def test_a_line_without_anything_that_is_shown_stays(shown: list[str]) -> None:
    assert remaining("xxx yyy", [part for part in shown if part]) == ["xxx yyy"]
