"""Confirmed drafts in conversation: what is left to do, who asked, how many, and the way back."""

import datetime as dt
from collections.abc import Callable
from email import message_from_string
from email.policy import default
from typing import Any
from urllib.parse import unquote

import pytest

from actions.reply.delivery_methods import DeliveryMethods
from common.clock import Clock
from common.database import Database
from faq_kb.knowledge import SERVICE_DESK, KnowledgeBase
from tests.support.drafts import Scripted, outbox_messages, worker
from tests.support.tracker import Conversation, services_of
from tickets.delivery.adapter import DeliveryResult, HoldingAdapter
from tickets.fields import fields_of
from tickets.outbox import DeliveryState
from tickets.quota import DraftRate, Quota
from tickets.snapshot import Recipient

Talk = Callable[..., Conversation]
DAY = dt.timedelta(days=1)
CONTACT = {"id": "c1", "name": "Cyan Blackthorn", "email": "Cyan.Blackthorn@example.gov"}
EMPLOYEE = {"id": "e1", "name": "Jo Hill", "email": "jo.hill@example.gov"}
MAILED = DeliveryMethods(dict.fromkeys(Recipient, "smtp"))


def filled_in(conversation: Conversation, *, agency: str = "KYTC") -> dict[str, Any]:
    """A draft of a blocked website, with everything that it needs but what is skipped."""
    conversation.say("please unblock a website", "website_unblock")
    conversation.click('/draft_start{"entry": "website_unblock"}')
    reply = conversation.replies[-1]
    answers = {
        "url": "https://a.example.com/x",
        "justification": "we need it for court filings",
        "requester_name": "Jo Hill",
        "agency": agency,
        "phone": "502-555-0111",
    }
    while asked := reply["custom"]["asked"]:
        if answers.get(asked):
            reply = conversation.say(answers[asked], "nlu_fallback", confidence=0.3)
        else:
            reply = conversation.say("skip", "draft_skip")
    return reply


def saved(conversation: Conversation, **given: str) -> dict[str, Any]:
    """The answer to saving a draft; without an agency nobody is known who may submit it."""
    filled_in(conversation, **given)
    return conversation.click("/draft_save")


def test_who_knows_nobody_is_given_the_service_desk_to_pass_it_on(
    talk: Talk, store: Database, knowledge: KnowledgeBase
) -> None:
    answer = saved(talk())
    draft = answer["custom"]["draft"]
    first, *others = answer["text"].splitlines()
    assert first.startswith("Please send the e-mail below to the Service Desk, which passes it on")
    assert knowledge.directory.service_desk_phones[0].number in first
    assert draft["id"] in first
    assert "saved, not sent" in others[0]
    assert "handed over" not in answer["text"]
    assert (draft["status"], draft["delivery"]) == ("handed_over", "not_sent")
    services = knowledge.directory.contact_points[SERVICE_DESK].email
    assert unquote(draft["mailto"]).startswith(f"mailto:{services}?")
    mail = message_from_string(draft["eml"], policy=default)
    assert [one.addr_spec for one in mail["To"].addresses] == [services]
    body = mail.get_content()
    asked = body.splitlines()[0]
    assert asked.startswith("Please forward this e-mail to the IT Services Contact or")
    assert "of Transportation Cabinet, who may submit" in asked
    assert "not signed in; identity not verified" in body
    worker(store, HoldingAdapter()).deliver_due()
    (kept,) = outbox_messages(store)
    assert kept.snapshot is not None
    assert kept.snapshot.signed_in is False
    # The machine knows the contacts: a mail of its own goes to them.
    assert not kept.snapshot.forward_to


def test_who_may_know_them_is_given_the_contacts(talk: Talk) -> None:
    answer = saved(talk(user=EMPLOYEE))
    first = answer["text"].splitlines()[0]
    assert first.startswith("Please send the e-mail below to")
    assert "Cyan Blackthorn" in first
    draft = answer["custom"]["draft"]
    assert "cyan.blackthorn@example.gov" in unquote(draft["mailto"]).lower()
    assert "Identity: signed in" in message_from_string(draft["eml"], policy=default).get_content()


@pytest.mark.parametrize("methods", [DeliveryMethods(), MAILED])
def test_whom_the_user_alone_knows_is_named_by_the_role(
    talk: Talk, store: Database, knowledge: KnowledgeBase, methods: DeliveryMethods
) -> None:
    conversation = talk(services=services_of(store, knowledge, delivery_methods=methods))
    conversation.click('/draft_start{"entry": "staff_move"}')
    reply = conversation.say("within an office", "nlu_fallback", confidence=0.3)
    while reply["custom"]["asked"]:
        reply = conversation.say("skip", "draft_skip")
    assert "I'll write the e-mail for you to send" in reply["custom"]["question"]
    answer = conversation.click("/draft_save")
    assert answer["text"].startswith("Please send the e-mail below to the supervisor or manager.")
    draft = answer["custom"]["draft"]
    assert (draft["delivery"], draft["mail"]["to"]) == ("not_sent", [])
    assert "To" not in message_from_string(draft["eml"], policy=default)


