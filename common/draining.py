"""Lets a server end without breaking off what it has begun: Sanic 21 (Rasa's) or 25 (ours)."""

from __future__ import annotations

from typing import Any


def drain_at_end(app: Any, within: float) -> None:
    """When the application stops, requests under way are finished, for so many seconds.

    Sanic keeps connections open after their last answer, and would wait for them.
    """
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = within
    connections: set[Any] = set()
    is_ending = False

    async def note(request: Any) -> None:
        nonlocal connections
        connections = request.stream.protocol.connections  # the server's own set of all of them

    async def close_after(request: Any, response: Any) -> None:
        if is_ending and request.stream is not None:
            request.stream.keep_alive = False

    async def end(*_: Any) -> None:
        nonlocal is_ending
        is_ending = True
        for connection in list(connections):
            connection.close_if_idle()

    app.register_middleware(note, "request")
    app.register_middleware(close_after, "response")
    app.register_listener(end, "before_server_stop")
