"""Middleware that loads the session of a request, and stores it when it was changed."""

import copy
from http.cookies import SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.security.request_guard import CONSOLE_PATH, SAFE, TEAMS_PATH
from bot.channels.web.sessions.store import AGENT, USER, Data, Kind, SessionStore

COOKIE = "service_desk_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
CHAT, SIGN_IN = "/api/", "/auth/"
PROBES = ("/api/health", "/api/ready", "/api/live")
WITHOUT_SESSION = frozenset({TEAMS_PATH, *PROBES, "/api/openapi.json"})
# What the console's page may ask again and again by itself.
POLLED = frozenset(f"{CONSOLE_PATH}/{name}" for name in ("me", "requests", "disputes"))
# Whoever has just got one of these may do more than before.
RIGHTS = (USER, AGENT)


class WebSession(dict[str, object]):
    """The data of one session; `token` is empty until it is stored."""

    def __init__(self, kind: Kind, token: str, data: Data) -> None:
        super().__init__(copy.deepcopy(data))
        self.kind: Kind = kind
        self.token = token
        self.loaded = data

    @property
    def is_changed(self) -> bool:
        """Whether it must be stored."""
        return self != self.loaded

    @property
    def is_elevated(self) -> bool:
        """Whether somebody has just signed in: the session then gets a new token."""
        return any(key in self and self[key] != self.loaded.get(key) for key in RIGHTS)


class WebSessionMiddleware:
    """Provides `request.session` to the chat API and the sign-in.

    The cookie holds a token and nothing else. For programs, and for frames whose cookies the
    browser blocks, a bearer token takes its place; nobody can sign in with one.
    """

    def __init__(self, app: ASGIApp, store: SessionStore, *, secure: bool) -> None:
        self._app, self._store = app, store
        self._name = SECURE_COOKIE if secure else COOKIE
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its session."""
        path = scope["path"] if scope["type"] == "http" else ""
        if not path.startswith((CHAT, SIGN_IN)) or path in WITHOUT_SESSION:
            await self._app(scope, receive, send)
            return
        session = scope["session"] = await self._load(scope)

        async def storing(message: Message) -> None:
            if message["type"] == "http.response.start" and session.is_changed:
                token = await run_in_threadpool(self._save, session)
                if token is not None:
                    MutableHeaders(scope=message).append("Set-Cookie", self._cookie(token))
            await send(message)

        await self._app(scope, receive, storing)

    async def _load(self, scope: Scope) -> WebSession:
        request = HTTPConnection(scope)
        kind: Kind = "cookie"
        token = request.cookies.get(self._name, "")
        if scope["path"].startswith(CHAT) and (bearer := bearer_of(request)) is not None:
            kind, token = "bearer", bearer
        used = _is_use(scope)
        data = await run_in_threadpool(self._store.find, kind, token, used=used) if token else None
        return WebSession(kind, token if data is not None else "", data or {})

    def _save(self, session: WebSession) -> str | None:
        """The token for a new cookie, empty to delete it; None when the cookie stays."""
        data = dict(session)
        if session.token and data and not session.is_elevated:
            self._store.save(session.kind, session.token, data)
            return None
        if session.token:
            self._store.end(session.kind, session.token)
        if session.kind == "bearer":  # whoever has none is given one in the body of an answer
            return None
        return self._store.begin("cookie", data) if data else ""

    def _cookie(self, token: str) -> str:
        longest = int(self._store.visitors.longest.total_seconds()) if token else 0
        cookie = SimpleCookie({self._name: token})
        cookie[self._name].update({"path": "/", "max-age": str(longest), "samesite": "lax"})
        cookie[self._name]["httponly"] = True
        if self._secure:
            cookie[self._name]["secure"] = True
        return cookie[self._name].OutputString()


def _is_use(scope: Scope) -> bool:
    """Whether a person is behind it: a page that only listens must not keep its session alive."""
    if scope["method"] not in SAFE:
        return True
    path: str = scope["path"]
    # Agents look up, and send next to nothing.
    return path.startswith(f"{CONSOLE_PATH}/") and path not in POLLED


def remembered(scope: Scope) -> Data:
    """What the session of a request holds, or held before the request ended it."""
    session = scope.get("session")
    return (dict(session) or session.loaded) if isinstance(session, WebSession) else {}


def bearer_of(request: HTTPConnection) -> str | None:
    """The bearer token of a request, None where it has none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None
