"""The assistant goes on: with an engine killed, while it is reloaded, and to its last message."""

import signal
import sqlite3
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any

import httpx
import psutil
import pytest

from bot.channels.engines.rendezvous import ranked
from bot.operations.settings import ROOT
from common.engine_list import EngineList
from tests.support.assistant import HELPDESK, RunningAssistant

QUESTION = "How do I get VPN access to work from home?"
FOLLOW_UP = "which form is it?"
FORM = "COT-F181EZ"
PATIENCE_S = 240.0
SETTINGS = {
    "ENGINES": "2",
    "START_TIMEOUT": "240",
    **dict.fromkeys(("CHAT_RATE", "ADDRESS_RATE"), "100000/minute"),
}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAssistant]:
    """The assistant with two engines, of which a test may kill any process."""
    running = RunningAssistant(tmp_path_factory.mktemp("two"), SETTINGS)
    running.start()
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()


class Page:
    """A user's page: it sends again, under the same key, what was not answered."""

    def __init__(self, assistant: RunningAssistant) -> None:
        self.http = httpx.Client(base_url=assistant.web_url, timeout=60, trust_env=False)
        self.refused = 0
        self._insist("/api/session", {"new": True}, {})

    def say(self, text: str) -> str:
        """The text of the answer, without what the user said."""
        found = self._insist("/api/chat", {"text": text}, {"Idempotency-Key": uuid.uuid4().hex})
        return "\n".join(str(message) for message in found["messages"][1:])

    def _insist(self, path: str, body: object, headers: dict[str, str]) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                answer = self.http.post(path, json=body, headers=headers)
                if answer.status_code == httpx.codes.OK:
                    return answer.json()
                assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
            except httpx.TransportError:
                pass
            self.refused += 1
            assert time.monotonic() < deadline, "no answer"
            time.sleep(0.5)


@pytest.fixture
def open_page(two: RunningAssistant) -> Iterator[Callable[[], Page]]:
    """Opens pages, which are closed after the test."""
    with ExitStack() as stack:

        def open_one() -> Page:
            page = Page(two)
            stack.callback(page.http.close)
            return page

        yield open_one


def engines(assistant: RunningAssistant) -> dict[str, psutil.Process]:
    """The engines' processes by their addresses."""
    assert assistant.process is not None
    found = {}
    for child in psutil.Process(assistant.process.pid).children():
        if "bot.engine" in child.cmdline():
            for connection in child.net_connections("tcp"):
                if connection.status == psutil.CONN_LISTEN:
                    found[f"http://127.0.0.1:{connection.laddr.port}"] = child
    return found


def listed(assistant: RunningAssistant) -> tuple[str, ...]:
    found = EngineList.read(assistant.folder)
    return found.urls if found else ()


def senders(assistant: RunningAssistant) -> set[str]:
    with closing(sqlite3.connect(assistant.folder / "conversations.db")) as database:
        return {row[0] for row in database.execute("SELECT DISTINCT sender_id FROM events")}


def test_conversations_of_a_killed_engine_go_on_with_what_was_said(
    two: RunningAssistant, open_page: Callable[[], Page]
) -> None:
    urls, pages = listed(two), []
    # Until each engine has some of the conversations; where one belongs is chance.
    while len(pages) < 4 or {ranked(sender, urls)[0] for sender in senders(two)} != set(urls):
        assert len(pages) < 30, urls
        pages.append(open_page())
        assert "VPN" in pages[-1].say(QUESTION)
    engines(two)[urls[0]].kill()
    with ThreadPoolExecutor(len(pages)) as pool:
        answers = list(pool.map(lambda page: page.say(FOLLOW_UP), pages))
    assert all(FORM in answer for answer in answers), answers
    # The web app sent them to the other engine itself: no page had to ask again.
    assert [page.refused for page in pages] == [0] * len(pages)
    deadline = time.monotonic() + PATIENCE_S
    while len(engines(two)) < 2 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert len(engines(two)) == 2
    assert "the engine 1 ended with status -9 and is started again" in two.log


def test_messages_wait_for_an_action_server_that_is_started_again(
    two: RunningAssistant, open_page: Callable[[], Page]
) -> None:
    page = open_page()
    assert "VPN" in page.say(QUESTION)
    assert two.process is not None
    (actions,) = (
        child
        for child in psutil.Process(two.process.pid).children()
        if "bot.operations.supervisor.action_server" in child.cmdline()
    )
    actions.kill()
    actions.wait()
    # Its socket stays open meanwhile, in the supervisor: nothing is refused.
    assert FORM in page.say(FOLLOW_UP)


def test_a_probe_leaves_no_trace(two: RunningAssistant) -> None:
    before = senders(two)
    ready = httpx.get(f"{two.web_url}/api/ready", timeout=60, trust_env=False)
    assert (ready.status_code, ready.json()["unavailable"]) == (200, [])
    assert senders(two) == before


def test_a_reload_under_messages_fails_none(
    two: RunningAssistant, open_page: Callable[[], Page]
) -> None:
    old, done = set(engines(two)), threading.Event()

    def talk(number: int) -> tuple[int, list[str]]:
        page, answers = open_page(), []
        while not done.is_set():
            page.say(QUESTION)
            answers.append(page.say(FOLLOW_UP))
        return page.refused, answers

    with ThreadPoolExecutor(3) as pool:
        talks = [pool.submit(talk, number) for number in range(2)]
        reload = subprocess.run(
            [HELPDESK, "reload"],
            env=two.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        done.set()
        results = [one.result() for one in talks]
    assert (reload.returncode, "reloaded" in reload.stderr) == (0, True), reload.stderr + two.log
    for _, answers in results:
        assert answers
        assert all(FORM in answer for answer in answers)
    assert not set(listed(two)) & old
    assert set(engines(two)) == set(listed(two))
    assert "another web app works" not in two.log


def test_sigterm_lets_the_message_under_way_finish(
    two: RunningAssistant, open_page: Callable[[], Page]
) -> None:
    page = open_page()
    page.say(QUESTION)
    found: list[str] = []

    def ask() -> None:
        answer = page.http.post(
            "/api/chat",
            json={"text": FOLLOW_UP},
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )
        found.append(answer.text if answer.status_code == httpx.codes.OK else answer.reason_phrase)

    # So that the message is under way when the signal comes.
    running = engines(two)
    for engine in running.values():
        engine.suspend()
    asking = threading.Thread(target=ask)
    asking.start()
    key_seen = time.monotonic() + 1.0
    while time.monotonic() < key_seen:
        time.sleep(0.05)
    assert two.process is not None
    two.process.send_signal(signal.SIGTERM)
    for engine in running.values():
        engine.resume()
    asking.join()
    assert two.process.wait(timeout=60) == 0
    assert FORM in found[0], found
