"""Withdrawing a draft: it is asked first, says who has the request, and tells them, once."""

from collections.abc import Callable
from typing import Any

import pytest

from actions.reply.delivery_methods import DeliveryMethods
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from tests.actions.test_hand_over import CONTACT, DAY, EMPLOYEE, filled_in, saved
from tests.support.drafts import Scripted, event_types, outbox_messages, worker
from tests.support.tracker import Conversation, services_of
from tickets.delivery.adapter import HOLDING, DeliveryResult, PermanentError
from tickets.events import EventType
from tickets.outbox import DeliveryState
from tickets.quota import DraftRate, Quota
from tickets.snapshot import Recipient

Talk = Callable[..., Conversation]
SERVICENOW = {Recipient.CONTACTS: "smtp", Recipient.SERVICE_DESK: "servicenow"}


def begun(store: Database, knowledge: KnowledgeBase, user: Any, **changes: Any) -> Conversation:
    """A conversation where contacts are e-mailed and the Service Desk has ServiceNow."""
    changes.setdefault("delivery_methods", DeliveryMethods(SERVICENOW))
    return Conversation(services_of(store, knowledge, **changes), "s", {"user": user})


def test_what_is_being_filled_in_is_withdrawn_after_a_question(talk: Talk, store: Database) -> None:
    conversation = talk()
    conversation.say("please unblock a website", "website_unblock")
    first = conversation.click('/draft_start{"entry": "website_unblock"}')["custom"]
    for words in ({"text": "cancel", "intent": "draft_cancel"}, None):
        asked = conversation.say(**words) if words else conversation.click("/draft_cancel")
        assert "I haven't sent it to anyone" in asked["text"]
        assert asked["custom"]["draft"]["status"] == "collecting"
        assert asked["custom"]["asked"] is None
        kept = conversation.say("no", "deny")
        assert "nothing has changed" in kept["text"]
        assert kept["custom"]["asked"] == first["asked"]
        # That question is over: yes is an answer to the one that is asked now.
        again = conversation.say("yes", "affirm")
        assert again["custom"]["draft"]["status"] == "collecting"
    sure, _ = conversation.click("/draft_cancel")["buttons"]
    withdrawn = conversation.click(sure)
    assert withdrawn["custom"]["draft"]["status"] == "withdrawn"
    assert "e-mailed it yourself" not in withdrawn["text"]
    assert conversation.loop is None


def test_a_question_in_between_ends_the_question(talk: Talk) -> None:
    conversation = talk()
    filled_in(conversation)
    conversation.click("/draft_cancel")
    conversation.say("how long does it take?", "facet_lead_time", entities={})
    # Yes saves what is to be confirmed, and withdraws nothing.
    assert conversation.say("yes", "affirm")["custom"]["draft"]["status"] == "handed_over"


@pytest.mark.parametrize("says", [True, False], ids=["words", "button"])
def test_who_has_a_request_is_named_and_told(
    store: Database, knowledge: KnowledgeBase, *, says: bool
) -> None:
    conversation = begun(store, knowledge, CONTACT)
    conversation.click(saved(conversation)["buttons"][0])
    adapter = Scripted(DeliveryResult("INC0010042", submitted=True))
    worker(store, adapter).deliver_due()
    shown = conversation.say("show it", "draft_show")
    assert [one["title"] for one in shown["buttons"]][-1] == "Withdraw"
    reference = shown["custom"]["draft"]["id"]
    if says:
        asked = conversation.say(f"withdraw {reference}", "draft_cancel")
    else:
        asked = conversation.click(shown["buttons"][-1])
    assert asked["text"].startswith(
        f"Withdraw {reference} (Unblock a website)? The Service Desk received it under INC0010042. "
        "I'll tell them that it's withdrawn."
    )
    assert asked["custom"]["draft"]["status"] == "submitted"
    yes, no = asked["buttons"]
    assert (yes["title"], no["title"]) == ("Yes, withdraw it", "No, keep it")
    assert conversation.click(no)["text"].startswith("OK, nothing")
    conversation.say(f"withdraw {reference}", "draft_cancel")
    withdrawn = conversation.say("yes", "affirm")
    assert withdrawn["custom"]["draft"]["status"] == "withdrawn"
    assert "The Service Desk received it under INC0010042. I'm telling them" in withdrawn["text"]
    # Clicked once more, it is told once.
    conversation.click(yes)
    for _ in range(2):
        worker(store, adapter).deliver_due()
    request, notice = adapter.given
    assert notice.snapshot.withdrawn
    assert notice.snapshot.addition_to == request.correlation_id
    assert event_types(store, reference).count(EventType.WITHDRAWN) == 1


def test_who_cannot_be_told_is_said(store: Database, knowledge: KnowledgeBase) -> None:
    conversation = begun(store, knowledge, EMPLOYEE)
    saved(conversation)
    worker(store, Scripted(DeliveryResult())).deliver_due()
    conversation.say("withdraw it", "draft_cancel")
    conversation.say("yes", "affirm")
    worker(store, Scripted(PermanentError("gone"))).deliver_due()
    later = conversation.say("what happened to it", "draft_status")["text"]
    assert "I couldn't tell everyone who was sent it. Please call the Service Desk at 502" in later


def test_nobody_is_said_to_be_told_where_nothing_is_sent_any_more(
    store: Database, knowledge: KnowledgeBase
) -> None:
    saved(begun(store, knowledge, EMPLOYEE))
    worker(store, Scripted(DeliveryResult())).deliver_due()
    nothing = DeliveryMethods(dict.fromkeys(Recipient, HOLDING))
    conversation = begun(store, knowledge, EMPLOYEE, delivery_methods=nothing)
    (sent,) = outbox_messages(store)
    asked = conversation.say(f"withdraw {sent.reference}", "draft_cancel")["text"]
    assert "It was sent to 2 contacts." in asked
    assert "I'll tell them" not in asked
    assert "Please tell them" in conversation.say("yes", "affirm")["text"]


def test_what_was_withdrawn_still_counts_for_the_quota(
    store: Database, knowledge: KnowledgeBase
) -> None:
    quota = Quota(requester=DraftRate(1, DAY))
    conversation = begun(store, knowledge, EMPLOYEE, quota=quota)
    saved(conversation)
    conversation.say("withdraw it", "draft_cancel")
    conversation.say("yes", "affirm")
    assert "can't take another one" in saved(conversation)["text"]
    assert [one.state for one in outbox_messages(store)] == [DeliveryState.CANCELLED]
