"""What users read of saved requests: `standing.yml`, in the text, on cards and in lists."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.reply.delivery_methods import DeliveryMethods
from bot.channels.answer import Answer
from bot.channels.cards import Style, Submit, card
from common.database import Database
from faq_kb.contract import DraftReply, ReplyAdapter
from faq_kb.knowledge import SERVICE_DESK, KnowledgeBase
from locales import load_catalog
from tests.actions.test_hand_over import CONTACT, EMPLOYEE, saved
from tests.channels.cards import links_of, shown_in, token
from tests.support.drafts import Resolving, Scripted, worker
from tests.support.tracker import Conversation, services_of
from tickets.delivery.adapter import (
    HOLDING,
    DeliveryAdapter,
    DeliveryResult,
    HoldingAdapter,
    PermanentError,
)
from tickets.delivery.watcher import RequestWatcher
from tickets.snapshot import Recipient

TABLE: dict[str, dict[str, Any]] = YAML(typ="safe").load(
    Path(__file__).with_name("standing.yml").read_text()
)
USERS = {"anonymous": {}, "employee": {"user": EMPLOYEE}, "contact": {"user": CONTACT}}
METHODS = {
    "outbox": dict.fromkeys(Recipient, HOLDING),
    "smtp": dict.fromkeys(Recipient, "smtp"),
    "servicenow": {Recipient.CONTACTS: "smtp", Recipient.SERVICE_DESK: "servicenow"},
}
STYLES = (Style(), Style(submit=Submit.MESSAGE_BACK, wide=True))
LABELS = load_catalog().labels


def adapter_of(row: dict[str, Any]) -> DeliveryAdapter:
    """What becomes of the delivery."""
    match row["delivery"]:
        case "held":
            return HoldingAdapter()
        case "failed":
            return Scripted(PermanentError("wrong address"))
        case "refused":
            refused = frozenset({"rowan.copperfield@example.gov"})
            return Scripted(DeliveryResult(refused=refused))
    number = row.get("number", "")
    return Scripted(DeliveryResult(number, submitted=row.get("submits", False)))


def told(store: Database, knowledge: KnowledgeBase, row: dict[str, Any]) -> Conversation:
    """A conversation whose last answer says where the request stands."""
    required = row.get("sign_in_required", False)
    methods = DeliveryMethods(METHODS[row["handover"]], sign_in_required=required)
    services = services_of(
        store, knowledge, delivery_methods=methods, sign_in=row.get("sign_in", False)
    )
    conversation = Conversation(services, "s", {"channel": "web", **USERS[row["user"]]})
    answer = saved(conversation, agency=row.get("agency", "KYTC"))
    if row.get("submits"):
        conversation.click(answer["buttons"][0])
    if "delivery" in row:
        worker(store, adapter_of(row), sign_in_required=required).deliver_due()
        if row.get("resolved"):
            RequestWatcher(store, Resolving()).look()
        conversation.say("what happened to it", "draft_status")
    return conversation


@pytest.mark.parametrize("name", TABLE)
def test_a_saved_request_says_what_to_do_and_what_is_known_of_it(
    store: Database, knowledge: KnowledgeBase, name: str
) -> None:
    row = TABLE[name]
    conversation = told(store, knowledge, row)
    answer = conversation.replies[-1]
    reply = ReplyAdapter.validate_python(answer["custom"])
    assert isinstance(reply, DraftReply)
    assert reply.draft is not None
    first, *others = answer["text"].splitlines()
    assert first.startswith(row["first"])
    assert any(line.startswith(row["hint"]) for line in others) if "hint" in row else True
    assert ("sign in" in answer["text"].lower()) == ("sign_in" in row)
    # Nobody waits for what a resolved request lacks.
    rest = "." if row.get("resolved") else "; still missing: "
    standing = f"{reply.draft.id} (Unblock a website): {row['status']}{rest}"
    assert any(line.startswith(standing) for line in others)
    assert "handed over" not in answer["text"].lower()
    desk = knowledge.directory.contact_points[SERVICE_DESK].email
    to = {"desk": [desk], "contacts": ["cyan.blackthorn@example.gov"], "none": []}[row["mail"]]
    assert ("The e-mail is ready" in answer["text"]) == bool(to)
    for style in STYLES:
        shown = card(Answer(answer["text"], reply), token, LABELS, style)
        assert shown is not None
        assert row["status"] in shown_in(shown.content)
        assert first in shown_in(shown.content)
        opened = [link for link in links_of(shown.content) if "?subject=" in link]
        assert bool(opened) == bool(to)
        assert all(address in opened[0] for address in to)
    if reply.draft.status not in ("submitted", "resolved"):
        listed = conversation.say("my drafts", "draft_list")
        assert f"{reply.draft.id}: Unblock a website ({row['status']})" in listed["text"]
