"""A draft that is paused, saved or handed over goes on in words; nothing is sent twice."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from common.database import Database
from tests.support.drafts import Scripted, event_types, outbox_messages, worker
from tests.support.tracker import Conversation
from tickets.delivery.adapter import DeliveryResult, PermanentError
from tickets.events import EventType

Talk = Callable[..., Conversation]
AGENCY = "Cabinet for Economic Development"
SOMEBODY = {"id": "u-pat", "name": "Pat Doe", "email": "pat.doe@example.gov"}
# Of the sample listing: the agency's IT Services Contact, who may ask to unblock a website.
LISTED = {"id": "u-sage", "name": "Sage Reedmace", "email": "sage.reedmace@example.gov"}
SITE = "https://maps.example.org/a"
GIVEN = {
    "url": SITE,
    "justification": "our inspectors look up parcels",
    "requester_name": "Pat Doe",
    "agency": AGENCY,
    "phone": "502-555-0100",
}
# What the pipeline says of "the billing number is 12345" at the beginning of a conversation.
BY_ITSELF = {"reading": "procedure", "reading_confidence": 0.49}


def payload(command: str, **data: str) -> str:
    return f"/draft_{command}{json.dumps(data)}" if data else f"/draft_{command}"


def tagged(text: str, confidence: float = 0.96, **values: str) -> list[dict[str, Any]]:
    """The values that the pipeline tags in a text."""
    return [
        {
            "entity": key,
            "value": value,
            "start": text.index(value),
            "end": text.index(value) + len(value),
            "confidence": confidence,
            "entry": "",
        }
        for key, value in values.items()
    ]


def says(conversation: Conversation, text: str, intent: str, **parsed: Any) -> dict[str, Any]:
    """The last reply's contract object; `values` are tagged."""
    items = tagged(text, **parsed.pop("values", {}))
    reply: dict[str, Any] = conversation.say(text, intent, items=items, **parsed)["custom"]
    return reply


def billing_number(conversation: Conversation, number: str, **parsed: Any) -> dict[str, Any]:
    values = {"billing_number": number}
    parsed = {**BY_ITSELF, **parsed}
    return says(
        conversation, f"the billing number is {number}", "billing_number", values=values, **parsed
    )


def filled_in(conversation: Conversation, **changes: str) -> dict[str, Any]:
    """A website's draft that waits for "save"; what is not given is passed over."""
    given = GIVEN | changes
    reply = conversation.click(payload("start", entry="website_unblock", item="another"))["custom"]
    while asked := reply["asked"]:
        if asked in given:
            reply = conversation.say(given[asked], "inform")["custom"]
        else:
            reply = conversation.click(payload("skip"))["custom"]
    draft: dict[str, Any] = reply["draft"]
    return draft


def saved(conversation: Conversation, **changes: str) -> str:
    """Reference of a draft that is saved."""
    filled_in(conversation, **changes)
    draft = conversation.click(payload("save", item="another"))["custom"]["draft"]
    assert draft["status"] in ("ready", "handed_over")
    return str(draft["id"])


def deliver(store: Database, **result: Any) -> Scripted:
    adapter = Scripted(DeliveryResult(**result))
    worker(store, adapter).deliver_due()
    return adapter


@pytest.mark.parametrize("new", [False, True])
@pytest.mark.parametrize("metadata", [{"user": SOMEBODY}, {"visitor": "v-1"}])
def test_a_value_goes_into_what_is_saved_in_this_conversation_and_in_another(
    talk: Talk, store: Database, new: bool, metadata: dict[str, Any]
) -> None:
    conversation = talk("one", **metadata)
    reference = saved(conversation)
    if new:
        conversation = talk("two", **metadata)
    reply = billing_number(conversation, "12345")
    assert reply["noted"] == ["billing_number"]
    draft = reply["draft"]
    assert (draft["id"], draft["status"]) == (reference, "handed_over")
    assert draft["fields"]["billing_number"] == "12345"
    assert "billing_number" not in draft["missing"]
    # Nothing has left: the one request is written anew, in the mail of the user, too.
    (message,) = outbox_messages(store, reference)
    assert {line.key: line.value for line in message.snapshot.fields}["billing_number"] == "12345"
    assert "12345" in draft["eml"]


def test_a_paper_that_is_named_is_there_now(talk: Talk) -> None:
    conversation = talk(user=SOMEBODY)
    saved(conversation)
    parsed = {"reading": "detail", "reading_confidence": 0.24, "kind": "detail"}
    text = "I don't have the written approval yet"
    assert says(conversation, text, "website_unblock", **parsed)["type"] != "draft"
    reply = says(conversation, "I have the written approval now", "website_unblock", **parsed)
    assert reply["draft"]["fields"]["approval_letter"] == "have it"


