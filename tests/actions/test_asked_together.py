"""Short items asked for in one message, "yes" beside more, inquiries, and a claimed role."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.tracker import Conversation

Talk = Callable[..., Conversation]
ENTRY = "ssl_certificate"
AGENCY = "Cabinet for Economic Development"
# Of the sample listing: the agency's Security Contact.
LISTED = {"id": "u-bramble", "name": "Bramble Jackdaw", "email": "bramble.jackdaw@example.gov"}


def tags(text: str, entry: str = ENTRY, **values: str) -> list[dict[str, Any]]:
    """What the pipeline tags: each value of an item where it stands in the text."""
    return [
        {
            "entity": key,
            "value": value,
            "confidence": 0.95,
            "entry": entry,
            "start": text.index(value),
            "end": text.index(value) + len(value),
        }
        for key, value in values.items()
    ]


def begun(conversation: Conversation, entry: str = ENTRY) -> dict[str, Any]:
    """A draft as it is opened."""
    payload = f"/draft_start{json.dumps({'entry': entry})}"
    custom: dict[str, Any] = conversation.click(payload)["custom"]
    return custom


def asked_for_the_requester(conversation: Conversation) -> dict[str, Any]:
    """A draft that has its billing number and waits for who asks."""
    begun(conversation)
    custom: dict[str, Any] = conversation.say("12345", "inform")["custom"]
    return custom


def test_who_asks_is_told_in_one_message(talk: Talk) -> None:
    conversation = talk()
    reply = asked_for_the_requester(conversation)
    assert reply["asked"] == "requester_name"
    assert reply["question"].endswith("your name, agency, phone number.")
    text = "Jo Bentley 502-555-0139 economic development"
    done = conversation.say(text, "inform", items=tags(text, requester_name="Jo Bentley"))["custom"]
    fields = done["draft"]["fields"]
    assert fields["requester_name"] == "Jo Bentley"
    assert (fields["agency"], fields["phone"]) == (AGENCY, "502-555-0139")
    assert (done["asked"], done["draft"]["missing"]) == (None, [])


def test_what_is_left_of_them_is_asked_for_by_itself(talk: Talk) -> None:
    conversation = talk()
    asked_for_the_requester(conversation)
    reply = conversation.say("Jo Bentley, 502-555-0139", "inform")["custom"]
    if reply["asked"] == "agency":  # the name and the number were told
        assert reply["question"] == "Which agency do you work for?"
    reply = conversation.say("Economic Development", "inform")["custom"]
    assert reply["draft"]["fields"]["agency"] == AGENCY


def test_a_name_is_no_agency(talk: Talk) -> None:
    conversation = talk()
    asked_for_the_requester(conversation)
    reply = conversation.say(
        "Rosa Parks", "inform", items=tags("Rosa Parks", requester_name="Rosa Parks")
    )
    fields = reply["custom"]["draft"]["fields"]
    assert (fields["requester_name"], "agency" in fields) == ("Rosa Parks", False)


def test_yes_beside_more_notes_what_was_offered_and_the_rest(talk: Talk) -> None:
    conversation = talk()
    begun(conversation, "telecommunications_move")
    text = "we leave 9 Elm Court, Hazard"
    likely = [
        {**one, "confidence": 0.5}
        for one in tags(text, "telecommunications_move", current_address="9 Elm Court, Hazard")
    ]
    offered = conversation.say(text, "inform", items=likely)["custom"]
    assert offered["suggested"]["key"] == "current_address"
    more = "yes and we go to 40 Oak Place, Hazard"
    items = tags(more, "telecommunications_move", new_address="40 Oak Place, Hazard")
    fields = conversation.say(more, "inform", items=items)["custom"]["draft"]["fields"]
    assert fields["current_address"] == "9 Elm Court, Hazard"
    assert fields["new_address"] == "40 Oak Place, Hazard"


def test_an_inquiry_shows_what_is_noted_and_changes_nothing(talk: Talk) -> None:
    conversation = talk()
    before = asked_for_the_requester(conversation)
    reply = conversation.say("did you put the billing number down?", "draft_change")["custom"]
    assert reply["message"] == "I have billing number: 12345."
    assert reply["asked"] == before["asked"]
    assert reply["draft"]["fields"] == before["draft"]["fields"]
    reply = conversation.say("what do you have for the phone number?", "inform")["custom"]
    assert reply["message"] == "I have nothing for phone number yet."


def test_a_role_is_noted_as_said_and_its_agency_taken(talk: Talk) -> None:
    conversation = talk()
    asked_for_the_requester(conversation)
    reply = conversation.say("I'm the IT contact for Economic Development", "inform")["custom"]
    assert reply["draft"]["fields"]["requester_role"] == "IT Services Contact"
    assert reply["draft"]["fields"]["agency"] == AGENCY
    assert "the Service Desk checks it" in reply["message"]
    assert not reply["draft"]["may_submit"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("security contact", "The contact list names you as Security Contact."),
        ("HR contact", "The contact list doesn't name you as Human Resources Contact"),
    ],
)
def test_a_role_is_checked_where_somebody_vouches_for_the_requester(
    talk: Talk, said: str, told: str
) -> None:
    conversation = talk(user=LISTED)
    asked_for_the_requester(conversation)
    conversation.say(AGENCY, "inform_agency")
    reply = conversation.say(f"I'm the {said} there", "inform")["custom"]
    assert told in reply["message"]


def test_a_role_that_was_said_before_the_draft_is_in_it(talk: Talk) -> None:
    conversation = talk()
    conversation.say("I'm the HR contact for Economic Development", "inform_agency")
    fields = begun(conversation)["draft"]["fields"]
    assert fields["requester_role"] == "Human Resources Contact"


def test_what_was_said_before_a_choice_is_used_by_the_one_that_is_picked(talk: Talk) -> None:
    conversation = talk()
    text = "get something going for our new hire Ada Lane, not in IT"
    conversation.say(
        text,
        "clarify",
        reading="request",
        choices=["new_user_onboarding", "vpn_access"],
        items_of_choices=tags(text, "vpn_access", employee="Ada Lane"),
    )
    fields = begun(conversation, "vpn_access")["draft"]["fields"]
    assert fields["employee"] == "Ada Lane"


def test_a_name_by_itself_is_taken_beside_an_agency_and_a_number(talk: Talk) -> None:
    conversation = talk()
    begun(conversation)
    text = "12345. Ada Lane, Economic Development, 502-555-0122"
    items = tags(text, billing_number="12345", agency="Economic Development")
    fields = conversation.say(text, "inform", items=items)["custom"]["draft"]["fields"]
    assert (fields["requester_name"], fields["agency"]) == ("Ada Lane", AGENCY)


def test_who_is_to_get_a_phone_says_that_it_is_an_employees(talk: Talk) -> None:
    conversation = talk()
    text = "a desk phone for our clerk Hattie Moss"
    conversation.say(
        text, "phone_service", items=tags(text, "phone_service", employee="Hattie Moss")
    )
    fields = begun(conversation, "phone_service")["draft"]["fields"]
    assert fields["phone_for"] == "an employee"


@pytest.mark.parametrize(
    ("said", "billing"), [("no", None), ("no hes not. billing is 40771", "40771")]
)
def test_no_to_an_offered_yes_is_the_answer(talk: Talk, said: str, billing: str | None) -> None:
    conversation = talk()
    begun(conversation, "vpn_access")
    text = "Omar Bledsoe hes a case worker"
    likely = [
        {**one, "value": "yes", "confidence": 0.5}
        for one in tags(text, "vpn_access", it_role="case worker")
    ]
    sure = tags(text, "vpn_access", employee="Omar Bledsoe")
    offered = conversation.say(text, "inform", items=[*sure, *likely])["custom"]
    assert offered["suggested"] == {"key": "it_role", "value": "yes"}
    items = tags(said, "vpn_access", billing_number=billing) if billing else []
    fields = conversation.say(said, "inform" if billing else "deny", items=items)["custom"][
        "draft"
    ]["fields"]
    assert (fields["it_role"], fields.get("billing_number")) == ("no", billing)


@pytest.mark.parametrize("reading", ["value", "unknown", "command"])
@pytest.mark.parametrize("tagged", ["yes", "no"])
def test_a_paper_that_is_there_is_noted_whatever_the_message_sounds_like(
    talk: Talk, reading: str, tagged: str
) -> None:
    conversation = talk()
    begun(conversation, "production_print")
    asked = conversation.say("12345", "inform")["custom"]["asked"]
    assert asked == "completed_form"
    text = "yes, we have it"
    found = tags(text, "production_print", completed_form=text)
    items = [{**one, "value": tagged} for one in found]
    reply = conversation.say(text, "draft_show", reading=reading, items=items)["custom"]
    assert reply["draft"]["fields"]["completed_form"] == "have it"


def test_a_paper_that_somebody_else_has_stays_open(talk: Talk) -> None:
    conversation = talk()
    begun(conversation, "production_print")
    conversation.say("12345", "inform")
    text = "our HR has it"
    yes = [{**one, "value": "yes"} for one in tags(text, "production_print", completed_form=text)]
    reply = conversation.say(text, "inform", reading="unknown", items=yes)["custom"]
    assert "completed_form" not in reply["draft"]["fields"]
