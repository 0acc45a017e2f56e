"""Before a draft is saved its requester sees others for the same thing, and nobody else's."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.actions.test_later import GIVEN, LISTED, SOMEBODY, filled_in, payload, saved
from tests.support.tracker import Conversation

Talk = Callable[..., Conversation]
OTHER_SITE = "https://b.example.org/x"
ELSEWHERE = "Transportation Cabinet"
ANOTHER_USER = {"id": "u-jo", "name": "Jo Hill", "email": "jo.hill@example.gov"}


def save(conversation: Conversation, **changes: str) -> dict[str, Any]:
    """What is answered to "save" once a draft is filled in."""
    filled_in(conversation, **changes)
    reply: dict[str, Any] = conversation.say("save", "draft_save")["custom"]
    return reply


def shown(reply: dict[str, Any]) -> list[str]:
    return [row["id"] for row in reply["drafts"]]


@pytest.mark.parametrize("metadata", [{"user": SOMEBODY}, {"visitor": "v-1"}])
def test_the_requesters_own_open_draft_for_the_same_thing_is_shown_first(
    talk: Talk, metadata: dict[str, Any]
) -> None:
    first = saved(talk("one", **metadata))
    conversation = talk("two", **metadata)
    reply = save(conversation, justification="other words for it")
    assert (shown(reply), reply["draft"]["status"]) == ([first], "collecting")
    assert first in conversation.replies[-1]["text"]
    titles = [button["title"] for button in conversation.replies[-1]["buttons"]]
    assert titles == [f"That one: {first}", "Save this as another"]


@pytest.mark.parametrize("answer", ["click", "save as another", "save", "yes"])
def test_it_is_saved_as_another_when_that_is_wanted(talk: Talk, answer: str) -> None:
    conversation = talk(user=SOMEBODY)
    first = saved(conversation)
    assert shown(save(conversation)) == [first]
    if answer == "click":
        reply = conversation.click(conversation.replies[-1]["buttons"][-1])
    else:
        reply = conversation.say(answer, "affirm" if answer == "yes" else "draft_save")
    draft = reply["custom"]["draft"]
    assert draft["id"] != first
    assert draft["status"] == "handed_over"


@pytest.mark.parametrize("answer", ["click", "that one"])
def test_that_one_is_gone_on_with_and_this_one_is_not_saved(talk: Talk, answer: str) -> None:
    conversation = talk(user=SOMEBODY)
    first = saved(conversation)
    second = save(conversation)["draft"]["id"]
    if answer == "click":
        reply = conversation.click(conversation.replies[-1]["buttons"][0])
    else:
        reply = conversation.say(answer, "out_of_scope")
    assert reply["custom"]["draft"]["id"] == first
    assert conversation.loop is None
    after = conversation.say(f"status of {second}", "draft_status")["custom"]["draft"]
    assert after["status"] == "collecting"


def test_no_after_others_were_shown_saves_nothing(talk: Talk) -> None:
    conversation = talk(user=SOMEBODY)
    saved(conversation)
    save(conversation)
    reply = conversation.say("no", "deny")["custom"]
    assert reply["draft"]["status"] == "collecting"
    assert shown(reply) == []


@pytest.mark.parametrize(
    "changes", [{"url": OTHER_SITE}, {"url": OTHER_SITE, "justification": GIVEN["justification"]}]
)
def test_the_same_procedure_alone_is_no_duplicate(talk: Talk, changes: dict[str, str]) -> None:
    conversation = talk(user=SOMEBODY)
    saved(conversation)
    assert save(conversation, **changes)["draft"]["status"] == "handed_over"


def test_what_is_over_is_no_duplicate(talk: Talk) -> None:
    conversation = talk(user=SOMEBODY)
    first = saved(conversation)
    conversation.click(payload("cancel", draft=first, item="sure"))
    assert save(conversation)["draft"]["status"] == "handed_over"


@pytest.mark.parametrize(
    ("viewer", "changes", "sees"),
    [
        ({"user": LISTED}, {}, True),
        # The contact of another agency, for this one and for another.
        ({"user": LISTED}, {"agency": ELSEWHERE}, False),
        ({"user": ANOTHER_USER}, {}, False),
        ({"visitor": "v-9"}, {}, False),
        # An address without a sign-in proves nothing.
        ({"user": {"email": LISTED["email"]}, "visitor": "v-9"}, {}, False),
        # Others read along; an agent sees any draft by its reference, and is not shown all.
        ({"user": LISTED, "channel": "teams-channel"}, {}, False),
        ({"user": {"id": "agent-1"}, "audience": "agent"}, {}, False),
    ],
)
def test_the_agencys_drafts_are_shown_to_its_contacts_alone(
    talk: Talk, viewer: dict[str, Any], changes: dict[str, str], sees: bool
) -> None:
    first = saved(talk("one", user=SOMEBODY))
    conversation = talk("two", **viewer)
    reply = save(conversation, **changes)
    assert shown(reply) == ([first] if sees else [])
    assert (first in conversation.replies[-1]["text"]) is sees


def test_what_is_not_saved_yet_is_shown_to_its_requester_alone(talk: Talk) -> None:
    begun = filled_in(talk("one", user=SOMEBODY))["id"]
    assert shown(save(talk("two", user=LISTED))) == []
    assert shown(save(talk("three", user=SOMEBODY))) == [begun]


@pytest.mark.parametrize(
    ("device", "sees"),
    [("Dell laptop, asset tag 88231", True), ("laptop with tag 88213", False), ("laptop", False)],
)
def test_a_device_is_the_same_by_its_number(talk: Talk, device: str, sees: bool) -> None:
    for sender, owner, what in (
        ("one", SOMEBODY, "the laptop, 88231"),
        ("two", SOMEBODY, device),
    ):
        conversation = talk(sender, user=owner)
        start = payload("start", entry="lost_or_stolen_equipment", item="another")
        reply = conversation.click(start)["custom"]
        given = {"device": what, "sensitive": "no", **{k: GIVEN[k] for k in ("agency", "phone")}}
        while asked := reply["asked"]:
            if asked in given:
                reply = conversation.say(given[asked], "inform")["custom"]
            else:
                reply = conversation.click(payload("skip"))["custom"]
        reply = conversation.say("save", "draft_save")["custom"]
    assert bool(shown(reply)) is sees
