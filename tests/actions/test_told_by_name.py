"""What a message in a draft gives by an item's name, what is no name, and who else is meant."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.tracker import Conversation

Talk = Callable[..., Conversation]
MOVE = "staff_move"


def begun(conversation: Conversation, entry: str) -> dict[str, Any]:
    """A draft as it is opened."""
    payload = f"/draft_start{json.dumps({'entry': entry})}"
    custom: dict[str, Any] = conversation.click(payload)["custom"]
    return custom


def tags(text: str, entry: str, confidence: float, **values: str) -> list[dict[str, Any]]:
    """What the pipeline tags: each value of an item where it stands in the text."""
    return [
        {
            "entity": key,
            "value": value,
            "confidence": confidence,
            "entry": entry,
            "start": text.index(value),
            "end": text.index(value) + len(value),
        }
        for key, value in values.items()
    ]


@pytest.fixture
def moving(talk: Talk) -> Conversation:
    """A draft of a move that waits for the name of who asks."""
    conversation = talk()
    text = "move Ada Lane within our office from cube 14 to cube 84"
    items = tags(
        text,
        MOVE,
        0.95,
        people="Ada Lane",
        move_kind="within our office",
        current_location="cube 14",
        new_location="cube 84",
    )
    items[1]["value"] = "within an office"
    conversation.say(text, MOVE, reading="request", items=items)
    assert begun(conversation, MOVE)["asked"] == "requester_name"
    return conversation


def test_a_sentence_is_neither_noted_nor_offered_as_a_name(moving: Conversation) -> None:
    reply = moving.say("Sorry, the desk there is by door 12. My mistake.", "out_of_scope")["custom"]
    assert (reply["suggested"], reply["asked"]) == (None, "requester_name")
    assert "requester_name" not in reply["draft"]["fields"]


def test_a_place_is_corrected_by_what_it_is_called(moving: Conversation) -> None:
    reply = moving.say("Forgive me, the new cube is 48. My eyes.", "out_of_scope")["custom"]
    assert reply["draft"]["fields"]["new_location"] == "cube 48"
    assert (reply["suggested"], reply["asked"]) == (None, "requester_name")


def test_a_name_ends_where_its_owner_is_told_of_and_the_rest_is_noted(talk: Talk) -> None:
    conversation = talk()
    assert begun(conversation, "staff_service_request")["asked"] == "employee"
    text = "employee is Ada Lane, she joins the audit team on floor two"
    fields = conversation.say(text, "clarify", reading="value")["custom"]["draft"]["fields"]
    assert fields["employee"] == "Ada Lane"
    assert "audit team" in fields["notes"]


def test_what_is_named_again_is_corrected_and_answers_nothing_else(talk: Talk) -> None:
    conversation = talk()
    assert begun(conversation, "software_request")["asked"] == "software"
    for number, confidence in (("9.1", 0.5), ("9.4", 0.7)):
        text = f"ah, version {number}"
        items = tags(text, "software_request", confidence, version=number)
        reply = conversation.say(text, "out_of_scope", items=items)["custom"]
        assert reply["draft"]["fields"]["version"] == number
        assert (reply["suggested"], reply["asked"]) == (None, "software")


@pytest.mark.parametrize(
    ("said", "offered"),
    [("Ben Ochs is coming along as well", "Ada Lane, Ben Ochs"), ("Ben Ochs moves", None)],
)
def test_who_was_named_before_is_asked_about_beside_who_is_meant_too(
    talk: Talk, said: str, offered: str | None
) -> None:
    conversation = talk()
    text = "start something to move Ada Lane and her monitors"
    likely = tags(text, MOVE, 0.5, requester_name="Ada Lane")
    conversation.say(text, MOVE, reading="request", items=likely)
    begun(conversation, MOVE)
    items = tags(said, MOVE, 0.95, people="Ben Ochs")
    reply = conversation.say(said, "inform", items=items)["custom"]
    assert reply["draft"]["fields"]["people"] == "Ben Ochs"
    suggested = reply["suggested"]
    assert (suggested and suggested["value"]) == offered
    if offered:
        fields = conversation.say("yes", "affirm")["custom"]["draft"]["fields"]
        assert fields["people"] == offered
