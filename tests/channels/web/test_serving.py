"""What is served at once: headers, connections and time are bounded before anything is parsed."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from bot.channels.web.serving import server
from bot.channels.web.serving.server import (
    FEWEST_FILES,
    LARGEST_HEADERS,
    OTHER_FILES,
    Capacity,
    server_config,
)
from bot.channels.web.settings import WebSettings
from tests.support.assistant import free_port


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads all of a request before it answers."""
    await Request(scope, receive).body()
    await PlainTextResponse("ok")(scope, receive, send)


@contextmanager
def served(connections: int = 50) -> Iterator[int]:
    """The port of a server with our limits."""
    port = free_port()
    settings = WebSettings(port=port)
    config = server_config(app, settings, Capacity(connections, connections), 9.0)
    config.lifespan = "off"
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield port
    server.should_exit = True
    thread.join(timeout=10)


def is_dropped(sent: bytes, port: int, more: bytes = b"") -> bool:
    """Whether the server ends a connection that never finishes; `more` is sent again and again."""
    with socket.create_connection(("127.0.0.1", port), timeout=0.05) as connection:
        connection.sendall(sent)
        for _ in range(400):
            try:
                if not connection.recv(4096):
                    return True
                continue
            except TimeoutError:
                pass
            except ConnectionError:
                return True
            try:
                connection.sendall(more)
            except ConnectionError:
                return True
    return False


@pytest.mark.parametrize(
    ("sent", "more"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X-More: 1\r\n"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n", b"x"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n", b"X: 1\r\n"),
    ],
    ids=["nothing", "headers", "body", "the second request"],
)
def test_who_never_finishes_a_request_is_dropped(
    sent: bytes, more: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "REQUEST_S", 0.2)
    with served() as port:
        assert is_dropped(sent, port, more)


def test_a_request_that_takes_long_to_answer_is_not_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "REQUEST_S", 0.2)
    go_on = threading.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.to_thread(go_on.wait)
        await PlainTextResponse("ok")(scope, receive, send)

    monkeypatch.setattr("tests.channels.web.test_serving.app", slow)
    with served() as port, httpx.Client(trust_env=False) as client:
        threading.Timer(0.6, go_on.set).start()
        assert client.get(f"http://127.0.0.1:{port}/").text == "ok"


def test_headers_are_bounded() -> None:
    with served() as port, httpx.Client(trust_env=False) as client:
        url = f"http://127.0.0.1:{port}/"
        assert client.get(url, headers={"X": "a" * (LARGEST_HEADERS // 2)}).status_code == 200
        assert client.get(url, headers={"X": "a" * (2 * LARGEST_HEADERS)}).status_code == 400


def test_connections_are_bounded_and_the_limit_follows_the_files() -> None:
    with served(connections=3) as port:
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        with httpx.Client(trust_env=False) as client:
            assert client.get(f"http://127.0.0.1:{port}/").status_code == 503
        for one in held:
            one.close()
    for files in (10, FEWEST_FILES, 1_024, 100_000):
        capacity = Capacity.of(files)
        assert 0 < capacity.streams < capacity.connections
        assert capacity.connections + OTHER_FILES <= max(files, FEWEST_FILES)
