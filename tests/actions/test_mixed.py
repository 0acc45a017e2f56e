"""Messages that do several things in a draft: tell and ask, put off and tell, correct and tell."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.tracker import Conversation

Talk = Callable[..., Conversation]
ENTRY = "telecommunications_move"
OPENING = f"/draft_start{json.dumps({'entry': ENTRY})}"
BILLING, OLD, NEW = "billing_number", "current_address", "new_address"


def tags(text: str, **values: str) -> list[dict[str, Any]]:
    """What the pipeline tags: each value of an item where it stands in the text."""
    return [
        {
            "entity": key,
            "value": value,
            "confidence": 0.95,
            "entry": ENTRY,
            "start": text.index(value),
            "end": text.index(value) + len(value),
        }
        for key, value in values.items()
    ]


def sentence(text: str, said: str, reading: str, intent: str = "inform") -> dict[str, Any]:
    """A sentence of a text as the pipeline reads it by itself."""
    start, value = text.index(said), 0.9 if reading == "value" else 0.05
    place = {"start": start, "end": start + len(said)}
    return {**place, "reading": reading, "confidence": 0.9, "value": value, "intent": intent}


@pytest.fixture
def conversation(talk: Talk) -> Conversation:
    """A draft that waits for the billing number."""
    conversation = talk()
    assert conversation.click(OPENING)["custom"]["asked"] == BILLING
    return conversation


def fields(conversation: Conversation) -> dict[str, str]:
    """The values of the draft as it was shown last."""
    custom = conversation.replies[-1]["custom"]
    return {key: value for key, value in custom["draft"]["fields"].items() if key != "notes"}


def test_a_put_off_beside_a_value_skips_the_question_and_keeps_the_value(
    conversation: Conversation,
) -> None:
    text = "I'd need to dig that up. We leave 9 Elm Court, Hazard"
    reply = conversation.say(
        text,
        "inform",
        items=tags(text, current_address="9 Elm Court, Hazard"),
        sentences=[
            sentence(text, "I'd need to dig that up.", "unknown"),
            sentence(text, "We leave 9 Elm Court, Hazard", "value"),
        ],
    )["custom"]
    assert (reply["asked"], reply["noted"]) == (NEW, [OLD])
    assert reply["message"] == "Skipped for now: billing number."


def test_skip_beside_more_is_done_and_the_rest_is_kept(conversation: Conversation) -> None:
    text = "Leave the billing number for later. There are four lines and a fax"
    reply = conversation.say(
        text,
        "inform",
        sentences=[
            sentence(text, "Leave the billing number for later.", "command", "draft_skip"),
            sentence(text, "There are four lines and a fax", "value"),
        ],
    )["custom"]
    assert (reply["asked"], reply["noted"]) == (OLD, ["notes"])
    assert reply["draft"]["fields"]["notes"] == "There are four lines and a fax"


def test_a_question_about_an_item_is_answered_and_the_answer_before_it_taken(
    conversation: Conversation,
) -> None:
    text = "60417. What is the move date for?"
    reply = conversation.say(
        text,
        "inform",
        reading="item_question",
        items=tags(text, billing_number="60417"),
        sentences=[
            sentence(text, "60417.", "value"),
            sentence(text, "What is the move date for?", "item_question"),
        ],
    )["custom"]
    assert (reply["asked"], reply["noted"]) == (OLD, [BILLING])
    assert "day on which the move is planned" in reply["message"]


def test_a_question_for_the_rules_leaves_what_was_told(conversation: Conversation) -> None:
    text = "60417. Who may send this in?"
    conversation.say(
        text,
        "facet_requesters",
        reading="detail",
        items=tags(text, billing_number="60417"),
        sentences=[
            sentence(text, "60417.", "value"),
            sentence(text, "Who may send this in?", "detail"),
        ],
    )
    answer, back = conversation.replies
    assert answer["custom"]["type"] == "facet"
    assert (back["custom"]["asked"], back["custom"]["noted"]) == (OLD, [BILLING])


def test_a_question_that_no_item_answers_is_kept_for_a_person(conversation: Conversation) -> None:
    text = "60417. Is the weekend all right?"
    reply = conversation.say(
        text,
        "inform",
        reading="item_question",
        items=tags(text, billing_number="60417"),
        sentences=[
            sentence(text, "60417.", "value"),
            sentence(text, "Is the weekend all right?", "item_question"),
        ],
    )["custom"]
    assert (reply["asked"], reply["noted"]) == (OLD, [BILLING])
    assert "Is the weekend all right?" in reply["draft"]["fields"]["notes"]


def test_why_names_the_item_that_it_asks_about(conversation: Conversation) -> None:
    passage = {"entry": ENTRY, "key": f"include.{NEW}", "confidence": 0.9}
    asked = conversation.say(
        "why do you want my phone number", "inform", reading="item_question", passages=[passage]
    )["custom"]
    assert (asked["asked"], asked["message"]) == (
        BILLING,
        "The number to call if there is a question about the request.",
    )
    asked = conversation.say(
        "why do you want that", "inform", reading="item_question", passages=[passage]
    )["custom"]
    assert "billing number" in asked["message"]


def test_what_takes_the_place_of_something_is_said(conversation: Conversation) -> None:
    conversation.say("60417", "inform", items=tags("60417", billing_number="60417"))
    place = "9 Elm Court, Hazard"
    conversation.say(place, "inform", items=tags(place, current_address=place))
    text = "the current address should be 11 Elm Court, Hazard"
    reply = conversation.say(text, "inform")["custom"]
    assert reply["message"] == "Changed: current address: 11 Elm Court, Hazard."
    assert reply["asked"] == NEW
    assert "notes" not in reply["draft"]["fields"]


def test_no_to_an_offer_is_no_part_of_what_is_said_beside_it(conversation: Conversation) -> None:
    text = "it's 9 Elm Court for us"
    offered = conversation.say(
        text, "inform", items=[{**tags(text, current_address="9 Elm Court")[0], "confidence": 0.6}]
    )["custom"]
    assert offered["suggested"]["value"] == "9 Elm Court"
    text = "No, that is the annex next door"
    reply = conversation.say(text, "deny", reading="value")["custom"]
    assert fields(conversation) == {}
    assert reply["asked"] == BILLING
    assert reply["draft"]["fields"]["notes"] == "that is the annex next door"


def test_an_item_that_is_said_to_be_wrong_is_asked_anew(talk: Talk) -> None:
    conversation = talk()
    conversation.click(OPENING)
    for value in ("60417", "9 Elm Court, Hazard", "14 Oak Street, Hazard", "December 20"):
        conversation.say(value, "inform")
    while conversation.replies[-1]["custom"]["asked"]:
        conversation.click("/draft_skip")
    reply = conversation.say("the new address is wrong", "inform")["custom"]
    assert reply["asked"] == NEW
    assert reply["message"].endswith("14 Oak Street, Hazard")


def test_an_agency_is_told_as_the_listing_calls_it(talk: Talk) -> None:
    conversation = talk()
    conversation.click(OPENING)
    while conversation.replies[-1]["custom"]["asked"] != "agency":
        conversation.click("/draft_skip")
    reply = conversation.say("KYTC", "inform_agency", reading="value")["custom"]
    assert reply["draft"]["fields"]["agency"] == "Transportation Cabinet"
    assert reply["message"] == "The contact list calls “KYTC” Transportation Cabinet."


def test_a_name_that_is_only_like_an_agency_is_none(conversation: Conversation) -> None:
    text = "The people are Ann Reid and Lynn Park"
    reply = conversation.say(text, "inform", reading="value", items=tags(text, agency="Lynn Park"))[
        "custom"
    ]
    assert "agency" not in reply["draft"]["fields"]
    assert reply["suggested"] is None


def test_an_agency_behind_the_name_is_no_part_of_it(talk: Talk) -> None:
    conversation = talk()
    conversation.click(OPENING)
    while conversation.replies[-1]["custom"]["asked"] != "requester_name":
        conversation.click("/draft_skip")
    text = "pat doe transportation cabinet"
    reply = conversation.say(text, "inform", items=tags(text, requester_name=text))["custom"]
    assert reply["draft"]["fields"]["requester_name"] == "pat doe"
    assert reply["draft"]["fields"]["agency"] == "Transportation Cabinet"


def test_save_beside_a_question_saves(talk: Talk) -> None:
    conversation = talk()
    conversation.click(OPENING)
    while conversation.replies[-1]["custom"]["asked"]:
        conversation.click("/draft_skip")
    reply = conversation.say("ok save. who gets it?", "facet_send_to", reading="detail")["custom"]
    assert reply["draft"]["status"] == "handed_over"
