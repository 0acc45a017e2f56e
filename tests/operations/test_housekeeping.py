"""Erased means erased: a word of a draft is in no table of any database afterwards."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from bot.channels.answer import Answer
from bot.channels.teams.chats import TeamsChat, TeamsChats
from bot.channels.web.chat.feedback import FeedbackStore
from bot.channels.web.chat.history import Exchange, History
from bot.channels.web.settings import WebSettings
from bot.operations.settings import load_all_settings
from bot.operations.supervisor.delivery import attempt
from bot.operations.supervisor.housekeeping import Housekeeping
from bot.operations.supervisor.prepare import SAMPLE_LISTING
from bot.operations.supervisor.tracker import TrackerStore
from common.clock import Clock
from common.database import Database, StoreError
from contacts.callbacks import Callbacks
from contacts.importing import ImportRequest, import_contacts
from contacts.registry import ContactRegistry, Lookup
from contacts.settings import ContactSettings
from contacts.tables import CallbackRow, LookupRow
from faq_kb.contract import ReplyAdapter
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.drafts import everything_in, new_draft, untouched_for
from tests.support.tracker import Conversation, services_of
from tickets.service import Tickets
from tickets.settings import DraftSettings

CANARY = "canary-qvx"
DAY = dt.timedelta(days=1)
EVENTS = """CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255) NOT NULL,
    type_name VARCHAR(255) NOT NULL, timestamp FLOAT, intent_name VARCHAR(255),
    action_name VARCHAR(255), data TEXT)"""

ENDS = """CREATE TABLE conversation_end (sender_id VARCHAR(255) PRIMARY KEY,
    first_event INTEGER NOT NULL, opening TEXT NOT NULL)"""


@pytest.fixture
def tracker(
    request: pytest.FixtureRequest, tmp_path: Path, *, is_sqlite: bool
) -> Iterator[Database]:
    """Rasa's table in a database of its own, of the same kind as ours."""
    url = (
        f"sqlite:///{tmp_path / 'tracker.db'}"
        if is_sqlite
        else request.getfixturevalue("postgres").database()
    )
    database = Database(url)
    with database.session() as session:
        session.execute(text(EVENTS))
        session.execute(text(ENDS))
    yield database
    database.close()


@pytest.fixture
def keep(database: Database, tracker: Database) -> Callable[..., Housekeeping]:
    """The housekeeping that keeps each for so many days."""

    def make(drafts: int = 180, conversations: int = 90, lookups: int = 365) -> Housekeeping:
        settings = replace(
            load_all_settings(),
            drafts=DraftSettings(keep_days=drafts),
            web=WebSettings(conversation_keep_days=conversations),
            contacts=ContactSettings(lookup_keep_days=lookups),
        )
        return Housekeeping(settings, database, tracker)

    return make


def tell(tracker: Database, sender: str, ago: dt.timedelta, *events: dict[str, Any]) -> None:
    """Add events as Rasa stores them."""
    at = (dt.datetime.now(dt.UTC) - ago).timestamp()
    statement = text(
        "INSERT INTO events (id, sender_id, type_name, timestamp, data) "
        "SELECT COALESCE(MAX(id), 0) + 1, :sender, :type, :at, :data FROM events"
    )
    with tracker.session() as session:
        for event in events:
            row = {"sender": sender, "type": event["event"], "at": at, "data": json.dumps(event)}
            session.execute(statement, row)


def open_end(tracker: Database, sender: str, words: str) -> None:
    """Let the end of a conversation begin with words in its state."""
    statement = text("INSERT INTO conversation_end VALUES (:sender, 1, :words)")
    with tracker.session() as session:
        session.execute(statement, {"sender": sender, "words": words})


def talk(conversation: Conversation, history: History, *said: tuple[str, str]) -> dict[str, Any]:
    """A conversation as the web stores it."""
    for number, (words, intent) in enumerate(said):
        conversation.say(words, intent, confidence=0.95 if intent != "nlu_fallback" else 0.3)
        answers = [
            Answer(one["text"], ReplyAdapter.validate_python(one["custom"]))
            for one in conversation.replies
        ]
        key = f"key-{conversation.sender}-{number}"
        stored = history.add(Exchange(conversation.sender, key, words, answers))
        FeedbackStore(history._database).rate(
            conversation.sender, stored[-1].number, f"about {words}", helpful=True
        )
    return conversation.replies[-1]


