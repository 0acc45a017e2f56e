"""Middleware around every answer: the headers that all of them have, and HTTPS where it is ours."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

YEAR_S = 31_536_000
FORWARDED = ("x-forwarded-for", "x-forwarded-proto", "forwarded", "via")
HEADERS = {
    # A browser takes an answer for what it says that it is.
    "X-Content-Type-Options": "nosniff",
    # Pages of other sites cannot load it; the launcher of the widget says otherwise of itself.
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds to whatever is answered what it does not say itself."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        # Over plain HTTP browsers do not heed it.
        secure = {"Strict-Transport-Security": f"max-age={YEAR_S}"} if is_https else {}
        self._headers = HEADERS | secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the answer gets the headers."""
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
    """Sends who asks over plain HTTP to the public address.

    Only where it is known that they do: the trusted proxy says so, or no proxy is between. A proxy
    that does not tell has asked over HTTPS itself; to redirect would never end.
    """

    def __init__(self, app: ASGIApp, *, origin: str, proxies: Sequence[str]) -> None:
        self._app, self._origin = app, origin
        self._host = origin.partition("://")[2]
        self._proxies = [ip_network(proxy) for proxy in proxies]

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
        # Programs of this machine ask it by its local names.
        if headers.get("host", "").lower().partition(":")[0] != self._host.partition(":")[0]:
            return False
        if headers.get("x-forwarded-proto") == "http":
            return True
        return not any(name in headers for name in FORWARDED) and not self._is_proxy(scope)

    def _is_proxy(self, scope: Scope) -> bool:
        try:
            address = ip_address((scope.get("client") or ("",))[0])
        except ValueError:  # the name of a socket: whoever listens there is on this machine
            return True
        return any(address in network for network in self._proxies)