def test_a_request_that_is_too_long_for_a_link_says_so(talk: Talk) -> None:
    conversation = talk()
    filled_in(conversation)
    conversation.click('/draft_change{"item": "justification"}')
    reason = "we need it for court filings of every county " * 30
    conversation.say(reason, "nlu_fallback", confidence=0.3)
    answer = conversation.click("/draft_save")
    draft = answer["custom"]["draft"]
    assert draft["mail"]["link_in_full"] is False
    assert "It's too long for a link, which opens a shortened one." in answer["text"]
    assert "has everything in it" not in answer["text"]
    mail = message_from_string(draft["eml"], policy=default).get_content()
    assert reason.strip() in " ".join(mail.split())
    assert f"The file {draft['id']}.eml has the whole request." in unquote(draft["mailto"])


def test_a_list_of_drafts_says_that_nothing_was_sent(talk: Talk) -> None:
    conversation = talk()
    saved(conversation)
    listed = conversation.say("my drafts", "draft_list")
    assert "(saved, not sent)" in listed["text"]
    assert [row["delivery"] for row in listed["custom"]["drafts"]] == ["not_sent"]


def test_what_is_incomplete_is_saved_by_anybody_with_what_is_missing(talk: Talk) -> None:
    for user in (CONTACT, EMPLOYEE, None):
        answer = saved(talk(**({"user": user} if user else {}), sender=f"s-{user}"))
        draft = answer["custom"]["draft"]
        assert draft["status"] == ("ready" if user is CONTACT else "handed_over")
        assert draft["missing"] == ["billing_number", "approval_letter"]
        assert "still missing: " in answer["text"]
        mail = message_from_string(draft["eml"], policy=default).get_content()
        assert "Still missing" in mail


def test_save_clicked_again_says_so_and_submits_nothing(talk: Talk, store: Database) -> None:
    for user in (CONTACT, None):
        conversation = talk(**({"user": user} if user else {}), sender=f"s-{user}")
        first = saved(conversation)
        before = [one.correlation_id for one in outbox_messages(store)]
        for again in (conversation.click("/draft_save"), conversation.say("save", "draft_save")):
            assert again["text"] == f"{first['custom']['draft']['id']} is already saved."
        assert [one.correlation_id for one in outbox_messages(store)] == before


def test_submit_submits(talk: Talk, store: Database) -> None:
    conversation = talk(user=CONTACT)
    answer = saved(conversation)
    # Nothing is sent, and no button says so.
    assert answer["text"].startswith("Please send the e-mail below.")
    assert "Submit" not in "".join(one["title"] for one in answer["buttons"])
    submitted = conversation.click(answer["buttons"][0])
    draft = submitted["custom"]["draft"]
    assert (draft["status"], draft["delivery"]) == ("handed_over", "not_sent")
    assert "A copy is kept for the Service Desk" in submitted["text"]


def test_a_conversation_has_a_quota(store: Database, knowledge: KnowledgeBase) -> None:
    quota = Quota(requester=DraftRate(2, DAY), address=DraftRate(3, DAY))
    services = services_of(store, knowledge, quota=quota)

    def begin(sender: str, **metadata: Any) -> Conversation:
        return Conversation(services, sender, {"origin": "address-1", **metadata})

    def another(conversation: Conversation) -> dict[str, Any]:
        conversation.click('/draft_start{"entry": "website_unblock", "item": "another"}')
        filled_in(conversation)
        return conversation.click('/draft_save{"item": "another"}')

    one = begin("one")
    assert saved(one)["custom"]["draft"]["status"] == "handed_over"
    assert another(one)["custom"]["draft"]["status"] == "handed_over"
    refused = another(one)
    assert refused["custom"]["draft"]["status"] == "collecting"
    assert "I can't take another one right now" in refused["text"]
    assert refused["custom"]["draft"]["fields"]["justification"]
    assert saved(begin("two"))["custom"]["draft"]["status"] == "handed_over"
    assert saved(begin("three"))["custom"]["draft"]["status"] == "collecting"
    elsewhere = begin("four", origin="address-2")
    assert saved(elsewhere)["custom"]["draft"]["status"] == "handed_over"
    # Someone who has signed in counts alone, and agents write for everybody.
    assert saved(begin("five", user=EMPLOYEE))["custom"]["draft"]["status"] == "handed_over"
    assert saved(begin("six", audience="agent"))["custom"]["draft"]["status"] == "handed_over"
    assert len(outbox_messages(store)) == 6


