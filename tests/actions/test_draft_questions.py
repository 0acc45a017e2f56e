"""Questions in a draft: about an item, about the request, or to see what there is."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.tracker import Conversation

Talk = Callable[..., Conversation]


def begun(conversation: Conversation, entry: str) -> dict[str, Any]:
    """A draft as it is opened."""
    payload = f"/draft_start{json.dumps({'entry': entry})}"
    custom: dict[str, Any] = conversation.click(payload)["custom"]
    return custom


def tag(text: str, entry: str, key: str, said: str, **other: Any) -> dict[str, Any]:
    """A value that the pipeline tags in a text."""
    start = text.index(said)
    place = {"start": start, "end": start + len(said)}
    return {"entity": key, "value": said, "confidence": 0.9, "entry": entry, **place, **other}


def sentence(text: str, said: str, reading: str, intent: str, *shares: float) -> dict[str, Any]:
    """A sentence as the pipeline reads it by itself: how likely, how likely a value."""
    start, (confidence, value) = text.index(said), shares
    place = {"start": start, "end": start + len(said)}
    return {**place, "reading": reading, "confidence": confidence, "value": value, "intent": intent}


@pytest.mark.parametrize(
    ("entry", "text", "intent", "explained"),
    [
        # By a word of its own, whatever was asked for and whatever the intent.
        ("application_monitoring", "clustering, what would that be", "inform", "nodes"),
        ("application_monitoring", "explain WORKFLOW pls", "application_development", "port"),
        # By a pronoun, or the asking: what was asked for.
        ("application_monitoring", "why would you want that", "facet_steps", "each server is for"),
        (
            "application_monitoring",
            "what do you mean",
            "application_monitoring",
            "each server is for",
        ),
        ("application_monitoring", "is it needed", "application_monitoring", "each server is for"),
        # A word of the request's own name is no item's.
        ("telecommunications_move", "and what is it for", "facet_steps", "billing number"),
    ],
)
def test_a_question_about_an_item_explains_it(
    talk: Talk, entry: str, text: str, intent: str, explained: str
) -> None:
    conversation = talk()
    asked = begun(conversation, entry)["asked"]
    reply = conversation.say(text, intent, reading="item_question")["custom"]
    assert explained in reply["message"]
    assert (reply["type"], reply["asked"]) == ("draft", asked)


@pytest.mark.parametrize(
    ("text", "intent", "passages", "answer"),
    [
        ("would our department get billed for moving", "telecommunications_move", (), "procedure"),
        ("which papers go along", "facet_forms", (), "facet"),
        ("are there papers to send along", "facet_include", ("forms.COT-F180",), "facet"),
    ],
)
def test_a_question_about_the_request_is_for_the_rules(
    talk: Talk, text: str, intent: str, passages: tuple[str, ...], answer: str
) -> None:
    conversation = talk()
    entry = "telecommunications_move"
    asked = begun(conversation, entry)["asked"]
    rows = [{"entry": entry, "key": key, "confidence": 0.9} for key in passages]
    conversation.say(text, intent, reading="item_question", passages=rows)
    first, back = conversation.replies
    assert first["custom"]["type"] == answer
    assert (back["custom"]["type"], back["custom"]["asked"]) == ("draft", asked)


def test_the_request_is_asked_about_beside_a_value(talk: Talk) -> None:
    conversation = talk()
    entry, text = "telecommunications_move", "60417. Would our department get billed for moving?"
    begun(conversation, entry)
    conversation.say(
        text,
        entry,
        reading="item_question",
        items=[tag(text, entry, "billing_number", "60417")],
        sentences=[
            sentence(text, "60417.", "value", "inform", 0.9, 0.9),
            sentence(text, "Would our department", "item_question", entry, 0.8, 0.1)
            | {"end": len(text)},
        ],
    )
    first, back = conversation.replies
    assert first["custom"]["type"] == "procedure"
    assert back["custom"]["noted"] == ["billing_number"]


@pytest.mark.parametrize("reading", ["detail", "item_question"])
def test_a_question_skips_no_paper(talk: Talk, reading: str) -> None:
    conversation = talk()
    begun(conversation, "production_print")
    assert conversation.say("12345", "inform")["custom"]["asked"] == "completed_form"
    text = "what paper is that going with?"
    no = tag(text, "production_print", "completed_form", text, value="no", confidence=0.7)
    conversation.say(text, "facet_forms", reading=reading, items=[no])
    answer, back = conversation.replies
    assert answer["custom"]["type"] == "facet"
    assert back["custom"]["asked"] == "completed_form"


def test_a_question_chooses_nothing(talk: Talk) -> None:
    conversation = talk()
    begun(conversation, "software_request")
    asked = conversation.say("Acme Draw", "inform")["custom"]["asked"]
    assert asked == "license_or_quote"
    reply = conversation.say("what is a quote", "facet_include", reading="item_question")["custom"]
    assert "license_or_quote" not in reply["draft"]["fields"]
    assert reply["asked"] == asked


@pytest.mark.parametrize("intent", ["draft_show", "draft_list"])
@pytest.mark.parametrize(
    ("first", "as_read", "noted"),
    [
        ("we dont have it.", ("command", "draft_skip", 0.4, 0.38), []),
        ("Acme Draw, for the planners.", ("value", "inform", 0.9, 0.9), ["software"]),
    ],
)
def test_a_sentence_that_asks_to_see_the_draft_shows_it(
    talk: Talk, intent: str, first: str, as_read: tuple[Any, ...], noted: list[str]
) -> None:
    conversation = talk()
    entry, last = "software_request", "what did u take down so far"
    begun(conversation, entry)
    text = f"{first} {last}"
    items = [tag(text, entry, "software", "Acme Draw")] if noted else []
    reading, intent_of_first, *shares = as_read
    reply = conversation.say(
        text,
        intent,
        reading="command" if not noted else "value",
        reading_confidence=0.7,
        reading_ranking=[{"name": "value", "confidence": 0.19}],
        items=items,
        sentences=[
            sentence(text, first, reading, intent_of_first, *shares),
            sentence(text, last, "command", intent, 0.98, 0.01),
        ],
    )["custom"]
    fields = reply["draft"]["fields"]
    assert (reply["in_full"], [key for key in fields if key != "notes"]) == (True, noted)
    assert reply["draft"]["missing"], "nothing was passed over"
    assert not any(one["skipped"] for one in reply["draft"]["items"])


@pytest.mark.parametrize(
    ("text", "is_this"),
    [("what do you have by now", True), ("what tickets do I have", False), ("list", False)],
)
def test_what_one_has_is_the_draft_that_is_filled_in(
    talk: Talk, text: str, *, is_this: bool
) -> None:
    conversation = talk()
    begun(conversation, "software_request")
    conversation.say(text, "draft_list", reading="command")
    first, *_ = conversation.replies
    assert (first["custom"]["draft"] is not None) is is_this
