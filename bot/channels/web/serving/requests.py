"""The front door: gives each request its id and its trace, and measures messages of the chat."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.channels.web.security.proxies import TrustedProxies
from bot.channels.web.security.request_guard import TEAMS_PATH
from common.telemetry.handing_on import accept
from common.telemetry.request_id import HEADER
from common.telemetry.stages import Stage
from common.telemetry.tracing import tracing

CHAT_PATH = "/api/chat"


class FrontDoor:
    """Middleware around all others; it sees who is really connected.

    A trusted proxy may give the id (`X-Request-ID`) and the trace (`traceparent`): a client that
    could would choose what stands in our log.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        self._proxies = TrustedProxies(proxies)
        # In place of uvicorn's own, which would stand around us and hide who is connected.
        self._app = ProxyHeadersMiddleware(app, trusted_hosts=list(proxies))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its response names its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)  # type: ignore[arg-type]
            return
        number = accept(Headers(scope=scope) if self._proxies.sent(scope) else {})

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = number
            await send(message)

        with _measured(scope):
            await self._app(scope, receive, with_id)  # type: ignore[arg-type]


def _measured(scope: Scope) -> AbstractContextManager[object]:
    """What is traced: messages, not pages and not streams, which stay open for hours."""
    path = scope["path"] if scope["method"] == "POST" else ""
    if path == CHAT_PATH:
        return Stage("front_door", f"POST {CHAT_PATH}", "server")
    if path == TEAMS_PATH and tracing.is_on:  # answered in the background: no time of a message
        return tracing.span(f"POST {TEAMS_PATH}", "server", {})
    return nullcontext()
