"""Middleware: the security headers of every response, and the redirect to HTTPS."""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.security.proxies import TrustedProxies

YEAR_S = 31_536_000
FORWARDED = ("x-forwarded-for", "x-forwarded-proto", "forwarded", "via")
HEADERS = {
    # Browsers must not guess the type of a response.
    "X-Content-Type-Options": "nosniff",
    # Other sites cannot load it, except the launcher of the widget, which sets its own.
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds the headers that a response does not set itself."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        # Browsers ignore it over plain HTTP.
        secure = {"Strict-Transport-Security": f"max-age={YEAR_S}"} if is_https else {}
        self._headers = HEADERS | secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its response gets the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class HttpsRedirect:
    """Redirects plain HTTP to the public address.

    Only where it is certain: the trusted proxy says so, or there is no proxy. A proxy that does not
    say may end HTTPS itself, and redirects would never end.
    """

    def __init__(self, app: ASGIApp, *, origin: str, proxies: Sequence[str]) -> None:
        self._app, self._origin = app, origin
        self._host = origin.partition("://")[2]
        self._proxies = TrustedProxies(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or redirect it."""
        if scope["type"] == "http" and scope["scheme"] == "http" and self._is_plain(scope):
            path = quote(scope["path"], safe="/:@!$&'()*+,;=~-._")
            query = scope["query_string"].decode("latin-1")
            url = f"{self._origin}{path}{'?' if query else ''}{query}"
            await RedirectResponse(url, 308)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_plain(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        # Programs on this machine use its local names.
        if headers.get("host", "").lower().partition(":")[0] != self._host.partition(":")[0]:
            return False
        if headers.get("x-forwarded-proto") == "http":
            return True
        return not any(name in headers for name in FORWARDED) and not self._proxies.sent(scope)
