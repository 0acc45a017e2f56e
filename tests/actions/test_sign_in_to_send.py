"""HANDOVER_REQUIRES_SIGN_IN: kept without sign-in, sent once its requester has signed in."""

from typing import Any

import pytest

from actions.reply.delivery_methods import DeliveryMethods
from actions.services import Services
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from tests.actions.test_hand_over import CONTACT, EMPLOYEE, saved
from tests.support.drafts import Scripted, as_it_is, event_types, worker
from tests.support.tracker import Conversation, services_of
from tickets.delivery.adapter import DeliveryResult
from tickets.events import EventType
from tickets.snapshot import Recipient

BROWSER = {"channel": "web", "visitor": "browser-1"}


@pytest.fixture
def services(store: Database, knowledge: KnowledgeBase) -> Services:
    """Contacts are e-mailed for whoever has signed in."""
    methods = DeliveryMethods(dict.fromkeys(Recipient, "smtp"), sign_in_required=True)
    return services_of(store, knowledge, delivery_methods=methods, sign_in=True)


def later(services: Services, user: dict[str, str], **metadata: Any) -> Conversation:
    """The conversation of somebody who has just signed in."""
    return Conversation(services, f"later-{metadata}", {**BROWSER, "user": user, **metadata})


def delivered(store: Database) -> list[Any]:
    """What has left."""
    adapter = Scripted(DeliveryResult())
    worker(store, adapter, sign_in_required=True).deliver_due()
    return [one.snapshot for one in adapter.given]


@pytest.mark.parametrize("held", [True, False], ids=["the worker was there", "at once"])
def test_it_is_sent_once_its_requester_has_signed_in(
    services: Services, store: Database, *, held: bool
) -> None:
    answer = saved(Conversation(services, "s", BROWSER))
    reference = answer["custom"]["draft"]["id"]
    assert f'sign in and say "submit {reference}"' in answer["text"]
    if held:
        assert delivered(store) == []
    conversation = later(services, EMPLOYEE)
    shown = conversation.say(f"status {reference}", "draft_status")
    assert [one["title"] for one in shown["buttons"]] == ["Send it", "Change it", "Withdraw"]
    assert as_it_is(store, reference).owner == "visitor:browser-1"
    sent = conversation.click(shown["buttons"][0])
    assert "I'm e-mailing it to Cyan Blackthorn" in sent["text"]
    assert sent["custom"]["draft"]["delivery"] == "sending"
    # Said again, it is not sent again.
    conversation.say(f"submit {reference}", "draft_status")
    (snapshot,) = delivered(store)
    assert snapshot.signed_in
    assert snapshot.requester.email == EMPLOYEE["email"]
    assert delivered(store) == []
    assert EventType.ADOPTED in event_types(store, reference)


def test_its_requester_may_submit_it(services: Services, store: Database) -> None:
    reference = saved(Conversation(services, "s", BROWSER))["custom"]["draft"]["id"]
    conversation = later(services, CONTACT)
    sent = conversation.say(f"submit {reference}", "draft_status")
    assert "I'm e-mailing it to the Service Desk" in sent["text"]
    (snapshot,) = delivered(store)
    assert snapshot.recipient is Recipient.SERVICE_DESK


def test_nobody_else_takes_it_over(services: Services, store: Database) -> None:
    reference = saved(Conversation(services, "s", BROWSER))["custom"]["draft"]["id"]
    elsewhere = later(services, EMPLOYEE, visitor="browser-2")
    assert "can't find" in elsewhere.say(f"submit {reference}", "draft_status")["text"]
    assert as_it_is(store, reference).owner == "visitor:browser-1"
    assert delivered(store) == []
    # It is its requester's now, and not the browser's any more.
    later(services, EMPLOYEE).say(f"submit {reference}", "draft_status")
    signed_out = Conversation(services, "out", BROWSER)
    assert "can't find" in signed_out.say(f"status {reference}", "draft_status")["text"]


def test_a_contact_submits_what_nobody_has_signed_in_for(
    services: Services, store: Database
) -> None:
    reference = saved(Conversation(services, "s", BROWSER))["custom"]["draft"]["id"]
    contact = later(services, CONTACT, visitor="browser-2")
    submit = contact.say(f"status {reference}", "draft_status")["buttons"][0]
    assert submit["title"] == "Submit to the Service Desk"
    assert "I'm e-mailing it to the Service Desk" in contact.click(submit)["text"]
    (snapshot,) = delivered(store)
    assert not snapshot.signed_in
    assert snapshot.submitter.email == "cyan.blackthorn@example.gov"
