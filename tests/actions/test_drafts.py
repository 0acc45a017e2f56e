"""Drafts in conversation: other people's, second ones, old windows, and authority that ends."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from actions.services import Services
from common.database import Database
from contacts.tables import LookupRow
from tests.support.contacts import end_authorization
from tests.support.drafts import Scripted, outbox_messages, worker
from tests.support.tracker import Conversation
from tickets.delivery.adapter import PermanentError
from tickets.reference import new_reference
from tickets.tables import DraftRow

Talk = Callable[..., Conversation]
ENTRY = "ssl_certificate"
AGENCY = "Cabinet for Economic Development"
# Of the sample listing: the agency's Security Contact, who may ask for a certificate.
CONTACT = "bramble.jackdaw@example.gov"
CONTACT_NAME = "Bramble Jackdaw"
SOMEBODY = {"id": "u-pat", "name": "Pat Doe", "email": "pat.doe@example.gov"}
LISTED = {"id": "u-bramble", "name": CONTACT_NAME, "email": CONTACT}
ANSWERS = {
    "billing_number": "12345",
    "requester_name": "Pat Doe",
    "agency": AGENCY,
    "phone": "502-555-0100",
}


def payload(command: str, **data: str) -> str:
    return f"/draft_{command}{json.dumps(data)}" if data else f"/draft_{command}"


def fill_in(conversation: Conversation, *, skipping: str = "") -> dict[str, Any]:
    """Open a draft and answer every question; the draft as it waits for "save"."""
    reply = conversation.click(payload("start", entry=ENTRY))["custom"]
    while asked := reply["asked"]:
        if asked == skipping:
            reply = conversation.click(payload("skip"))["custom"]
        else:
            reply = conversation.say(ANSWERS[asked], "inform")["custom"]
    draft: dict[str, Any] = reply["draft"]
    return draft


def saved(conversation: Conversation, **options: str) -> dict[str, Any]:
    """A draft that is filled in and saved."""
    fill_in(conversation, **options)
    draft: dict[str, Any] = conversation.click(payload("save"))["custom"]["draft"]
    return draft


def status_of(store: Database, reference: str) -> str:
    with store.session() as session:
        return str(session.scalar(select(DraftRow.status).where(DraftRow.reference == reference)))


def count_of(store: Database, **fields: str) -> int:
    with store.session() as session:
        return session.scalar(select(func.count(DraftRow.reference)).filter_by(**fields)) or 0


def test_who_is_authorized_submits_it_and_everybody_else_hands_it_on(
    talk: Talk, store: Database
) -> None:
    assert saved(talk("one", user=LISTED))["status"] == "ready"
    assert saved(talk("two", user=SOMEBODY))["status"] == "handed_over"


def test_authority_is_looked_up_again_when_it_is_submitted(talk: Talk, store: Database) -> None:
    conversation = talk(user=LISTED)
    draft = saved(conversation)
    end_authorization(store, CONTACT)
    # The contact as it was stored with the draft does not count for its own requester either.
    with store.session() as session:
        session.execute(update(DraftRow).values(authorized=[]))
    conversation.click(payload("save", draft=draft["id"]))
    assert status_of(store, draft["id"]) == "ready"
    assert outbox_messages(store, draft["id"]) == []


def test_what_is_missing_is_named_to_everybody_who_gets_the_request(
    talk: Talk, store: Database
) -> None:
    conversation = talk(user=LISTED)
    draft = saved(conversation, skipping="billing_number")
    assert (draft["status"], draft["missing"]) == ("ready", ["billing_number"])
    assert "still missing: COT billing number" in conversation.replies[-1]["text"]
    conversation.say("submit", "draft_save")
    (outbox_message,) = outbox_messages(store, draft["id"])
    assert [line.key for line in outbox_message.snapshot.missing] == ["billing_number"]


def test_the_mail_of_an_anonymous_user_names_nobody(talk: Talk) -> None:
    draft = saved(talk(), skipping="")
    assert draft["status"] == "handed_over"
    assert draft["mailto"].startswith("mailto:")
    for text in (json.dumps(draft), draft["mailto"], draft["eml"]):
        assert CONTACT_NAME not in text
        assert CONTACT not in text


def test_the_mail_of_a_signed_in_user_goes_to_the_contact(talk: Talk) -> None:
    draft = saved(talk(user=SOMEBODY))
    assert CONTACT in draft["mailto"]
    assert f"To: {CONTACT_NAME} <{CONTACT}>" in draft["eml"]


@pytest.mark.parametrize(
    "other", [{"user": LISTED}, {"user": {"id": "agent-1"}, "audience": "agent"}]
)
def test_nobody_else_withdraws_a_draft(talk: Talk, store: Database, other: dict[str, Any]) -> None:
    draft = saved(talk("one", user=SOMEBODY))
    somebody_else = talk("two", **other)
    seen = somebody_else.say(f"status of {draft['id']}", "draft_status")["custom"]
    assert seen["draft"]["id"] == draft["id"], "who may see it must be able to try"
    somebody_else.click(payload("cancel", draft=draft["id"]))
    somebody_else.say("yes", "affirm")
    assert status_of(store, draft["id"]) in ("handed_over", "submitted")


@pytest.mark.parametrize(
    "stranger",
    [
        {},
        {"user": {"id": "u-other", "email": "other@example.gov"}},
        # An address without a sign-in proves nothing.
        {"user": {"email": CONTACT}},
        {"user": {"email": SOMEBODY["email"]}},
    ],
)
def test_a_stranger_is_told_that_there_is_no_such_draft(
    talk: Talk, stranger: dict[str, Any]
) -> None:
    draft = saved(talk("one", user=SOMEBODY))
    answer = talk("two", **stranger).say(f"status of {draft['id']}", "draft_status")
    assert answer["custom"]["draft"] is None
    never_used = new_reference()
    unknown = talk("three", **stranger).say(f"status of {never_used}", "draft_status")
    assert answer["text"].replace(draft["id"], never_used) == unknown["text"]


def test_an_old_button_of_another_draft_leaves_this_one_alone(talk: Talk, store: Database) -> None:
    conversation = talk(user=SOMEBODY)
    first = saved(conversation)
    second = conversation.click(payload("start", entry=ENTRY, item="another"))["custom"]["draft"]
    assert second["id"] != first["id"]
    assert conversation.loop == "draft_form"
    conversation.click(payload("cancel", draft=first["id"]))
    conversation.click(payload("pause", draft=first["id"]))
    assert status_of(store, second["id"]) == "collecting"


def test_another_draft_is_opened_where_the_first_would_be_found_again(
    talk: Talk, store: Database
) -> None:
    conversation = talk(user=SOMEBODY)
    first = conversation.click(payload("start", entry=ENTRY))["custom"]["draft"]["id"]
    again = conversation.click(payload("start", entry=ENTRY))["custom"]["draft"]["id"]
    assert again == first
    button = payload("start", entry=ENTRY, item="another")
    another = conversation.click(button)["custom"]["draft"]["id"]
    assert another != first
    assert count_of(store, entry=ENTRY) == 2


def test_a_delivery_that_was_given_up_is_told_with_the_numbers_to_call(
    talk: Talk, store: Database, services: Services
) -> None:
    conversation = talk(user=SOMEBODY)
    draft = saved(conversation)
    worker(store, Scripted(PermanentError("no such mailbox"))).deliver_due()
    answer = conversation.say(f"status of {draft['id']}", "draft_status")
    for phone in services.directory.service_desk_phones:
        assert phone.number in answer["text"]
    assert "couldn't be delivered" in answer["text"]


def test_every_look_up_is_audited_also_when_the_names_were_withheld(
    talk: Talk, store: Database
) -> None:
    talk("one").say(f"security contact of {AGENCY}", "agency_contact_lookup")
    talk("two", user=SOMEBODY).say(f"security contact of {AGENCY}", "agency_contact_lookup")
    with store.session() as session:
        rows = session.execute(select(LookupRow.user, LookupRow.shown).order_by(LookupRow.id))
        found = [tuple(row) for row in rows]
    assert [user for user, _ in found] == ["anonymous", "u-pat"]
    assert found[0][1] == 0
    assert found[1][1] > 0


def test_a_second_draft_that_was_offered_is_opened_by_yes(talk: Talk) -> None:
    conversation = talk(user=SOMEBODY)
    conversation.click(payload("start", entry=ENTRY))
    text = "also put in for VPN access for a colleague"
    conversation.say(text, "vpn_access", **read_as("request"))
    assert [reply["custom"]["type"] for reply in conversation.replies] == ["draft", "draft"]
    assert conversation.say("yes", "affirm")["custom"]["draft"]["entry"] == "vpn_access"


def test_messages_whose_turns_were_cut_short_answer_their_own_questions(talk: Talk) -> None:
    """The action has changed the draft, and the engine died before it stored the conversation."""
    conversation = talk(user={"id": "u-nobody"})
    reply = conversation.click(payload("start", entry="staff_move"))["custom"]
    given = {
        "move_kind": "within an office",
        "people": "Robin Roe and two others",
        "current_location": "the second floor of the old mill",
        "new_location": "the third floor of the old mill",
    }
    for key, text in given.items():
        assert reply["asked"] == key
        reply = twice(conversation, text, "inform")
    assert reply["draft"]["fields"] == given
    passed_over = reply["asked"]
    reply = twice(conversation, "skip", "draft_skip")
    following = reply["asked"]
    assert following != passed_over
    assert [item["key"] for item in reply["draft"]["items"] if item["skipped"]] == [passed_over]


def twice(conversation: Conversation, text: str, intent: str) -> dict[str, Any]:
    """The reply to a message that the engine reads again, since it did not store the turn."""
    events, slots = list(conversation.events), dict(conversation.slots)
    conversation.say(text, intent)
    conversation.events, conversation.slots = events, slots
    message = conversation.say(text, intent)
    assert "another window" not in message["text"], "it was this one"
    reply: dict[str, Any] = message["custom"]
    return reply


ASIDE = [
    ("the F085 for our vendor then", "server_database_access", "detail", "facet"),
    ("my laptop got stolen yesterday", "lost_or_stolen_equipment", "procedure", "procedure"),
    ("security contact of KYTC", "agency_contact_lookup", "contacts", "contacts"),
    ("get me a real human being on the phone", "person", "person", "chat"),
]


def opened(conversation: Conversation) -> dict[str, Any]:
    """A draft of a certificate, which asks for the billing number."""
    reply: dict[str, Any] = conversation.click(payload("start", entry=ENTRY))["custom"]
    return reply


def moving(conversation: Conversation) -> dict[str, Any]:
    """A draft of a move within an office, which asks who is moving."""
    conversation.click(payload("start", entry="staff_move"))
    choice = payload("change", item="move_kind", value="within an office")
    reply: dict[str, Any] = conversation.click(choice)["custom"]
    return reply


def read_as(reading: str, confidence: float = 0.85) -> dict[str, Any]:
    """What the pipeline says of a message; a detail has its kind and passages."""
    rows = [{"entry": "server_database_access", "key": "forms.COT-F085", "confidence": 0.9}]
    found = {"kind": "detail", "passages": rows} if reading == "detail" else {}
    return {"reading": reading, "reading_confidence": confidence, **found}


@pytest.mark.parametrize("asked", ["people", "billing_number"])
@pytest.mark.parametrize("aside", ASIDE)
def test_what_is_surely_about_something_else_is_answered_and_the_draft_goes_on(
    talk: Talk, asked: str, aside: tuple[str, str, str, str]
) -> None:
    text, intent, reading, answered_by = aside
    entry = "staff_move" if asked == "people" else ENTRY
    conversation = talk(user=SOMEBODY)
    before = moving(conversation) if asked == "people" else opened(conversation)
    assert before["asked"] == asked
    conversation.say(text, intent, **read_as(reading))
    types = [reply["custom"]["type"] for reply in conversation.replies]
    assert types == [answered_by, "draft"]
    after = conversation.replies[-1]["custom"]
    assert (after["asked"], after["draft"]["fields"]) == (asked, before["draft"]["fields"])
    assert conversation.slots["current_entry"] == entry


@pytest.mark.parametrize(
    ("entry", "text", "intent", "read"),
    [
        ("staff_move", "we move Robin Roe to Frankfort", "staff_move", ("procedure", 0.95)),
        ("staff_move", "Robin Roe of the vendor", "password_help", ("value", 0.95)),
        (ENTRY, "12345", "password_help", ("procedure", 0.95)),
    ],
)
def test_an_answer_is_an_answer_whatever_it_reminds_of(
    talk: Talk, entry: str, text: str, intent: str, read: tuple[str, float]
) -> None:
    conversation = talk(user=SOMEBODY)
    begun = moving(conversation) if entry == "staff_move" else opened(conversation)
    asked = begun["asked"]
    reply = conversation.say(text, intent, **read_as(*read))["custom"]
    assert reply["draft"]["fields"][asked] == text
