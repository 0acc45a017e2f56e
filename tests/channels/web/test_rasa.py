"""The assistant behind the web app: what it is asked, and what users get when it is away."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.channels.answer import Answer, Button
from bot.channels.assistant import AssistantUnavailableError, Question, SignedInUser
from bot.channels.engines.pool import EnginePool
from bot.channels.web.chat.rasa import MOST_REPEATS, RasaAssistant, RasaSettings
from tests.support.assistant import free_port
from tests.support.engines import NamedEngines

APOLOGY = Answer("Please call 502-555-0100.", None)
SENDER = "web-0123"


async def apology() -> Answer:
    return APOLOGY


class FakeRasa(ThreadingHTTPServer):
    """Rasa's REST channel; `answer` is sent as it is, after `held` is set."""

    answer: tuple[int, bytes] = (200, b"[]")

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[dict[str, Any]] = []
        self.status = "ok"
        self.held = threading.Event()
        self.held.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeRasa

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.bodies.append(json.loads(self.rfile.read(length)))
        self.server.held.wait(20)
        status, content = self.server.answer
        if not status:  # it dies
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        content = json.dumps({"status": self.server.status}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    server = FakeRasa()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.held.set()
    server.shutdown()
    thread.join()
    server.server_close()


def assistant_at(*urls: str, timeout: float = 5.0, at_once: int = 16) -> RasaAssistant:
    """The assistant with engines at these addresses."""
    settings = RasaSettings(timeout, at_once)
    return RasaAssistant(EnginePool(NamedEngines(urls)), settings, apology)


def ask(url: str, *questions: Question, timeout: float = 5.0, at_once: int = 16) -> list[Answer]:
    """The first answer to each question, all asked at once."""

    async def run() -> list[Answer]:
        assistant = assistant_at(url, timeout=timeout, at_once=at_once)
        try:
            found = await asyncio.gather(*(assistant.ask(question) for question in questions))
            return [answers[0] for answers in found]
        finally:
            await assistant.close()

    return asyncio.run(run())


def test_everything_that_is_known_is_told(rasa: FakeRasa) -> None:
    message = {
        "recipient_id": SENDER,
        "text": "Hello",
        "custom": {"type": "chat", "intent": "greet"},
        "buttons": [{"title": "VPN", "payload": "/vpn_access"}],
    }
    rasa.answer = (200, json.dumps([message]).encode())
    user = SignedInUser("u1", name="Ann Lee", agency="Auditor")
    question = Question(SENDER, "hi", "web", "agent", user, is_payload=True)
    (answer,) = ask(rasa.url, question)
    assert (answer.text, answer.buttons) == ("Hello", (Button("VPN", "/vpn_access"),))
    assert answer.reply
    assert answer.reply.type == "chat"
    (body,) = rasa.bodies
    assert body.pop("message_id")
    assert body == {
        "repeated": False,
        "sender": SENDER,
        "message": "hi",
        "metadata": {
            "channel": "web",
            "audience": "agent",
            "payload": True,
            "user": {"id": "u1", "name": "Ann Lee", "agency": "Auditor"},
        },
    }


def test_nobody_is_named_who_has_not_signed_in(rasa: FakeRasa) -> None:
    ask(rasa.url, Question(SENDER, "hi", "web"))
    assert "user" not in rasa.bodies[0]["metadata"]


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"oops"),
        (200, b"no json"),
        (200, b'{"text": "no list"}'),
        (200, b"[]"),
        (200, b'[{"text": "x", "custom": {"type": "poem"}}]'),
    ],
)
def test_what_is_no_answer_becomes_an_apology(rasa: FakeRasa, answer: tuple[int, bytes]) -> None:
    rasa.answer = answer
    assert ask(rasa.url, Question(SENDER, "hi", "web")) == [APOLOGY]


@pytest.mark.parametrize("attempts", [0, 1])
def test_a_message_goes_with_its_id_and_says_when_it_may_be_a_repeated_one(
    rasa: FakeRasa, attempts: int
) -> None:
    ask(rasa.url, Question(SENDER, "hi", "web", id="key-0001", attempts=attempts))
    assert rasa.bodies[0]["message_id"] == "key-0001"
    assert rasa.bodies[0]["repeated"] is bool(attempts)


def test_what_was_not_heard_is_to_be_asked_again_and_gets_no_apology() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    for attempts in (0, MOST_REPEATS + 1):
        again = Question(SENDER, "hi", "web", id="key-0001", attempts=attempts)
        with pytest.raises(AssistantUnavailableError):
            ask(nowhere, again, timeout=0.5)


def test_an_answer_that_breaks_off_is_asked_for_again_but_not_for_ever(rasa: FakeRasa) -> None:
    rasa.answer = (0, b"")
    with pytest.raises(AssistantUnavailableError):
        ask(rasa.url, Question(SENDER, "hi", "web", id="key-0001"))
    last = Question(SENDER, "hi", "web", id="key-0001", attempts=MOST_REPEATS)
    assert ask(rasa.url, last) == [APOLOGY]
    assert ask(rasa.url, Question(SENDER, "hi", "teams")) == [APOLOGY]


def test_a_question_without_time_for_its_answer_is_not_sent(rasa: FakeRasa) -> None:
    assert ask(rasa.url, Question(SENDER, "hi", "web", within=0.5), timeout=5.0) == [APOLOGY]
    assert rasa.bodies == []


def test_one_that_is_not_there_becomes_an_apology() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert ask(nowhere, Question(SENDER, "hi", "web"), timeout=0.5) == [APOLOGY]
    # What is not there at all is not said to forget, too.
    assert health_of(nowhere) == (False, True)


def test_a_slow_one_is_given_up_in_time_and_so_is_who_waits_for_it(rasa: FakeRasa) -> None:
    rasa.held.clear()
    questions = [Question(f"{SENDER}{number}", "hi", "web") for number in range(4)]
    started = time.monotonic()
    assert ask(rasa.url, *questions, timeout=0.5, at_once=2) == [APOLOGY] * 4
    assert time.monotonic() - started < 10
    # Who waited was not sent when a place came free: there was no time left for an answer.
    assert len(rasa.bodies) == 2


@pytest.mark.parametrize(("status", "keeps"), [("ok", True), ("degraded", False)])
def test_one_that_is_there_says_whether_it_forgets(
    rasa: FakeRasa, status: str, keeps: bool
) -> None:
    rasa.status = status
    assert health_of(rasa.url) == (True, keeps)


def health_of(url: str) -> tuple[bool, bool]:
    """Whether it is there, and whether it keeps conversations."""

    async def look() -> tuple[bool, bool]:
        assistant = assistant_at(url)
        found = await assistant.is_there(), await assistant.keeps_conversations()
        await assistant.close()
        return found

    return asyncio.run(look())


INTENTS = [{"name": "vpn_access", "confidence": 0.9}, {"name": "out_of_scope", "confidence": 0.1}]


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [
        (200, json.dumps({"intents": INTENTS}), {"vpn_access": 0.9, "out_of_scope": 0.1}),
        (200, "[]", {}),
        (200, "x", {}),
        (500, "{}", {}),
        (0, "", {}),  # it dies
    ],
)
def test_a_search_goes_on_without_understanding(
    rasa: FakeRasa, status: int, content: str, expected: dict[str, float]
) -> None:
    rasa.answer = (status, content.encode())

    async def likely() -> dict[str, float]:
        assistant = assistant_at(rasa.url)
        found = await assistant.likely_entries("vpn")
        await assistant.close()
        return found

    assert asyncio.run(likely()) == expected
    assert rasa.bodies == [{"text": "vpn"}]
