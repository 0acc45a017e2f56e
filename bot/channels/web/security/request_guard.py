"""Middleware: refuses requests that are too large or that another site's page sends."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.api.errors import ApiError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Not called by browsers: Teams has its own token and larger messages.
TEAMS_PATH = "/api/messages"
# Nothing of it is for other sites, not even to be asked for: each look-up of people is audited.
CONSOLE_PATH = "/api/console"
LARGEST_BODY = 64 * 1024
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class RequestGuard:
    """Refuses large bodies, and requests that pages of other origins send."""

    def __init__(self, app: ASGIApp, origins: Collection[str] = ()) -> None:
        self._app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises ApiError."""
        if scope["type"] != "http" or scope["path"] == TEAMS_PATH or _is_open(scope):
            await self._app(scope, receive, send)
        else:
            self._check(Headers(scope=scope), scope["scheme"])
            await self._app(scope, _bounded(receive), send)

    def _check(self, headers: Headers, scheme: str) -> None:
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            raise ApiError("too_large")
        origin = headers.get("origin")
        own = self._origins or {f"{scheme}://{headers.get('host', '')}"}
        foreign = origin is not None and origin not in own
        if foreign or headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            raise ApiError("forbidden_origin")


def _is_open(scope: Scope) -> bool:
    """Whether pages of other sites may send it: reading what isn't the console's."""
    return scope["method"] in SAFE and not scope["path"].startswith(f"{CONSOLE_PATH}/")


def origin_of(url: str) -> str:
    """Scheme and host of an address, as browsers send them in `Origin`."""
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc.removesuffix(DEFAULT_PORTS.get(parts.scheme, ''))}"


def _bounded(receive: Receive) -> Receive:
    """Counts the body while it is read: its declared length may be missing or wrong."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            # The only error that FastAPI passes on while it reads a body.
            raise HTTPException(413)
        return message

    return counted
