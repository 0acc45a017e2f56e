"""Hands the request's id and its trace from one process to the next, in two headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from common.telemetry.request_id import HEADER, begin_request, current_request_id
from common.telemetry.tracing import PARENT, tracing


def outgoing_headers() -> dict[str, str]:
    """What a call to another process of ours carries; empty outside of a request."""
    number = current_request_id()
    return {**({HEADER: number} if number else {}), **tracing.parent()}


def accept(headers: Mapping[str, str]) -> str:
    """Go on with what the caller's headers say, which must be trusted; returns the request's id."""
    number = begin_request(headers.get(HEADER.lower()))
    tracing.follow(headers.get(PARENT))
    return number


async def hand_on(request: Any) -> None:
    """Add both to a request of HTTPX."""
    request.headers.update(outgoing_headers())


# Of an HTTPX client: its calls carry both.
HANDED_ON = {"request": [hand_on]}


def take_over(app: Any) -> None:
    """Let each request of a Sanic application go on with its caller's id and trace."""

    async def take(request: Any) -> None:
        accept(request.headers)

    app.register_middleware(take, "request")