def test_what_is_saved_and_not_handed_over_is_confirmed_again(talk: Talk) -> None:
    conversation = talk(user=LISTED)
    reference = saved(conversation)
    billing_number(conversation, "12345")
    reply = conversation.replies[0]["custom"]
    assert (reply["draft"]["status"], reply["noted"]) == ("collecting", ["billing_number"])
    assert conversation.loop == "draft_form"
    again = conversation.click(payload("save"))["custom"]["draft"]
    assert (again["id"], again["status"]) == (reference, "ready")


def test_a_reference_chooses_the_draft_and_nobody_elses(talk: Talk, store: Database) -> None:
    mine, other = talk("one", user=SOMEBODY), talk("two", visitor="v-2")
    first, second = saved(mine), saved(mine, url="https://b.example.org")
    text, values = f"add the billing number 12345 to {first}", {"billing_number": "12345"}
    hidden = says(other, text, "draft_change", values=values)
    assert hidden["draft"] is None
    assert "12345" not in json.dumps(outbox_messages(store, first)[0].snapshot.model_dump())
    reply = says(mine, text, "draft_change", values=values)
    assert (reply["draft"]["id"], reply["noted"]) == (first, ["billing_number"])
    assert "12345" not in outbox_messages(store, second)[0].snapshot.model_dump_json()


def test_a_contact_who_sees_a_draft_does_not_change_it(talk: Talk) -> None:
    reference = saved(talk("one", user=SOMEBODY))
    text = f"add the billing number 12345 to {reference}"
    reply = says(talk("two", user=LISTED), text, "draft_change", values={"billing_number": "12345"})
    assert reply["draft"]["id"] == reference
    assert "billing_number" not in reply["draft"]["fields"]


def test_of_several_the_user_chooses_by_name(talk: Talk) -> None:
    conversation = talk("one", visitor="v-1")
    first, second = saved(conversation), saved(conversation, url="https://b.example.org")
    later = talk("two", visitor="v-1")
    reply = billing_number(later, "12345")
    assert reply["draft"] is None
    assert {row["id"] for row in reply["drafts"]} == {first, second}
    button = next(one for one in later.replies[-1]["buttons"] if first in one["title"])
    chosen = later.click(button)["custom"]["draft"]
    assert (chosen["id"], chosen["fields"]["billing_number"]) == (first, "12345")


def test_what_has_left_is_followed_by_an_addition_to_the_same_request_once(
    talk: Talk, store: Database
) -> None:
    conversation = talk(user=SOMEBODY)
    reference = saved(conversation)
    (request,) = deliver(store).given
    for _ in range(2):
        reply = billing_number(conversation, "12345")
    assert reply["draft"]["delivery"] == "sent"
    (addition,) = deliver(store).given
    assert addition.snapshot.addition_to == request.correlation_id
    assert [(one.key, one.value) for one in addition.snapshot.addition] == [
        ("billing_number", "12345")
    ]
    assert addition.snapshot.to == request.snapshot.to
    assert event_types(store, reference).count(EventType.ADDED) == 1


@pytest.mark.parametrize("answer", ["click", "yes", "no"])
def test_nothing_is_sent_that_may_be_meant_for_something_else(
    talk: Talk, store: Database, answer: str
) -> None:
    reference = saved(talk("one", visitor="v-1"))
    deliver(store)
    later = talk("two", visitor="v-1")
    reply = billing_number(later, "12345")
    assert reference in reply["question"]
    assert len(outbox_messages(store, reference)) == 1
    if answer == "click":
        later.click(later.replies[-1]["buttons"][0])
    else:
        later.say(answer, "affirm" if answer == "yes" else "deny")
    assert len(outbox_messages(store, reference)) == (1 if answer == "no" else 2)


def test_the_service_desk_learns_of_what_is_new_under_its_number(
    talk: Talk, store: Database
) -> None:
    conversation = talk(user=LISTED)
    reference = saved(conversation)
    conversation.click(payload("save", draft=reference))
    (request,) = deliver(store, number="INC0010001", submitted=True).given
    text = "change the phone number"
    reply = says(conversation, text, "draft_change", reading="command")
    assert (reply["asked"], reply["draft"]["status"]) == ("phone", "submitted")
    reply = conversation.say("502-555-0199", "inform")["custom"]
    assert (reply["draft"]["status"], reply["noted"]) == ("submitted", ["phone"])
    assert conversation.loop is None
    (addition,) = deliver(store, number="INC0010001", submitted=True).given
    assert addition.snapshot.addition_to == request.correlation_id
    assert addition.snapshot.addition[0].value == "502-555-0199"
    assert reply["draft"]["number"] == "INC0010001"


