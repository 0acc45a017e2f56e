"""Several web apps on one PostgreSQL are as one to whoever uses them."""

import asyncio
import json
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from bot.channels.notices import NewsSignal
from bot.channels.web.chat.history import History
from bot.channels.web.security.limits import Limits
from bot.channels.web.security.rate_windows import RateWindows
from common.database import Database
from common.database.listening import DatabaseListener
from common.database.telling import LONGEST_NEWS, tell
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.channels.web.test_events import Event, events
from tests.support.postgres import Postgres
from tests.support.redis import running_redis
from tests.support.web_app import WebAppFixture, serving
from tickets import notices

LISTENING = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query = 'SELECT 1'"


@pytest.fixture(scope="module")
def shared(postgres: Postgres, knowledge: KnowledgeBase) -> Iterator[Database]:
    """One database for all."""
    database = Database(postgres.database())
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    yield database
    database.close()


@dataclass
class Pair:
    """Two served web apps, and a browser whose requests go to either of them."""

    apps: tuple[WebAppFixture, WebAppFixture]
    urls: tuple[str, str]
    browser: httpx.Client

    def say(self, app: int, text: str, key: str = "") -> httpx.Response:
        """A message through one of them."""
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        url = f"{self.urls[app]}/api/chat"
        return self.browser.post(url, json={"text": text}, headers=headers)

    @contextmanager
    def page(self, app: int) -> Iterator[Iterator[Event]]:
        """An open page at one of them; it is heard that it is open."""
        url = f"{self.urls[app]}/api/chat/events"
        with self.browser.stream("GET", url) as stream:
            heard = events(stream, 1_000)
            opened = self.say(app, "so that the stream has begun").json()["messages"]
            while next(heard)[1] != opened[-1]["id"]:
                pass
            yield heard


@contextmanager
def pair_on(urls: tuple[str, str], **settings: Any) -> Iterator[Pair]:
    databases = [Database(url) for url in urls]
    apps = tuple(WebAppFixture(database, **settings) for database in databases)
    with ExitStack() as stack:
        served = tuple(stack.enter_context(serving(app.app)) for app in apps)
        browser = httpx.Client(trust_env=False, timeout=30)
        stack.callback(browser.close)
        browser.post(f"{served[0]}/api/session", json={}).raise_for_status()
        yield Pair((apps[0], apps[1]), (served[0], served[1]), browser)
    for database in databases:
        database.close()


@pytest.fixture
def pair(shared: Database) -> Iterator[Pair]:
    """Two web apps on one database."""
    with pair_on((shared.dsn, shared.dsn)) as found:
        yield found


def test_a_page_of_one_shows_what_is_said_through_the_other(pair: Pair) -> None:
    with pair.page(1) as heard:
        said = pair.say(0, "hello").json()["messages"]
        typing, mine, answer = (next(heard) for _ in range(3))
    assert typing[0] == "typing"
    assert [mine[2], answer[2]] == said


def test_what_was_told_while_nobody_heard_it_is_shown_later_and_once(
    pair: Pair, shared: Database
) -> None:
    with pair.page(1) as heard:
        with psycopg.connect(shared.dsn, autocommit=True) as connection:
            connection.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM ({LISTENING}) AS one")
        said = [pair.say(0, f"message {number}").json()["messages"] for number in range(3)]
        wanted = [message["id"] for messages in said for message in messages]
        found: list[str] = []
        while len(found) < len(wanted):
            kind, number, _ = next(heard)
            found += [number] if kind == "message" else []
    assert found == wanted


def test_a_request_that_is_repeated_at_the_other_one_is_stored_once(pair: Pair) -> None:
    key = uuid.uuid4().hex
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda app: pair.say(app, "only once", key), (0, 1)))
    assert [response.status_code for response in both] == [200, 200]
    assert both[0].json() == both[1].json()
    again = pair.say(1, "only once", key)
    assert again.json() == both[0].json()
    asked = [question for app in pair.apps for question in app.assistant.asked]
    # Whoever comes second says so to the engine, which answers without processing it again.
    assert sorted(question.attempts for question in asked) in ([0], [0, 1])
    history = pair.browser.post(f"{pair.urls[1]}/api/session", json={}).json()["messages"]
    assert [message["id"] for message in history] == [
        one["id"] for one in both[0].json()["messages"]
    ]


