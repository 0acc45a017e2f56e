"""The security log: a closed list of events, in the logger named `security`."""

import logging
from collections.abc import Mapping
from enum import StrEnum

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.security.request_guard import CONSOLE_PATH
from bot.channels.web.sessions.middleware import remembered
from bot.channels.web.sessions.store import AGENT, USER

logger = logging.getLogger("security")
logger.setLevel(logging.INFO)  # whatever LOG_LEVEL is


class SecurityEvent(StrEnum):
    """Every event that is logged."""

    TOKEN_REFUSED = "token_refused"  # noqa: S105  (no password)
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate_limited"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    CONTACTS_SHOWN = "contacts_shown"
    DRAFT_READ_BY_AGENT = "draft_read_by_agent"


# Anybody can cause these: one line a minute for each kind.
REFUSALS = frozenset(
    {SecurityEvent.TOKEN_REFUSED, SecurityEvent.FORBIDDEN, SecurityEvent.RATE_LIMITED}
)
BY_STATUS = {
    401: SecurityEvent.TOKEN_REFUSED,
    403: SecurityEvent.FORBIDDEN,
    429: SecurityEvent.RATE_LIMITED,
}
CALLBACK, LOGOUT, SESSION = "/auth/callback", "/auth/logout", "/api/session"
# The two doors of the console say themselves who came in, or why not.
DOORS = frozenset({"/auth/console", "/auth/teams-tab"})
REDIRECTED, ENDED = 303, 204


def record(event: SecurityEvent, **facts: object) -> None:
    """Write one line; facts are ids and numbers, never text of a user."""
    described = " ".join(f"{name}={value}" for name, value in facts.items())
    kind = str(event) if event in REFUSALS else ""
    logger.info("%s %s", event, described, extra={"kind": kind})


class SecurityLog:
    """Middleware: records the outcome of requests."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note its status."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def recorded(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                if event := event_of(scope["path"], status, dict(scope["headers"])):
                    request = f"{scope['method']} {_known(scope)}"
                    record(event, user=_user(scope), request=request, status=status)
            await send(message)

        await self._app(scope, receive, recorded)


def event_of(path: str, status: int, headers: Mapping[bytes, bytes]) -> SecurityEvent | None:
    """The event that a response stands for, if any."""
    if path == CALLBACK:
        return SecurityEvent.SIGNED_IN if status == REDIRECTED else SecurityEvent.SIGN_IN_FAILED
    if path in DOORS and status in (401, 403):
        return None
    if (path == LOGOUT and status < min(BY_STATUS)) or (path == SESSION and status == ENDED):
        return SecurityEvent.SIGNED_OUT
    if status == 401 and not headers.keys() & {b"authorization", b"cookie"}:
        return None  # no credentials were sent
    return BY_STATUS.get(status)


def _user(scope: Scope) -> str:
    session = remembered(scope)
    user = session.get(USER) or session.get(AGENT) or {}
    return str(user.get("id", "-")) if isinstance(user, dict) else "-"


def _known(scope: Scope) -> str:
    """The path of the route; a path that a client made up is not logged."""
    path = str(getattr(scope.get("route"), "path", "-"))
    # A route of the console knows its place in it only.
    is_inside = scope["path"].startswith(f"{CONSOLE_PATH}/") and path.startswith("/")
    return CONSOLE_PATH + path.removeprefix(CONSOLE_PATH) if is_inside else path
