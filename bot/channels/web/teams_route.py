"""`POST /api/messages`: where Microsoft Teams delivers."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bot.channels.web.api.routes import address
from bot.channels.web.chat.history import History
from bot.channels.web.security.limits import RateLimits
from bot.channels.web.security.request_guard import TEAMS_PATH

Json = dict[str, object]
LARGEST_ACTIVITY = 256 * 1024
TOO_LARGE = {"error": {"code": "too_large"}}
REFUSED = frozenset({401, 403})


class BotAnswer(Protocol):
    """What the bot answers: an HTTP status, and a JSON body or none."""

    @property
    def status(self) -> int: ...

    @property
    def body(self) -> Json | None: ...


Receive = Callable[[bytes, Mapping[str, str]], Awaitable[BotAnswer]]


class SeenActivities:
    """Remembers across restarts which activities were handled."""

    def __init__(self, history: History) -> None:
        self._history = history

    async def first(self, key: str) -> bool:
        """Whether it is new. Raises StoreError."""
        return await run_in_threadpool(self._history.first, key)


def teams_router(receive: Receive, limits: RateLimits) -> APIRouter:
    """The route. The bot checks everything but the size, which is limited while reading.

    Rates count only requests that Microsoft didn't sign: a few of its addresses send the messages
    of all users.
    """
    router = APIRouter(include_in_schema=False)

    @router.post(TEAMS_PATH)
    async def messages(request: Request) -> Response:
        where = address(request)
        await limits.require_signed(where)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_ACTIVITY:
                return JSONResponse(TOO_LARGE, 413)
        answer = await receive(body, request.headers)
        if answer.status in REFUSED:
            await limits.count_unsigned(where)
        if answer.body is None:
            return Response(status_code=answer.status)
        return JSONResponse(answer.body, answer.status)

    return router