def test_a_correction_that_is_not_given_changes_nothing(talk: Talk, store: Database) -> None:
    conversation = talk(user=SOMEBODY)
    reference = saved(conversation)
    click = payload("change", draft=reference, item="phone")
    assert conversation.click(click)["custom"]["asked"] == "phone"
    reply = conversation.say("never mind", "draft_cancel")["custom"]
    assert (reply["draft"]["status"], reply["asked"]) == ("handed_over", None)
    assert reply["draft"]["fields"]["phone"] == GIVEN["phone"]
    assert conversation.loop is None


def test_a_request_stays_with_its_agency(talk: Talk, store: Database) -> None:
    conversation = talk(user=SOMEBODY)
    reference = saved(conversation)
    text = f"the agency on {reference} is KYTC"
    reply = says(conversation, text, "draft_change", values={"agency": "KYTC"})
    assert reply["draft"]["agency"] == AGENCY
    assert "stays with the agency" in reply["message"]


@pytest.mark.parametrize(
    ("intent", "parsed"),
    [
        # Another need that takes a billing number, too.
        ("vpn_access", {"reading": "procedure", "reading_confidence": 0.5}),
        # Surely a question.
        ("billing_number", {"reading": "procedure", "reading_confidence": 0.95}),
        ("billing_number", {"reading": "detail", "reading_confidence": 0.9}),
        ("agency_contact_lookup", {"reading": "contacts", "reading_confidence": 0.5}),
    ],
)
def test_what_is_about_something_else_leaves_the_draft_alone(
    talk: Talk, store: Database, intent: str, parsed: dict[str, Any]
) -> None:
    conversation = talk(user=SOMEBODY)
    reference = saved(conversation)
    text = "what does billing number 12345 pay for?"
    values = {"billing_number": "12345"}
    assert says(conversation, text, intent, values=values, **parsed)["type"] != "draft"
    assert "12345" not in outbox_messages(store, reference)[0].snapshot.model_dump_json()


def test_continue_finds_the_draft_that_waits(talk: Talk) -> None:
    conversation = talk("one", visitor="v-1")
    reference = conversation.click(payload("start", entry="website_unblock"))["custom"]["draft"]
    # At the beginning of a conversation the pipeline takes it for a question about steps.
    ranking = [{"name": name, "confidence": 0.9} for name in ("facet_steps", "draft_resume")]
    parsed = {"reading": "command", "reading_confidence": 0.99, "intent_ranking": ranking}
    reply = says(talk("two", visitor="v-1"), "continue", "facet_steps", **parsed)
    assert (reply["draft"]["id"], reply["asked"]) == (reference["id"], "url")
    assert says(talk("three", visitor="v-2"), "continue", "facet_steps", **parsed)["type"] == "chat"


def test_a_value_for_another_draft_leaves_the_one_that_is_filled_in(talk: Talk) -> None:
    conversation = talk(user=SOMEBODY)
    reference = saved(conversation)
    current = conversation.click(payload("start", entry="vpn_access"))["custom"]
    text = f"add the billing number 12345 to {reference}"
    reply = says(conversation, text, "draft_change", values={"billing_number": "12345"})
    first = conversation.replies[0]["custom"]
    assert (first["draft"]["id"], first["noted"]) == (reference, ["billing_number"])
    assert (reply["draft"]["id"], reply["asked"]) == (current["draft"]["id"], current["asked"])
    assert "billing_number" not in reply["draft"]["fields"]


def test_another_site_is_another_request_and_no_correction(talk: Talk, store: Database) -> None:
    conversation = talk(user=SOMEBODY)
    reference = saved(conversation)
    other = "https://b.example.org"
    text, values = f"please file a ticket to unblock {other}", {"url": other}
    for reading in ("command", "request"):
        reply = says(conversation, text, "website_unblock", values=values, reading=reading)
        assert (reply["draft"]["id"] != reference, reply["draft"]["status"]) == (True, "collecting")
    assert other not in outbox_messages(store, reference)[0].snapshot.model_dump_json()


def test_while_news_are_asked_for_another_request_may_begin(talk: Talk) -> None:
    conversation = talk(user=SOMEBODY)
    reference = saved(conversation)
    conversation.click(payload("change", draft=reference, item="phone"))
    other = "https://b.example.org"
    text, values = f"please file a ticket to unblock {other}", {"url": other}
    reply = says(conversation, text, "website_unblock", values=values, reading="request")
    assert reply["draft"]["id"] != reference
    assert reply["draft"]["fields"]["url"] == other


def test_what_is_added_and_cannot_be_delivered_is_told(talk: Talk, store: Database) -> None:
    conversation = talk(user=SOMEBODY)
    reference = saved(conversation)
    deliver(store)
    billing_number(conversation, "12345")
    worker(store, Scripted(PermanentError("no such mailbox"))).deliver_due()
    text = conversation.say(f"status of {reference}", "draft_status")["text"]
    assert "What you added couldn't be delivered" in text
    assert "502-564-7576" in text
