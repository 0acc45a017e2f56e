"""Health: each part is asked, at most once a second, and nobody is let in before."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.channels.web.serving.health import Health, HttpCheck, wait_for
from tests.support.assistant import free_port


class Server(HTTPServer):
    """Answers with its statuses one after another, then with the last one."""

    def __init__(self, *statuses: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses = list(statuses)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/health"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        statuses = self.server.statuses
        self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    """Not well at first."""
    server = Server(503, 503, 200)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_many_who_ask_at_once_are_one_look_at_each_part() -> None:
    async def asked() -> tuple[list[list[str]], int]:
        now, looks, is_there = [0.0], [], [False]

        async def check() -> bool:
            looks.append(1)
            await asyncio.sleep(0)
            return is_there[0]

        async def well() -> bool:
            return True

        health = Health({"engine": well, "actions": check}, clock=lambda: now[0])
        found = list(await asyncio.gather(*(health.unavailable() for _ in range(300))))
        is_there[0] = True
        now[0] = 0.9
        found.append(await health.unavailable())
        now[0] = 1.1
        return [found[0], found[-1], await health.unavailable()], len(looks)

    assert asyncio.run(asked()) == ([["actions"], ["actions"], []], 2)


def test_a_part_that_does_not_answer_is_away(server: Server) -> None:
    async def look(url: str) -> list[bool]:
        check = HttpCheck(url)
        found = [await check() for _ in range(3)]
        await check.close()
        return found

    assert asyncio.run(look(server.url)) == [False, False, True]
    assert asyncio.run(look(f"http://127.0.0.1:{free_port()}/")) == [False] * 3


def test_the_port_is_opened_when_all_answer(server: Server) -> None:
    async def wait() -> None:
        check = HttpCheck(server.url)
        await wait_for(check, check)
        await check.close()

    asyncio.run(wait())
    assert server.statuses == [200]
