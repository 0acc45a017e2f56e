"""The words of a notice: those of "status", for the requester, and for nobody who is gone."""

import datetime as dt
from typing import Any

import pytest

from actions.app import words_of
from actions.notices import DraftNotices
from actions.reply.delivery_methods import DeliveryMethods
from common.database import Database
from faq_kb.contract import DraftReply, ReplyAdapter
from faq_kb.knowledge import KnowledgeBase
from tests.actions.test_hand_over import EMPLOYEE, saved
from tests.support.drafts import (
    Resolving,
    Scripted,
    confirm,
    snapshot_of,
    untouched_for,
    worker,
)
from tests.support.tracker import Conversation, services_of
from tickets import outbox
from tickets import store as drafts
from tickets.delivery.adapter import DeliveryResult
from tickets.delivery.watcher import RequestWatcher
from tickets.service import Tickets
from tickets.snapshot import Recipient

MAILED = DeliveryMethods(dict.fromkeys(Recipient, "smtp"))


def mailed(store: Database, knowledge: KnowledgeBase, **metadata: Any) -> tuple[Conversation, str]:
    """A conversation whose request was e-mailed; its reference."""
    services = services_of(store, knowledge, delivery_methods=MAILED)
    conversation = Conversation(services, "web-1", {"channel": "web", **metadata})
    reference = saved(conversation)["custom"]["draft"]["id"]
    worker(store, Scripted(DeliveryResult())).deliver_due()
    return conversation, reference


@pytest.mark.parametrize("metadata", [{"user": EMPLOYEE}, {"visitor": "visitor-1"}, {}])
def test_a_notice_says_what_status_says(
    store: Database, knowledge: KnowledgeBase, metadata: dict[str, Any]
) -> None:
    conversation, reference = mailed(store, knowledge, **metadata)
    (notice,) = DraftNotices(conversation.services).of(reference, "web")
    status = conversation.say("what happened to it", "draft_status")
    first, rest = notice["text"].split("\n", 1)
    assert (first, rest) == (f"There's an update on your request {reference}.", status["text"])
    assert notice["buttons"] == status["buttons"]
    said = ReplyAdapter.validate_python(notice["custom"])
    shown = ReplyAdapter.validate_python(status["custom"])
    assert isinstance(said, DraftReply)
    assert isinstance(shown, DraftReply)
    assert said.draft == shown.draft


def test_nobody_is_named_where_others_read(store: Database, knowledge: KnowledgeBase) -> None:
    conversation, reference = mailed(store, knowledge, user=EMPLOYEE)
    words = DraftNotices(conversation.services)
    (here,), (there,) = words.of(reference, "teams"), words.of(reference, "teams-channel")
    assert "Cyan Blackthorn" in here["text"]
    assert "Blackthorn" not in f"{there}"


def test_a_resolved_request_is_never_withdrawn(store: Database, knowledge: KnowledgeBase) -> None:
    conversation, reference = mailed(store, knowledge, user=EMPLOYEE)
    with store.session() as session:
        draft = drafts.load(session, reference, to_change=True)
        confirm(draft)
        draft = drafts.save(session, draft)
        outbox.put(session, snapshot_of(draft), draft.version)
    worker(store, Scripted(DeliveryResult("INC0010042", submitted=True))).deliver_due()
    RequestWatcher(store, Resolving()).look()
    answer = conversation.say(f"withdraw {reference}", "draft_cancel")
    assert "resolved by the Service Desk under INC0010042" in answer["text"]
    assert answer.get("buttons") in (None, [])
    last = Tickets(store).messages(reference)[-1].snapshot
    assert last is not None
    assert not last.withdrawn


def test_there_is_nothing_to_say_of_what_is_gone(store: Database, knowledge: KnowledgeBase) -> None:
    conversation, reference = mailed(store, knowledge)
    words = DraftNotices(conversation.services)
    assert words.of("HD-222222", "web") == []
    untouched_for(store, reference, dt.timedelta(days=400))
    Tickets(store).expire(dt.timedelta(days=1), dt.timedelta(days=1))
    assert words.of(reference, "web") == []


@pytest.mark.parametrize(
    "call", [None, [], {}, {"draft": "HD-222222"}, {"draft": 1, "channel": ""}]
)
def test_a_call_names_a_draft_and_a_channel(call: object) -> None:
    assert words_of(lambda *_: [], call).status == 400


def test_a_fault_is_one_line_without_words(caplog: pytest.LogCaptureFixture) -> None:
    def fail(reference: str, channel: str) -> list[dict[str, Any]]:
        raise OSError(28, "No space left on zebra")

    assert words_of(fail, {"draft": "HD-222222", "channel": "web"}).status == 500
    (record,) = caplog.records
    assert record.getMessage().startswith("the notice failed: OSError in ")
    assert "zebra" not in caplog.text
