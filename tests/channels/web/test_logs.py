"""What the log says: when, from where, and of what matters to security; nothing that was typed."""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.channels.answer import Answer
from bot.channels.assistant import Question, SignedInUser
from bot.channels.web.chat.rasa import note_disclosures
from bot.channels.web.security.limits import Limits
from bot.channels.web.security.security_log import SecurityEvent, event_of, record
from bot.channels.web.serving.logs import OncePerMinute, configure_logs
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.channels.web.test_api import DRAFT, code, draft
from tests.support.web_app import WebAppFixture

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (\w+) ([\w.]+) \[(.+?)\] (.*)")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What goes to standard error."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", stream)
    configure_logs("WARNING")
    yield stream
    root.handlers[:], root.level = before, level


@pytest.fixture
def web_app(database: Database, knowledge: KnowledgeBase) -> WebAppFixture:
    with database.session() as session:
        load(session, knowledge)
    return WebAppFixture(database, limits=Limits(conversation="2/minute"))


def test_a_refusal_is_one_line_with_time_address_and_session(
    web_app: WebAppFixture, written: io.StringIO
) -> None:
    with web_app.client() as user:
        user.begin()
        user.say("my cat is called Canary")
        assert code(user.post(action="forged"), 403) == "forbidden"
        for _ in range(20):
            assert code(user.post(text="Canary"), 429) == "rate_limited"
        forged = {"Authorization": "Bearer canary.x.y"}
        assert user.client.get("/api/transcript", headers=forged).status_code == 401
    lines = [LINE.fullmatch(line) for line in written.getvalue().splitlines()]
    assert all(lines), written.getvalue()
    events = [line[4].split()[0] for line in lines if line]
    assert events == ["forbidden", "rate_limited", "token_refused"]
    addresses, sessions = zip(*(line[3].split() for line in lines if line), strict=True)
    assert set(addresses) == {"testclient"}
    assert re.fullmatch("[0-9a-f]{12}", sessions[0])
    assert sessions[0] == sessions[1] != sessions[2]
    assert "canary" not in written.getvalue().lower()


def test_who_ends_a_session_is_named_though_it_is_empty_then(
    web_app: WebAppFixture, written: io.StringIO
) -> None:
    with web_app.client() as user:
        user.begin()
        user.say("hello")
        assert code(user.post(action="forged"), 403) == "forbidden"
        assert user.client.delete("/api/session").status_code == 204
    lines = [LINE.fullmatch(line) for line in written.getvalue().splitlines()]
    (forbidden, ended) = (line for line in lines if line)
    assert ended[4].startswith("signed_out")
    assert ended[3] == forbidden[3]


def test_lines_of_a_kind_are_counted_and_written_once_a_minute() -> None:
    now = [0.0]
    once = OncePerMinute(clock=lambda: now[0])

    def line(name: str, message: str, *args: object) -> logging.LogRecord:
        return logging.LogRecord(name, logging.WARNING, "", 0, message, args, None)

    assert once.filter(line("uvicorn.error", "%s refused", "a"))
    for _ in range(699):
        assert not once.filter(line("uvicorn.error", "%s refused", "b"))
    assert once.filter(line("uvicorn.error", "something else"))
    assert all(once.filter(line("bot.channels.web.app", "housekeeping")) for _ in range(2))
    now[0] = 61.0
    last = line("uvicorn.error", "%s refused", "c")
    assert once.filter(last)
    assert last.getMessage() == "c refused (and 699 more before)"


def test_what_is_no_refusal_is_always_written(written: io.StringIO) -> None:
    for number in range(3):
        record(SecurityEvent.SIGNED_OUT, user=f"u{number}")
        record(SecurityEvent.FORBIDDEN, user=f"u{number}")
    assert written.getvalue().count("signed_out") == 3
    assert written.getvalue().count("forbidden") == 1


@pytest.mark.parametrize(
    ("path", "status", "headers", "event"),
    [
        ("/auth/callback", 303, {}, SecurityEvent.SIGNED_IN),
        ("/auth/callback", 403, {}, SecurityEvent.SIGN_IN_FAILED),
        ("/auth/callback", 503, {}, SecurityEvent.SIGN_IN_FAILED),
        ("/auth/logout", 200, {}, SecurityEvent.SIGNED_OUT),
        ("/auth/logout", 403, {}, SecurityEvent.FORBIDDEN),
        ("/api/session", 204, {}, SecurityEvent.SIGNED_OUT),
        # They say themselves what happened.
        ("/auth/console", 403, {}, None),
        ("/auth/teams-tab", 401, {b"cookie": b"x"}, None),
        ("/auth/teams-tab", 429, {}, SecurityEvent.RATE_LIMITED),
        ("/api/session", 200, {}, None),
        ("/api/chat", 401, {b"cookie": b"x"}, SecurityEvent.TOKEN_REFUSED),
        ("/api/chat", 401, {}, None),
        ("/api/chat", 200, {}, None),
        ("/api/messages", 429, {}, SecurityEvent.RATE_LIMITED),
    ],
)
def test_an_answer_is_an_event(
    path: str, status: int, headers: dict[bytes, bytes], event: SecurityEvent | None
) -> None:
    assert event_of(path, status, headers) is event


def test_an_agent_who_reads_a_draft_is_recorded_and_its_owner_is_not(
    written: io.StringIO,
) -> None:
    question = Question("web-1", "show HD-4KM9XC", "web", user=SignedInUser("u1", "Ann"))
    note_disclosures(question, draft(question))
    assert not written.getvalue()
    note_disclosures(replace(question, audience="agent"), draft(question))
    assert f"draft_read_by_agent user=u1 sender=web-1 draft={DRAFT.id}" in written.getvalue()
    assert "Ann" not in written.getvalue()
    note_disclosures(question, [Answer("no reply", None)])


def test_a_store_that_fails_is_one_line_and_no_trace(
    web_app: WebAppFixture, written: io.StringIO
) -> None:
    with web_app.client() as user:
        user.begin()
        with web_app.database.session() as session:
            session.execute(text("DROP TABLE chat_request"))
        for _ in range(2):
            assert code(user.post(text="hello"), 503) == "unavailable"
    (line,) = written.getvalue().splitlines()
    assert LINE.fullmatch(line)
    assert web_app.assistant.asked == []
