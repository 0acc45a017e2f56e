"""Which engine answers a conversation, and how soon one that is gone is left."""

import asyncio
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.answer import Answer
from bot.channels.assistant import AssistantUnavailableError, Question
from bot.channels.engines.pool import EnginePool, Presence
from bot.channels.engines.rendezvous import ranked
from bot.channels.engines.sources import ListedEngines, ResolvedEngines
from bot.channels.web.chat.rasa import RasaAssistant, RasaSettings
from common.engine_list import EngineList
from tests.support.engines import NamedEngines

PLACES = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=8, unique=True)


@given(st.text(), PLACES, st.randoms(use_true_random=False))
def test_a_conversation_has_its_engine_whoever_asks(
    key: str, places: list[str], chance: Any
) -> None:
    mixed = list(places)
    chance.shuffle(mixed)
    assert ranked(key, places) == ranked(key, mixed)
    assert sorted(ranked(key, places)) == sorted(places)


@given(st.text(), PLACES, st.data())
def test_only_the_conversations_of_an_engine_that_is_gone_move(
    key: str, places: list[str], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(places))
    left = [place for place in places if place != gone]
    before, after = ranked(key, places), ranked(key, left)
    assert after == [place for place in before if place != gone]


@given(st.integers(min_value=2, max_value=8), st.text(max_size=8))
def test_conversations_are_spread_evenly(count: int, prefix: str) -> None:
    places = [f"http://10.0.0.{number}:5005" for number in range(count)]
    keys = 400 * count
    found = Counter(ranked(f"{prefix}{number}", places)[0] for number in range(keys))
    # Seven standard deviations of the binomial distribution.
    spread = 7 * (keys / count * (1 - 1 / count)) ** 0.5
    assert all(abs(found[place] - keys / count) < spread for place in places)


class FakeEngine(ThreadingHTTPServer):
    """An engine that answers each message by its own name, and remembers whom it has answered."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _EngineHandler)
        self.bodies: list[dict[str, Any]] = []
        self.heard = threading.Event()
        self.breaks_off = False
        self.has_actions = True
        self.answers_health = threading.Event()
        self.answers_health.set()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def end(self) -> None:
        self.answers_health.set()
        self.shutdown()
        self.thread.join()
        self.server_close()


class _EngineHandler(BaseHTTPRequestHandler):
    server: FakeEngine

    def do_GET(self) -> None:
        self.server.answers_health.wait(20)
        self._send({"status": "ok" if self.server.has_actions else "no_actions"})

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        if not self.server.has_actions:
            self._send({"error": "the action server is away"}, 503)
            return
        self.server.bodies.append(body)
        self.server.heard.set()
        if self.server.breaks_off:
            self.close_connection = True
            return
        self._send([{"recipient_id": "x", "text": self.server.url}])

    def _send(self, content: object, status: int = 200) -> None:
        written = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def engines() -> Iterator[list[FakeEngine]]:
    found = [FakeEngine(), FakeEngine()]
    yield found
    for engine in found:
        if engine.socket.fileno() >= 0:
            engine.end()


async def apology() -> Answer:
    return Answer("Please call.", None)


def sender_of(engine: FakeEngine, engines: list[FakeEngine]) -> str:
    """A conversation that is this engine's."""
    urls = [one.url for one in engines]
    return next(name for name in map(str, range(1000)) if ranked(name, urls)[0] == engine.url)


def assistant_of(engines: list[FakeEngine], timeout: float = 5.0) -> RasaAssistant:
    source = NamedEngines(tuple(engine.url for engine in engines))
    return RasaAssistant(EnginePool(source), RasaSettings(timeout), apology)


def test_what_an_engine_refuses_goes_to_the_next_at_once(engines: list[FakeEngine]) -> None:
    first, second = engines
    sender = sender_of(first, engines)

    async def talk() -> list[str]:
        assistant = assistant_of(engines)
        before = await assistant.ask(Question(sender, "hi", "web", id="key-0001"))
        await asyncio.to_thread(first.end)
        after = await assistant.ask(Question(sender, "hi", "web", id="key-0002"))
        await assistant.close()
        return [before[0].text, after[0].text]

    assert asyncio.run(talk()) == [first.url, second.url]
    # It was not heard before.
    assert second.bodies[0]["repeated"] is False


def test_an_engine_without_its_action_server_is_left_and_comes_back(
    engines: list[FakeEngine],
) -> None:
    first, second = engines
    sender = sender_of(first, engines)

    async def talk() -> list[str]:
        pool = EnginePool(NamedEngines((first.url, second.url)))
        assistant = RasaAssistant(pool, RasaSettings(5.0), apology)
        await pool.look()
        first.has_actions = False  # since that look
        texts = [(await assistant.ask(Question(sender, "hi", "web")))[0].text]
        await pool.look()
        assert pool.ranked(sender) == [second.url]
        first.has_actions = True
        await pool.look()
        texts.append((await assistant.ask(Question(sender, "hi", "web")))[0].text)
        await assistant.close()
        return texts

    assert asyncio.run(talk()) == [second.url, first.url]
    assert second.bodies[0]["repeated"] is False


