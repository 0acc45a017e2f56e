"""Server-sent events: typing and messages as they happen, and again after a lost connection."""

import asyncio
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from bot.channels.web.api.errors import ApiError
from bot.channels.web.api.events import MOST_PAGES
from bot.channels.web.chat.broadcaster import LONGEST_BACKLOG, Broadcaster, TypingEvent
from bot.channels.web.chat.messages import Visitor
from bot.channels.web.security.limits import OpenStreams, StreamLimits
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.web_app import WebAppFixture, serving

Event = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase) -> Iterator[str]:
    """Address of a served application."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('events') / 'test.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    with serving(WebAppFixture(database).app) as url:
        yield url
    database.close()


@pytest.fixture
def unserved(tmp_path: Path) -> Iterator[WebAppFixture]:
    """An application that is not served."""
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    yield WebAppFixture(database)
    database.close()


@pytest.fixture
def page(base: str) -> Iterator[httpx.Client]:
    """A browser with a conversation."""
    with httpx.Client(base_url=base, trust_env=False, timeout=10) as client:
        client.post("/api/session", json={}).raise_for_status()
        yield client


def say(page: httpx.Client, text: str) -> list[dict[str, Any]]:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    response = page.post("/api/chat", json={"text": text}, headers=headers)
    response.raise_for_status()
    messages: list[dict[str, Any]] = response.json()["messages"]
    return messages


def events(response: httpx.Response, count: int) -> Iterator[Event]:
    """The next events of a stream, without comments."""
    kind = number = ""
    for line in response.iter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "id":
            number = value
        elif name == "data":
            yield kind, number, json.loads(value)
            count -= 1
            if not count:
                return
            kind = number = ""


def test_typing_then_both_messages(page: httpx.Client) -> None:
    with page.stream("GET", "/api/chat/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        answered: list[list[dict[str, Any]]] = []
        asking = threading.Thread(target=lambda: answered.append(say(page, "hello")))
        asking.start()
        typing, mine, answer = events(stream, 3)
        asking.join()
    assert typing[0] == "typing"
    assert [mine[2]["id"], answer[2]["id"]] == [one["id"] for one in answered[0]]
    assert (mine[0], mine[1]) == ("message", mine[2]["id"])
    assert answer[2]["text"] == "You said: hello"


def test_what_was_missed_comes_again(page: httpx.Client) -> None:
    mine, first = say(page, "one")
    *_, last = say(page, "two")
    headers = {"Last-Event-ID": first["id"]}
    with page.stream("GET", "/api/chat/events", headers=headers) as stream:
        again = [event[2]["id"] for event in events(stream, 2)]
    assert again[-1] == last["id"]
    assert mine["id"] not in again


def test_another_conversation_hears_nothing(base: str, page: httpx.Client) -> None:
    with httpx.Client(base_url=base, trust_env=False, timeout=10) as other:
        other.post("/api/session", json={}).raise_for_status()
        with page.stream("GET", "/api/chat/events") as stream:
            say(other, "not for the page")
            say(page, "for the page")
            heard = [event for event in events(stream, 3) if event[0] == "message"]
    assert [event[2]["text"] for event in heard] == ["for the page", "You said: for the page"]


def test_a_conversation_has_only_so_many_pages(page: httpx.Client) -> None:
    with ExitStack() as stack:
        heard = []
        for _ in range(MOST_PAGES):
            stream = stack.enter_context(page.stream("GET", "/api/chat/events"))
            heard.append(events(stream, 2))
            say(page, "so that the stream has begun")
            next(heard[-1])
        refused = page.get("/api/chat/events")
        assert refused.status_code == 429
        assert refused.json()["error"]["code"] == "too_many_pages"


def test_a_page_that_does_not_read_is_told_to_ask_again() -> None:
    broadcaster = Broadcaster()
    with broadcaster.subscription("c") as queue:
        for _ in range(LONGEST_BACKLOG + 1):
            broadcaster.publish("c", TypingEvent())
        assert queue.get_nowait() is None
        assert queue.empty()
    assert broadcaster.count("c") == 0


def test_pages_that_open_at_the_same_moment_are_no_more(unserved: WebAppFixture) -> None:
    async def heard() -> list[bool]:
        stream = unserved.events()
        visitor, leaving = Visitor("c1", "web-1"), anyio.Event()
        pages = [stream._events(visitor, None, leaving) for _ in range(MOST_PAGES + 2)]
        nexts = [asyncio.ensure_future(anext(page, None)) for page in pages]
        await asyncio.sleep(0)
        unserved.broadcaster.publish("c1", TypingEvent())
        found = [event is not None for event in await asyncio.gather(*nexts)]
        for page in pages:
            await page.aclose()
        return found

    assert asyncio.run(heard()).count(True) == MOST_PAGES


def test_a_stream_ends_when_the_process_is_told_to_stop(unserved: WebAppFixture) -> None:
    async def left() -> list[object]:
        stream = unserved.events()
        leaving = anyio.Event()
        page = stream._events(Visitor("c1", "web-1"), None, leaving)
        following = asyncio.ensure_future(anext(page, None))
        await asyncio.sleep(0)
        leaving.set()
        return [await following, unserved.broadcaster.count("c1")]

    assert asyncio.run(left()) == [None, 0]


def test_an_address_and_all_together_have_so_many_streams_while_they_are_open(
    unserved: WebAppFixture,
) -> None:
    streams = OpenStreams(StreamLimits(address=2, total=3))

    def refused(address: str) -> bool:
        try:
            with streams.place(address):
                return False
        except ApiError as error:
            return error.code == "streams_full"

    with streams.place("10.0.0.1"), streams.place("::ffff:10.0.0.1"):
        assert refused("10.0.0.1")
        with streams.place("2001:db8::1"):
            assert refused("10.9.9.9")
        assert not refused("10.9.9.9")
    assert not refused("10.0.0.1")


def test_a_stream_without_room_is_refused_and_one_that_ends_makes_room(
    unserved: WebAppFixture,
) -> None:
    web_app = WebAppFixture(unserved.database, streams=StreamLimits(address=1))

    async def opened() -> list[object]:
        events, visitor, leaving = web_app.events(), Visitor("c1", "web-1"), anyio.Event()

        def page() -> Any:
            return events._counted("10.0.0.1", events._events(visitor, None, leaving))

        first, second, found = page(), page(), []
        following = asyncio.ensure_future(anext(first, None))
        await asyncio.sleep(0)
        with pytest.raises(ApiError):
            web_app.open_streams.require_room("10.0.0.1")
        found.append(await anext(second, None))
        web_app.broadcaster.publish("c1", TypingEvent())
        found.append((await following).event)
        await first.aclose()
        web_app.open_streams.require_room("10.0.0.1")
        return [*found, web_app.broadcaster.count("c1")]

    assert asyncio.run(opened()) == [None, "typing", 0]


def test_a_page_that_is_closed_leaves_nothing_behind(unserved: WebAppFixture) -> None:
    """Tasks that nobody ends are destroyed with an error in the log."""

    async def left() -> int:
        leaving = anyio.Event()
        page = unserved.events()._events(Visitor("c1", "web-1"), None, leaving)
        following = asyncio.ensure_future(anext(page, None))
        await asyncio.sleep(0)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await page.aclose()
        await asyncio.sleep(0)
        return len(asyncio.all_tasks() - {asyncio.current_task()})

    assert asyncio.run(left()) == 0
