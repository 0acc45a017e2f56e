"""What is kept of web conversations, on both databases."""

import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, update

from bot.channels.answer import Answer, Button
from bot.channels.web.chat.feedback import FeedbackStore
from bot.channels.web.chat.history import History
from bot.channels.web.chat.messages import ChatRequest, Exchange
from bot.channels.web.chat.suggested_questions import (
    EditorsChoice,
    SuggestedQuestions,
    editors_choice,
)
from bot.channels.web.chat.tables import ChatMessageRow, IdempotencyKeyRow
from common.database import Database
from faq_kb.answers import procedure_reply
from faq_kb.contract import SmallTalkReply
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge, load

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def history(database: Database) -> History:
    return History(database)


def exchange(conversation: str, key: str, *answers: Answer) -> Exchange:
    return Exchange(conversation, key, f"question {key}", answers or (Answer("an answer", None),))


def test_both_sides_come_back_as_they_were(history: History) -> None:
    answer = Answer(
        "Hello \N{WAVING HAND SIGN}", SmallTalkReply(intent="greet"), (Button("A", "/a"),)
    )
    stored = history.add(exchange("c1", "k1", answer))
    assert stored == history.of("c1") == history.begin(ChatRequest("c1", "k1", "f")).messages
    mine, answered = stored
    assert (mine.is_user, mine.answer.text) == (True, "question k1")
    assert answered.answer == answer
    assert mine.number < answered.number
    assert answered.at.tzinfo
    assert history.of("c2") == []
    assert history.begin(ChatRequest("c2", "k1", "f")).messages == []
    assert history.of("c1", after=mine.number) == [answered]


def test_many_at_once_keep_their_order(history: History) -> None:
    def talk(conversation: str) -> None:
        for number in range(10):
            history.add(exchange(conversation, f"k{number}"))

    names = [f"c{number}" for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(talk, names))
    for name in names:
        said = history.of(name)
        assert [one.key for one in said] == [f"k{number // 2}" for number in range(20)]
        assert [one.is_user for one in said] == [True, False] * 10


def test_the_first_time_is_once(history: History) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: history.first("activity-1"), range(8)))
    assert sorted(found) == [False] * 7 + [True]
    assert history.first("activity-2")


def test_what_is_old_is_removed_with_what_was_said_of_it(
    history: History, database: Database
) -> None:
    _, old = history.add(exchange("c1", "k1"))
    FeedbackStore(database).rate("c1", old.number, "too long", helpful=False)
    history.first("activity-1")
    with database.session() as session:
        session.execute(update(ChatMessageRow).values(at=NOW - 10 * DAY))
        session.execute(update(IdempotencyKeyRow).values(at=NOW - 10 * DAY))
    history.add(exchange("c1", "k2"))
    history.first("activity-2")
    assert history.forget(NOW - 5 * DAY, NOW - 5 * DAY) == 2
    assert [one.key for one in history.of("c1")] == ["k2", "k2"]
    assert FeedbackStore(database).since(NOW - 20 * DAY) == []
    assert history.first("activity-1")
    assert not history.first("activity-2")


def test_judgments_name_question_and_answer(
    history: History, database: Database, knowledge: KnowledgeBase
) -> None:
    reply = procedure_reply(knowledge, "vpn_access", 0.9)
    _, answer = history.add(exchange("c1", "k1", Answer("VPN", reply)))
    assert FeedbackStore(database).rate("c1", answer.number, "which form?", helpful=False)
    assert not FeedbackStore(database).rate("c2", answer.number, "", helpful=True)
    (found,) = FeedbackStore(database).since(NOW - DAY)
    assert (found.entry, found.question, found.comment, found.helpful) == (
        "vpn_access",
        "question k1",
        "which form?",
        False,
    )


def test_suggested_questions_are_what_is_asked_most_then_the_editors_choice(
    history: History, database: Database, knowledge: KnowledgeBase
) -> None:
    with database.session() as session:
        load(session, knowledge)
    for number in range(3):
        reply = procedure_reply(knowledge, "webmail", 0.9)
        history.add(exchange("c1", f"k{number}", Answer("webmail", reply)))
    reply = procedure_reply(knowledge, "storage_request", 0.9)
    history.add(exchange("c1", "once", Answer("storage", reply)))
    choice = EditorsChoice(("vpn_access", "webmail", "removed_entry"), enough=3)
    starts = SuggestedQuestions(history, CachedKnowledge(database), choice).current()
    titles = [knowledge.procedures[entry].title for entry in ("webmail", "vpn_access")]
    assert [start.text for start in starts] == titles


def test_the_editors_choice_names_entries(knowledge: KnowledgeBase) -> None:
    chosen = editors_choice()
    assert set(chosen.entries) <= knowledge.procedures.keys()
    assert len(set(chosen.entries)) == 6


def test_feedback_waits_for_what_others_write(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'busy.db'}")
    database.migrate()
    history = History(database)
    _, answer = history.add(exchange("c1", "first", Answer("webmail", None)))
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            history.add(exchange("c2", "other", Answer("webmail", None)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(50):
            assert FeedbackStore(database).rate("c1", answer.number, "", helpful=True)
    finally:
        over.set()
        writer.join()
        database.close()


def test_a_store_that_others_write_to_is_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'helpdesk.db'}"
    database, other = Database(url), Database(url)
    database.migrate()
    tried = History(database)
    assert tried.can_write()

    def other_writes() -> None:
        assert History(other).first(f"another {time.monotonic_ns()}")

    threads: list[threading.Thread] = []

    @event.listens_for(database.engine, "after_cursor_execute")
    def after_reading(*found: object) -> None:
        """What was read is old before something is written, unless others have to wait."""
        if str(found[2]).startswith("SELECT") and not threads:
            threads.append(threading.Thread(target=other_writes))
            threads[0].start()
            threads[0].join(timeout=0.2)

    assert tried.can_write()
    assert threads
    threads[0].join()
    database.close()
    other.close()
