"""Drafts whose items, requesters, forms and approval follow from an answer."""

from collections.abc import Callable
from email import message_from_string
from email.policy import default
from typing import Any

import pytest

from common.database import Database
from tests.support.drafts import outbox_messages
from tests.support.tracker import Conversation

Talk = Callable[..., Conversation]
Custom = dict[str, Any]
START = '/draft_start{"entry": "mailbox_delegation"}'
BEHALF, FULL = "send on my behalf", "full access"
ANSWERS = {
    "employee": "Carol Jessup",
    "mailbox_owner": "it's mine",
    "completed_form": "yes",
    "requester_name": "Emmett Langley",
    "agency": "KYTC",
    "phone": "502-555-0124",
}


def choose(conversation: Conversation, access: str) -> Custom:
    data = f'{{"item": "access_kind", "value": "{access}"}}'
    reply: Custom = conversation.click(f"/draft_change{data}")["custom"]
    return reply


def fill_in(conversation: Conversation, access: str) -> Custom:
    """The draft with every question answered."""
    conversation.click(START)
    reply = choose(conversation, access)
    while asked := reply["asked"]:
        reply = conversation.say(ANSWERS[asked], "inform")["custom"]
    return reply


def roles(reply: Custom) -> list[str]:
    return [one["role"] for one in reply["draft"]["requesters"]]


def keys(reply: Custom) -> set[str]:
    return {item["key"] for item in reply["draft"]["items"]}


def test_what_decides_is_asked_first_and_nothing_that_waits_for_it(talk: Talk) -> None:
    reply = talk().click(START)["custom"]
    assert reply["asked"] == "access_kind"
    assert "completed_form" not in keys(reply) | set(reply["draft"]["missing"])
    assert roles(reply) == ["hr", "it_services", "anyone"]


@pytest.mark.parametrize(
    ("access", "asks", "submitters"),
    [(BEHALF, False, ["hr", "it_services"]), (FULL, True, ["anyone"])],
)
def test_the_answer_decides_what_is_asked_and_who_submits(
    talk: Talk, access: str, asks: bool, submitters: list[str]
) -> None:
    conversation = talk()
    reply = fill_in(conversation, access)
    assert ("completed_form" in keys(reply)) == asks
    assert ("completed_form" in reply["draft"]["fields"]) == asks
    assert roles(reply) == submitters
    assert reply["draft"]["may_submit"] == (submitters == ["anyone"])
    assert reply["draft"]["missing"] == []


def test_what_no_longer_applies_is_hidden_and_comes_back(talk: Talk) -> None:
    conversation = talk()
    assert fill_in(conversation, FULL)["draft"]["fields"]["completed_form"] == "have it"
    reply = choose(conversation, BEHALF)
    assert reply["asked"] is None
    assert "completed_form" not in reply["draft"]["fields"].keys() | keys(reply)
    assert "COT-F084" not in conversation.replies[-1]["text"]
    buttons = conversation.replies[-1]["buttons"]
    assert not any("completed_form" in button["payload"] for button in buttons)
    again = choose(conversation, FULL)
    assert again["asked"] is None
    assert again["draft"]["fields"]["completed_form"] == "have it"


@pytest.mark.parametrize("access", [BEHALF, FULL])
def test_the_mail_says_what_applies_alone(talk: Talk, store: Database, access: str) -> None:
    """Also where the other answer was given first."""
    conversation = talk()
    fill_in(conversation, FULL)
    choose(conversation, access)
    draft = conversation.click("/draft_save")["custom"]["draft"]
    assert draft["status"] == ("ready" if access == FULL else "handed_over")
    mail = message_from_string(draft["eml"], policy=default).get_content()
    for word in ("signed COT-F084", "multiple signatures", "Vacant Position"):
        assert (word in mail) == (access == FULL), mail
    assert mail.startswith("Please forward this e-mail to the") == (access == BEHALF)
    if access == BEHALF:
        (kept,) = outbox_messages(store)
        assert kept.snapshot is not None
        assert "completed_form" not in {line.key for line in kept.snapshot.fields}
        assert kept.snapshot.forms == ()


def test_a_decision_that_is_passed_over_leaves_all_of_them_named(talk: Talk) -> None:
    conversation = talk()
    conversation.click(START)
    reply = conversation.click("/draft_skip")["custom"]
    assert reply["asked"] == "employee"
    assert roles(reply) == ["hr", "it_services", "anyone"]
    assert reply["draft"]["missing"][0] == "access_kind"


def test_what_was_said_before_decides_and_is_not_asked_again(talk: Talk) -> None:
    conversation = talk()
    text = "a desk phone, employee name is Loretta Simms"
    tagged = {"entity": "employee", "value": "Loretta Simms", "start": 31, "end": len(text)}
    items = [{**tagged, "confidence": 0.9, "entry": "phone_service"}]
    conversation.say(text, "phone_service", items=items)
    reply = conversation.click('/draft_start{"entry": "phone_service"}')["custom"]
    assert (reply["asked"], reply["draft"]["fields"]) == (
        "billing_number",
        {"phone_for": "an employee", "employee": "Loretta Simms", "notes": text},
    )


def test_only_the_owner_of_a_mailbox_may_ask_for_full_access(talk: Talk) -> None:
    conversation = talk()
    reply = fill_in(conversation, FULL)
    assert reply["draft"]["fields"]["mailbox_owner"] == "me"
    assert reply["draft"]["may_submit"]
    data = '{"item": "mailbox_owner", "value": "Judge Ada Boone"}'
    reply = conversation.click(f"/draft_change{data}")["custom"]
    assert reply["draft"]["fields"]["mailbox_owner"] == "Judge Ada Boone"
    assert not reply["draft"]["may_submit"]


def test_me_decides_what_a_named_person_would(talk: Talk) -> None:
    conversation = talk()
    reply = conversation.click('/draft_start{"entry": "phone_service"}')["custom"]
    assert reply["asked"] == "phone_for"
    reply = conversation.say("its for me", "inform")["custom"]
    assert reply["draft"]["fields"] == {"employee": "me", "phone_for": "an employee"}


def test_what_was_told_of_items_that_do_not_apply_is_in_the_notes(talk: Talk) -> None:
    conversation = talk()
    conversation.click('/draft_start{"entry": "staff_move"}')
    within = '/draft_change{"item": "move_kind", "value": "within an office"}'
    conversation.click(within)
    conversation.say("Alma Reyes and Jed Combs", "inform")
    reply = conversation.click(within.replace("within an office", "to another building"))["custom"]
    assert reply["draft"]["fields"] == {
        "move_kind": "to another building",
        "notes": "Alma Reyes and Jed Combs",
    }