@pytest.mark.parametrize("user", [EMPLOYEE, None])
def test_where_sign_in_is_required_nobody_else_is_told_that_it_is_sent(
    store: Database, knowledge: KnowledgeBase, user: dict[str, str] | None
) -> None:
    delivery_methods = DeliveryMethods(dict.fromkeys(Recipient, "smtp"), sign_in_required=True)
    services = services_of(store, knowledge, delivery_methods=delivery_methods)
    answer = saved(Conversation(services, "s", {"user": user} if user else {}))
    draft = answer["custom"]["draft"]
    assert draft["delivery"] == ("sending" if user else "not_sent")
    assert ("e-mailing it" in answer["text"]) == bool(user)


def test_withdrawing_what_was_sent_asks_first_and_tells_the_contacts(
    store: Database, knowledge: KnowledgeBase
) -> None:
    conversation = Conversation(
        services_of(store, knowledge, delivery_methods=MAILED), "s", {"user": EMPLOYEE}
    )
    saved(conversation)
    adapter = Scripted(DeliveryResult())
    worker(store, adapter).deliver_due()
    people = len(adapter.given[0].snapshot.to)
    asked = conversation.say("withdraw it", "draft_cancel")
    assert asked["custom"]["draft"]["status"] == "handed_over"
    assert f"It was sent to {people} contacts. I'll tell them" in asked["text"]
    assert conversation.say("no", "deny")["text"].startswith("OK, nothing")
    # That question is over: yes is no answer to it.
    assert conversation.say("yes", "affirm")["custom"]["draft"]["status"] == "handed_over"
    conversation.say("show it", "draft_show")
    assert conversation.say("yes", "affirm")["custom"]["draft"]["status"] == "handed_over"
    conversation.say("withdraw it", "draft_cancel")
    withdrawn = conversation.say("yes", "affirm")
    assert withdrawn["custom"]["draft"]["status"] == "withdrawn"
    assert f"It was sent to {people} contacts. I'm telling them" in withdrawn["text"]
    worker(store, adapter).deliver_due()
    assert [outbox_message.snapshot.withdrawn for outbox_message in adapter.given] == [False, True]
    later = conversation.say("what happened to it", "draft_status")
    assert "Everyone who was sent it has been told" in later["text"]


def test_withdrawing_what_was_saved_only_asks_first_and_by_its_button_acts(
    talk: Talk, store: Database
) -> None:
    conversation = talk()
    reference = saved(conversation)["custom"]["draft"]["id"]
    asked = conversation.click(f'/draft_cancel{{"draft": "{reference}"}}')
    assert asked["custom"]["draft"]["status"] == "handed_over"
    sure, keep = asked["buttons"]
    assert keep["payload"] == "/deny"
    withdrawn = conversation.click(sure)
    assert withdrawn["custom"]["draft"]["status"] == "withdrawn"
    assert "I haven't sent it to anyone" in withdrawn["text"]
    assert [one.state for one in outbox_messages(store)] == [DeliveryState.CANCELLED]


def test_a_name_that_turns_the_text_round_is_stored_without_that(talk: Talk) -> None:
    user = {**EMPLOYEE, "name": "Jo \u202eHill\u2069"}
    answer = filled_in(talk(user=user))
    assert answer["custom"]["draft"]["fields"]["requester_name"] == "Jo Hill"


def test_no_item_speaks_to_its_receiver_as_to_the_requester(knowledge: KnowledgeBase) -> None:
    wrong = [
        f"{entry}: {item.receiver_label}"
        for entry, procedure in knowledge.procedures.items()
        for item in fields_of(entry, procedure)
        if {"your", "you"} & set(item.receiver_label.lower().split())
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-12-01T01:00", "2026-12-01"),  # 8 p.m. of November 30
        ("2026-12-01T05:00", "2026-12-02"),
        # Daylight saving time ends between the two: 11.30 p.m. of October 31 and November 1.
        ("2026-11-01T03:30", "2026-11-01"),
        ("2026-11-02T04:30", "2026-11-02"),
    ],
)
def test_tomorrow_is_the_day_after_the_offices_today(
    talk: Talk, store: Database, knowledge: KnowledgeBase, moment: str, day: str
) -> None:
    clock = Clock("America/New_York", lambda: dt.datetime.fromisoformat(f"{moment}+00:00"))
    conversation = talk(services=services_of(store, knowledge, today=clock.today))
    conversation.click('/draft_start{"entry": "telecommunications_move"}')
    conversation.click('/draft_change{"item": "move_date"}')
    reply = conversation.say("tomorrow", "nlu_fallback", confidence=0.3)
    assert reply["custom"]["draft"]["fields"]["move_date"] == day
