"""What may be a value is asked about: nothing that is doubtful is put down by itself."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.tracker import Conversation

Talk = Callable[..., Conversation]
ENTRY = "telecommunications_move"
PLACE, SAID = "500 Mero Street", "it's 500 Mero Street for us"
OPENING = f"/draft_start{json.dumps({'entry': ENTRY})}"


def tagged(text: str, key: str, value: str, confidence: float) -> list[dict[str, Any]]:
    """What the pipeline says of one value in a text."""
    start = text.index(value)
    place = {"start": start, "end": start + len(value)}
    return [{"entity": key, "value": value, "confidence": confidence, "entry": ENTRY, **place}]


def say(talk: Conversation, text: str, key: str, value: str, confidence: float) -> dict[str, Any]:
    """The reply to a message with one tagged value."""
    reply = talk.say(text, "inform", items=tagged(text, key, value, confidence))
    custom: dict[str, Any] = reply["custom"]
    return custom


@pytest.fixture
def conversation(talk: Talk) -> Conversation:
    """A draft that waits for the billing number."""
    conversation = talk()
    assert conversation.click(OPENING)["custom"]["asked"] == "billing_number"
    return conversation


def test_yes_puts_it_down_and_the_form_goes_on(conversation: Conversation) -> None:
    asked = say(conversation, SAID, "current_address", PLACE, 0.6)
    assert asked["suggested"] == {"key": "current_address", "value": "500 Mero Street"}
    assert "500 Mero Street" in asked["question"]
    assert asked["draft"]["fields"] == {}, "nothing is noted before the answer"
    yes, no = conversation.replies[-1]["buttons"]
    assert [yes["payload"], no["payload"]] == ["/affirm", "/deny"]
    noted = conversation.click(yes)["custom"]
    assert noted["draft"]["fields"] == {"current_address": "500 Mero Street"}
    assert (noted["suggested"], noted["asked"]) == (None, "billing_number")


@pytest.mark.parametrize("word", ["deny", "click"])
def test_no_leaves_it_and_the_form_asks_on(conversation: Conversation, word: str) -> None:
    say(conversation, SAID, "current_address", PLACE, 0.6)
    reply = conversation.click("/deny") if word == "click" else conversation.say("no", "deny")
    custom = reply["custom"]
    assert (custom["draft"]["fields"], custom["suggested"]) == ({}, None)
    assert custom["asked"] == "billing_number"


def test_another_answer_needs_no_yes_or_no(conversation: Conversation) -> None:
    say(conversation, SAID, "current_address", PLACE, 0.6)
    noted = say(conversation, "12345", "billing_number", "12345", 0.99)
    assert noted["draft"]["fields"] == {"billing_number": "12345"}
    assert noted["noted"] == ["billing_number"]


@pytest.mark.parametrize(("confidence", "is_taken"), [(0.9, True), (0.2, False)])
def test_what_is_sure_or_hardly_likely_is_not_asked_about(
    conversation: Conversation, confidence: float, *, is_taken: bool
) -> None:
    reply = say(conversation, SAID, "current_address", PLACE, confidence)
    assert reply["suggested"] is None
    assert ("current_address" in reply["draft"]["fields"]) is is_taken


def test_what_was_said_before_is_offered_once_when_its_turn_comes(talk: Talk) -> None:
    conversation = talk()
    text = "how do we move our phones away from 500 Mero Street"
    conversation.say(text, ENTRY, items=tagged(text, "current_address", "500 Mero Street", 0.6))
    assert conversation.click(OPENING)["custom"]["suggested"] is None
    offered = say(conversation, "12345", "billing_number", "12345", 0.99)
    assert offered["asked"] == "current_address"
    assert offered["suggested"] == {"key": "current_address", "value": "500 Mero Street"}
    asked = conversation.click("/deny")["custom"]
    assert (asked["suggested"], asked["asked"]) == (None, "current_address")
