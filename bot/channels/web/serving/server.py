"""The HTTP server: limits for headers, connections and slow clients."""

import asyncio
import math
import resource
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.channels.web.serving.requests import FrontDoor
from bot.channels.web.settings import WebSettings
from common.listening_socket import socket_to_serve
from common.readiness import announce_ready, tell_alive

GRACE_S = 1.0  # beyond the time that an answer may take, when the process is told to stop
LOOK_S = 0.1  # whether it is to end while it waits for its start
LARGEST_HEADERS = 32 * 1024
PIECE = LARGEST_HEADERS // 2
# For a whole request, headers and body.
REQUEST_S = 20.0
MOST_CONNECTIONS = 2_000
# Files for databases, log and the connections to engine, action server and provider.
OTHER_FILES = 128
FEWEST_FILES = 2 * OTHER_FILES
# Streams stay open; the rest of the connections is for everything else.
STREAMS_SHARE = 0.75


@dataclass(frozen=True)
class Capacity:
    """Connections that are served at once, and how many of them may be event streams."""

    connections: int
    streams: int

    @classmethod
    def of(cls, files: int) -> "Capacity":
        """What a process that may open so many files can serve."""
        connections = min(max(files, FEWEST_FILES) - OTHER_FILES, MOST_CONNECTIONS)
        return cls(connections, int(connections * STREAMS_SHARE))


SMALLEST = Capacity.of(FEWEST_FILES)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that drops clients that do not finish a request in time, or are too many.

    uvicorn limits idle connections only: one byte now and then would keep one open forever.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer for the first request."""
        super().connection_made(transport)
        # At the limit uvicorn answers 503; far above it, files would run out before it can.
        limit = self.limit_concurrency
        if limit is not None and len(self.connections) > limit + OTHER_FILES // 4:
            transport.abort()
            return
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take the data; the time runs from a request's first byte to its last."""
        # In pieces: h11 looks at the size of headers only while they are incomplete.
        for start in range(0, len(data), PIECE):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + PIECE])
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Keep the connection; uvicorn waits for the next request's first byte."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE:
            self._stop_waiting()

    def _watch(self) -> None:
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._stop_waiting()
        elif self._late is None:
            self._late = self.loop.call_later(REQUEST_S, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def open_files() -> int:
    """How many files this process may open, after asking for as many as are useful."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    useful = MOST_CONNECTIONS + FEWEST_FILES
    wanted = useful if hard == resource.RLIM_INFINITY else min(useful, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return useful if soft == resource.RLIM_INFINITY else soft


class WebServer(uvicorn.Server):
    """Serves the socket that the supervisor has opened, or one of its own."""

    def __init__(self, config: uvicorn.Config, wait: Callable[[], Awaitable[None]]) -> None:
        """`wait`: for what must be there first; whoever connects meanwhile waits, too."""
        super().__init__(config)
        self._wait = wait
        self._telling: asyncio.Task[None] | None = None

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop; then finish what was begun."""
        try:
            opened = socket_to_serve(self.config.host, self.config.port)
        except OSError as error:
            raise SystemExit(
                f"error: port {self.config.port} cannot be opened ({error.strerror}): "
                "stop what listens there or choose another port (WEB_PORT in .env)"
            ) from None
        super().run([opened])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        # Before it is served: users would get an apology as their final answer.
        waiting = asyncio.ensure_future(self._wait())
        while not (waiting.done() or self.should_exit):
            await asyncio.wait([waiting], timeout=LOOK_S)
        if self.should_exit:
            waiting.cancel()
            return
        waiting.result()
        await super().startup(sockets)
        announce_ready()
        self._telling = asyncio.create_task(tell_alive())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what was begun."""
        await super().shutdown(sockets)
        if self._telling is not None:
            self._telling.cancel()


def server_config(
    app: Any, settings: WebSettings, capacity: Capacity, answer_timeout: float
) -> uvicorn.Config:
    """uvicorn with all its limits, and ours."""
    return uvicorn.Config(
        FrontDoor(app, settings.proxies),
        host=settings.host,
        port=settings.port,
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the front door reads them
        h11_max_incomplete_event_size=LARGEST_HEADERS,
        limit_concurrency=capacity.connections,
        timeout_graceful_shutdown=math.ceil(answer_timeout + GRACE_S),
    )