def test_a_word_of_an_erased_draft_is_nowhere(
    database: Database,
    tracker: Database,
    knowledge: KnowledgeBase,
    keep: Callable[..., Housekeeping],
) -> None:
    with database.session() as session:
        load(session, knowledge)
        import_contacts(session, ImportRequest(SAMPLE_LISTING, by="tests", sample=True))
    history, services = History(database), services_of(database, knowledge)
    conversation, other = Conversation(services, "canary"), Conversation(services, "other")
    filled = talk(
        conversation,
        history,
        (f"please unblock https://{CANARY}.example", "website_unblock"),  # before there is a draft
        ("draft it", "draft_start"),
        (f"because of {CANARY}", "nlu_fallback"),
        ("skip", "draft_skip"),
        ("skip", "draft_skip"),
        (f"Pat {CANARY}", "nlu_fallback"),
        ("KYTC", "nlu_fallback"),
        ("502-555-0111", "nlu_fallback"),
        ("save", "draft_save"),
    )
    reference = filled["custom"]["draft"]["id"]
    talk(other, history, ("how do I get VPN access?", "vpn_access"))
    tell(tracker, "canary", 200 * DAY, *conversation.events)
    tell(tracker, "canary", DAY, {"event": "user", "text": "later words"})
    tell(tracker, "other", DAY, {"event": "user", "text": "other words"})
    open_end(tracker, "canary", CANARY)
    open_end(tracker, "other", "other state")
    everywhere = (everything_in(database), everything_in(tracker))
    assert all(CANARY in place for place in everywhere)
    assert filled["custom"]["draft"]["status"] == "handed_over"

    keep(drafts=180).run()  # it is young
    assert all(CANARY in everything_in(one) for one in (database,))
    untouched_for(database, reference, 181 * DAY)
    keep(drafts=180, conversations=999).run()
    assert [everything_in(one).count(CANARY) for one in (database, tracker)] == [0, 0]
    # What is not about it stays.
    assert "later words" in everything_in(tracker)
    assert "other words" in everything_in(tracker)
    assert "other state" in everything_in(tracker)
    assert history.of("other")[0].answer.text == "how do I get VPN access?"


def test_the_tracker_and_the_audit_are_kept_as_long_as_the_settings_say(
    database: Database,
    tracker: Database,
    knowledge: KnowledgeBase,
    keep: Callable[..., Housekeeping],
) -> None:
    with database.session() as session:
        load(session, knowledge)
        import_contacts(session, ImportRequest(SAMPLE_LISTING, by="tests", sample=True))
    registry = ContactRegistry(database, Clock("America/New_York"))
    agency = registry.agencies().named("KYTC") or registry.agencies().named(
        "Transportation Cabinet"
    )
    assert agency
    person = registry.contact_records(agency)[0].person
    for user in ("early", "late"):
        registry.record(Lookup(user, "web"), agency, [], 1)
        Callbacks(database).note(user, "", person)
    with database.session() as session:
        session.execute(
            update(CallbackRow)
            .where(CallbackRow.agent == "early")
            .values(at=dt.datetime.now(dt.UTC) - 40 * DAY)
        )
        session.execute(
            update(LookupRow)
            .where(LookupRow.user == "early")
            .values(at=dt.datetime.now(dt.UTC) - 40 * DAY)
        )
    for ago in (100, 89):
        words = [{"event": "user", "text": f"{ago} days"}] * 600
        tell(tracker, "goes-on", ago * DAY, *words)
    open_end(tracker, "goes-on", "state of 100 days")
    keep(conversations=90, lookups=30).run()
    assert "100 days" not in everything_in(tracker)
    assert everything_in(tracker).count("89 days") == 600
    assert "'early'" not in everything_in(database)
    assert "'late'" in everything_in(database)


def test_a_tracker_without_a_table_is_empty(database: Database) -> None:
    store = TrackerStore(database)
    moment = dt.datetime.now(dt.UTC)
    assert (store.purge(moment), store.forget(moment)) == (0, 0)
    store.erase("HD-4KM9XC")


@pytest.mark.parametrize("error", [StoreError("away"), RuntimeError(CANARY), KeyError(CANARY)])
def test_the_delivery_survives_any_fault_and_says_no_words(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise error

    attempt(fail)
    (record,) = caplog.records
    assert CANARY not in caplog.text
    assert record.exc_info is None


def test_a_task_that_fails_stops_no_other(
    database: Database,
    tracker: Database,
    keep: Callable[..., Housekeeping],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(Tickets, "expire", broken)
    tell(tracker, "old", 100 * DAY, {"event": "user", "text": "old words"})
    keep(conversations=90).run()
    assert "old words" not in everything_in(tracker)


def test_the_teams_chat_of_a_draft_is_forgotten_with_it(
    database: Database, keep: Callable[..., Housekeeping]
) -> None:
    sender = "teams-canary"
    draft = Tickets(database).start(new_draft(conversation=sender))
    chats = TeamsChats(database)
    chats.keep(
        TeamsChat(sender, f"https://{CANARY}.example", CANARY, is_shared=False), draft.reference
    )
    keep().drafts()
    assert chats.find(sender) is not None
    untouched_for(database, draft.reference, 400 * DAY)
    keep().drafts()
    assert chats.find(sender) is None
    assert CANARY not in everything_in(database)