def test_messages_of_one_conversation_stay_with_their_answers(pair: Pair) -> None:
    """Each exchange is stored as a whole, in the order in which exchanges are committed."""
    barrier = threading.Barrier(6)

    def say(number: int) -> httpx.Response:
        barrier.wait(timeout=20)
        return pair.say(number % 2, f"message {number}")

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(say, range(6)))
    assert {response.status_code for response in said} == {200}
    history = pair.browser.post(f"{pair.urls[0]}/api/session", json={}).json()["messages"]
    texts = [message["text"] for message in history]
    assert texts[1::2] == [f"You said: {text}" for text in texts[::2]]
    assert sorted(texts[::2]) == [f"message {number}" for number in range(6)]


def test_a_secret_that_was_announced_at_the_other_one_is_masked(pair: Pair) -> None:
    pair.say(0, "my password is")
    pair.say(1, "Tr0ub4dor3")
    pair.say(0, "thank you")
    asked = [question.text for app in pair.apps for question in app.assistant.asked]
    assert "thank you" in asked
    history = json.dumps(pair.browser.post(f"{pair.urls[0]}/api/session", json={}).json())
    assert "Tr0ub4dor3" not in f"{asked} {history}"


def test_rates_hold_for_both_together(shared: Database, tmp_path: Path) -> None:
    with running_redis(tmp_path) as server:
        limits = Limits(conversation="3/minute")
        with pair_on((shared.dsn, shared.dsn), limits=limits) as alone:
            statuses = [alone.say(number % 2, "hi").status_code for number in range(4)]
            assert statuses == [200] * 4  # each counts by itself
        databases = [Database(shared.dsn) for _ in range(2)]
        apps = [
            WebAppFixture(database, limits=limits, windows=RateWindows(server.url))
            for database in databases
        ]
        with serving(apps[0].app) as one, serving(apps[1].app) as other:
            browser = httpx.Client(trust_env=False, timeout=30)
            browser.post(f"{one}/api/session", json={}).raise_for_status()
            together = Pair((apps[0], apps[1]), (one, other), browser)
            answers = [together.say(number % 2, "hi") for number in range(4)]
            browser.close()
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        for database in databases:
            database.close()


def test_news_of_a_draft_is_looked_for_at_once(shared: Database) -> None:
    async def heard() -> None:
        signal = NewsSignal(lambda: True, seconds=600)

        async def nothing(_: object) -> None: ...

        listener = DatabaseListener(shared, {notices.NEWS: signal.hear}, nothing)
        await listener.start()
        assert listener.is_listening
        waiting = asyncio.create_task(signal.wait())
        await asyncio.to_thread(put)
        await asyncio.wait_for(waiting, 20)
        await listener.close()

    def put() -> None:
        with shared.session() as session:
            notices.wake(session, ["visitor:nobody"])

    asyncio.run(heard())


def test_news_that_postgresql_would_refuse_is_refused(shared: Database) -> None:
    with shared.session() as session:
        tell(session, "any", "x" * LONGEST_NEWS)
        with pytest.raises(ValueError, match="7999"):
            tell(session, "any", "é" * LONGEST_NEWS)


def test_news_says_nothing_of_what_was_said(shared: Database) -> None:
    told: list[str] = []

    async def listen() -> None:
        heard = asyncio.Event()

        async def hear(payload: str) -> None:
            told.append(payload)
            if '""' not in payload:
                heard.set()

        async def nothing(_: object) -> None: ...

        listener = DatabaseListener(shared, {"conversation_news": hear}, nothing)
        await listener.start()
        app = WebAppFixture(shared)

        def talk() -> None:
            with app.client() as user:
                user.begin()
                user.say("a canary sings")

        await asyncio.to_thread(talk)
        await asyncio.wait_for(heard.wait(), 20)
        await listener.close()

    asyncio.run(listen())
    assert told
    assert all("canary" not in payload for payload in told)
    assert all(len(json.loads(payload)) == 3 for payload in told)


def test_without_postgresql_nothing_listens(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    app = WebAppFixture(database)
    asyncio.run(app.news.listener.start())
    assert not app.news.listener.is_listening
    assert History(database).since(["c"], notices.utc_now()) == []
    database.close()