def test_what_breaks_off_is_asked_once_more_as_a_repeated_message(
    engines: list[FakeEngine],
) -> None:
    first, second = engines
    sender = sender_of(first, engines)

    async def talk() -> str:
        assistant = assistant_of(engines)
        first.breaks_off = True

        def end_soon() -> None:
            first.heard.wait(20)
            first.end()

        (answers, _) = await asyncio.gather(
            assistant.ask(Question(sender, "hi", "teams")), asyncio.to_thread(end_soon)
        )
        await assistant.close()
        return answers[0].text

    assert asyncio.run(talk()) == second.url
    (heard,), (again,) = first.bodies, second.bodies
    # A channel without ids has its message known again, too.
    assert again["message_id"] == heard["message_id"]
    assert (heard["repeated"], again["repeated"]) == (False, True)


def test_a_message_that_breaks_every_engine_does_not_go_on_for_ever(
    engines: list[FakeEngine],
) -> None:
    for engine in engines:
        engine.breaks_off = True

    async def talk() -> None:
        assistant = assistant_of(engines)
        try:
            with pytest.raises(AssistantUnavailableError):
                await assistant.ask(Question("a", "hi", "web", id="key-0001"))
            with pytest.raises(AssistantUnavailableError):
                await assistant.ask(Question("a", "hi", "web", id="key-0001", attempts=1))
        finally:
            await assistant.close()

    asyncio.run(talk())
    assert sum(len(engine.bodies) for engine in engines) == 3


def test_a_message_waits_for_an_engine_that_comes_back() -> None:
    engine = FakeEngine()
    port = engine.server_port
    engine.end()
    came: list[FakeEngine] = []

    async def talk() -> str:
        source = NamedEngines((f"http://127.0.0.1:{port}",))
        pool = EnginePool(source)
        assistant = RasaAssistant(pool, RasaSettings(20.0), apology)
        await assistant.start()
        assert pool.ranked("a") == []
        asking = asyncio.create_task(assistant.ask(Question("a", "hi", "web", id="key-0001")))
        came.append(await asyncio.to_thread(FakeEngine))
        source.urls = (came[0].url,)
        answers = await asking
        await assistant.close()
        return answers[0].text

    try:
        assert asyncio.run(talk()) == came[0].url
    finally:
        came[0].end()


def test_an_engine_that_hangs_is_left_and_comes_back(engines: list[FakeEngine]) -> None:
    first, second = engines

    async def seen() -> list[list[str]]:
        pool = EnginePool(NamedEngines((first.url, second.url)))
        await pool.look()
        found = [sorted(pool.ranked("a"))]
        first.answers_health.clear()
        await pool.look()
        found.append(pool.ranked("a"))
        assert pool.states[first.url].presence is Presence.SLOW
        first.answers_health.set()
        await pool.look()
        found.append(sorted(pool.ranked("a")))
        await pool.close()
        return found

    both = sorted((first.url, second.url))
    assert asyncio.run(seen()) == [both, [second.url], both]


def test_where_all_are_slow_the_load_is_to_blame_and_they_are_asked(
    engines: list[FakeEngine],
) -> None:
    async def seen() -> list[str]:
        pool = EnginePool(NamedEngines(tuple(engine.url for engine in engines)))
        for engine in engines:
            engine.answers_health.clear()
        await pool.look()
        found = pool.ranked("a")
        for engine in engines:
            engine.answers_health.set()
        await pool.close()
        return found

    assert sorted(asyncio.run(seen())) == sorted(engine.url for engine in engines)


def test_the_supervisors_list_counts_and_without_one_the_one_address(tmp_path: Path) -> None:
    source = ListedEngines(tmp_path, "http://127.0.0.1:5005")

    def found() -> tuple[str, ...]:
        return asyncio.run(source.find())

    assert found() == ("http://127.0.0.1:5005",)
    EngineList(("http://127.0.0.1:1", "http://127.0.0.1:2"), "m").write(tmp_path)
    assert found() == ("http://127.0.0.1:1", "http://127.0.0.1:2")
    EngineList().write(tmp_path)
    assert found() == ()
    EngineList.remove(tmp_path)
    assert found() == ("http://127.0.0.1:5005",)


def test_every_address_of_a_name_is_an_engine_and_an_outage_of_dns_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    records: list[Any] = [["10.0.0.7", 80], ["10.0.0.6", 80], ["fd00::6", 80, 0, 0]]
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[Any]:
        asked.append((host, port))
        if not records:
            raise socket.gaierror(-3, "Temporary failure in name resolution")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", record) for record in records]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    async def find() -> list[tuple[str, ...]]:
        source = ResolvedEngines("http://engine:5005")
        found = [await source.find()]
        records.clear()
        now[0] += 1.0
        found.append(await source.find())
        assert len(asked) == 1
        now[0] += 10.0
        found.append(await source.find())
        return found

    urls = ("http://10.0.0.6:5005", "http://10.0.0.7:5005", "http://[fd00::6]:5005")
    assert asyncio.run(find()) == [urls, urls, urls]
    assert asked == [("engine", 5005)] * 2
