"""The log of the web app: one line for each event, with the client's address and session."""

import hashlib
import logging
import time
from collections.abc import Callable
from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.web.sessions.middleware import remembered
from common.log_lines import formatter

FORMAT = "%(asctime)s %(levelname)s %(name)s [%(origin)s] %(message)s"
MINUTE_S = 60.0
# Anybody can cause these as often as they like: one line a minute each, with how many there were.
REPEATED = frozenset(
    {
        "security",
        "uvicorn.error",
        "bot.channels.engines.pool",
        "bot.channels.engines.sources",
        "bot.channels.web.api.errors",
        "bot.channels.web.chat.rasa",
        "bot.channels.web.signin.routes",
        "bot.channels.web.teams_tab_route",
        "bot.channels.teams.bot",
        "bot.channels.teams.transport.authentication",
    }
)
DIGITS = 12
BEARER = b"bearer "

_request: ContextVar[Scope | None] = ContextVar("request", default=None)


class RequestOrigins:
    """Middleware: log lines during a request name the request's origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            _request.set(scope)
        await self._app(scope, receive, send)


def configure_logs(level: str, form: str = "text") -> None:
    """Write to standard error: time in UTC, kind, place, origin, one line for each event."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(level, form, "web", text=FORMAT))
    handler.addFilter(OncePerMinute())
    handler.addFilter(add_origin)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At INFO it would log the URLs of requests, which may hold text of users.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def add_origin(record: logging.LogRecord) -> bool:
    """Add address and session of the request; the session as a digest, which opens nothing."""
    scope = _request.get()
    record.origin = "-" if scope is None else f"{_address(scope)} {session_of(scope)}"
    return True


class OncePerMinute(logging.Filter):
    """Lets one line of a kind through per minute; the next one says how many were left out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        kind = getattr(record, "kind", None)
        if record.name not in REPEATED or kind == "":
            return True
        key = record.name, str(kind or record.msg)
        until, left_out = self._said.get(key, (float("-inf"), 0))
        if self._clock() < until:
            self._said[key] = until, left_out + 1
            return False
        self._said[key] = self._clock() + MINUTE_S, 0
        if left_out:
            record.msg, record.args = f"{record.getMessage()} (and {left_out} more before)", ()
        return True


def session_of(scope: Scope) -> str:
    """Identifies the lines of one session: a digest of its conversation, or of its token."""
    named = str(remembered(scope).get("conversation") or "").encode()
    for name, value in scope["headers"]:
        if name == b"authorization" and value[: len(BEARER)].lower() == BEARER:
            named = value
    return hashlib.sha256(named).hexdigest()[:DIGITS] if named else "-"


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else "-"
