"""One-time links to the console: once, from this machine only, and only where nobody signs in."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import Result
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from bot.channels.console.link import FOLDER, LIFETIME_S, ConsoleLinks, is_link_offered
from bot.channels.web.security.this_machine import is_from_this_machine
from bot.channels.web.sessions.middleware import COOKIE
from bot.channels.web.sessions.store import Data, Kind, SessionStore
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from bot.operations.cli.app import app
from bot.operations.cli.client import NotRunningError
from faq_kb.knowledge import KnowledgeBase
from tests.console.doors import ELSEWHERE, LOCAL, OIDC, Desk, browser, with_cookie
from tests.support.assistant import free_port

ME = "/api/console/me"
NAME = "Agent at this machine"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase) -> Iterator[Desk]:
    found = Desk(tmp_path_factory.mktemp("desk"), knowledge)
    yield found
    found.close()


@pytest.fixture(scope="module")
def web_app(desk: Desk) -> FastAPI:
    return desk.app()


@pytest.fixture
def links(desk: Desk) -> ConsoleLinks:
    desk.web_app().session_store.end_all()
    return ConsoleLinks(desk.settings.shared.data_dir)


@pytest.fixture
def user(web_app: FastAPI) -> TestClient:
    return browser(web_app)


# The links themselves


def test_a_link_counts_once_and_its_token_is_kept_nowhere(tmp_path: Path) -> None:
    links = ConsoleLinks(tmp_path)
    token, other = links.make(), links.make()
    assert len(token) == 43  # 256 bits
    kept = list((tmp_path / FOLDER).iterdir())
    assert not any(token in f"{file}{file.read_text()}" for file in kept)
    assert {file.stat().st_mode & 0o077 for file in (*kept, tmp_path / FOLDER)} == {0}
    for wrong in ("", "x", f"{token}x", token.swapcase(), "../" * 14 + "x", "\udcff" * 43):
        assert not links.use(wrong)
    assert [links.use(token) for _ in range(2)] == [True, False]
    assert links.use(other)


def test_of_many_who_use_it_at_once_one_succeeds(tmp_path: Path) -> None:
    token = ConsoleLinks(tmp_path).make()
    with ThreadPoolExecutor(16) as many:
        done = list(many.map(lambda _: ConsoleLinks(tmp_path).use(token), range(64)))
    assert done.count(True) == 1


def test_a_link_ends_by_itself_and_with_the_assistant(tmp_path: Path) -> None:
    late = ConsoleLinks(tmp_path, clock=lambda: time.time() + LIFETIME_S + 60)
    old, other = late.make(), late.make()
    assert not late.use(old)
    assert not ConsoleLinks(tmp_path).use(old)  # looking at it has ended it
    late.clear()
    assert not ConsoleLinks(tmp_path).use(other)


@pytest.mark.parametrize(
    ("web", "sign_in", "is_offered"),
    [
        (WebSettings(), SignInSettings(), True),
        (WebSettings(host="localhost"), SignInSettings(), True),
        (WebSettings(), OIDC, False),
        (WebSettings(public_url="https://help.example.gov"), SignInSettings(), False),
        (WebSettings(host="0.0.0.0", public_url="https://x.example.gov"), SignInSettings(), False),
    ],
)
def test_where_there_is_a_link(web: WebSettings, sign_in: SignInSettings, is_offered: bool) -> None:
    assert is_link_offered(web, sign_in) is is_offered


# Over HTTP


def test_the_operator_gets_in_once_with_a_new_session(
    user: TestClient, web_app: FastAPI, links: ConsoleLinks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "security")
    user.post("/api/session", json={})
    before = user.cookies[COOKIE]
    assert user.get(ME).status_code == 401
    token = links.make()
    answer = user.get("/auth/console", params={"token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert user.get(ME).json() == {"name": NAME, "email": ""}
    # The session from before, which somebody may have planted, is over.
    planted = with_cookie(browser(web_app), before)
    assert planted.get(ME).status_code == 401
    assert planted.get("/api/transcript").status_code == 401
    assert "signed_in user=local-agent request=GET /auth/console status=303" in caplog.text
    assert token not in caplog.text
    # Whoever has used it may open it again; nobody else gets in with it.
    assert user.get("/auth/console", params={"token": token}).status_code == 302
    other = browser(web_app)
    refused = other.get("/auth/console", params={"token": token})
    assert refused.status_code == 403
    assert "helpdesk console" in refused.text
    assert "default-src 'none'" in refused.headers["content-security-policy"]
    assert "set-cookie" not in refused.headers
    assert other.get(ME).status_code == 401
    assert "sign_in_failed user=- request=GET /auth/console status=403" in caplog.text


def test_the_chat_in_the_same_browser_stays_anonymous(
    user: TestClient, links: ConsoleLinks, desk: Desk
) -> None:
    first = user.post("/api/session", json={}).json()
    user.get("/auth/console", params={"token": links.make()})
    begun = user.post("/api/session", json={}).json()
    assert (begun["user"], begun["known"], first["known"]) == (None, True, False)
    store = desk.web_app().session_store
    assert store.counts() == (1, 1)
    # It lasts as long as that of a user, and an operator can end it.
    assert store.end_of_user("local-agent") == 1
    assert user.get(ME).status_code == 401


def test_signing_out_ends_it(user: TestClient, links: ConsoleLinks) -> None:
    user.get("/auth/console", params={"token": links.make()})
    assert user.get(ME).status_code == 200
    assert (
        user.delete("/api/session", headers={"Origin": "https://evil.example"}).status_code == 403
    )
    assert user.delete("/api/session", headers={"Origin": LOCAL}).status_code == 204
    assert user.get(ME).status_code == 401


FORWARDED = (
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-Proto": "https"},
    {"Forwarded": "for=127.0.0.1"},
    {"Via": "1.1 proxy"},
    {"X-Real-IP": "127.0.0.1"},
    {"X-Forwarded-Host": "127.0.0.1:8080"},
)


@pytest.mark.parametrize("headers", [*FORWARDED, {"Host": "localhost.evil.example"}, {"Host": "["}])
def test_nobody_gets_in_through_a_proxy_on_this_machine(
    user: TestClient, links: ConsoleLinks, headers: dict[str, str]
) -> None:
    token = links.make()
    refused = user.get("/auth/console", params={"token": token}, headers=headers)
    assert refused.status_code in (400, 403)  # 400: not a host of ours
    # It has not been used, and the session that it gives is not for others, either.
    assert user.get("/auth/console", params={"token": token}).status_code == 303
    assert user.get(ME).status_code == 200
    assert user.get(ME, headers=headers).status_code in (400, 401)


def test_another_machine_gets_in_neither_by_link_nor_by_cookie(
    desk: Desk, links: ConsoleLinks, user: TestClient
) -> None:
    token = links.make()
    other = browser(desk.app(), client=ELSEWHERE)
    refused = other.get("/auth/console", params={"token": token})
    assert refused.status_code == 403
    assert "on the machine that runs the assistant" in refused.text
    user.get("/auth/console", params={"token": token})
    assert with_cookie(other, user.cookies[COOKIE]).get(ME).status_code == 401
    assert user.get(ME).status_code == 200


@pytest.mark.parametrize(
    ("client", "host", "version", "is_here"),
    [
        ("127.0.0.1", "localhost:8080", "1.1", True),
        ("::1", "[::1]:8080", "2", True),
        ("127.0.0.1", "127.0.0.1:8080", "1.0", False),  # as proxies speak to what is behind them
        ("10.1.2.3", "127.0.0.1:8080", "1.1", False),
        ("127.0.0.1", "help.example.gov", "1.1", False),
        ("127.0.0.1", "", "1.1", False),
        (None, "localhost", "1.1", False),  # a socket of a proxy
    ],
)
def test_what_is_this_machine(client: str | None, host: str, version: str, is_here: bool) -> None:
    scope = {
        "type": "http",
        "http_version": version,
        "client": (client, 1) if client else None,
        "headers": [(b"host", host.encode())],
    }
    assert is_from_this_machine(Request(scope)) is is_here


@pytest.mark.parametrize("header", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
def test_a_browser_that_looks_ahead_uses_nothing(
    user: TestClient, links: ConsoleLinks, header: dict[str, str]
) -> None:
    token = links.make()
    assert user.get("/auth/console", params={"token": token}, headers=header).status_code == 503
    assert user.head("/auth/console", params={"token": token}).status_code == 405
    assert user.get("/auth/console", params={"token": token}).status_code == 303


def test_where_users_sign_in_there_is_no_link_and_no_local_agent(
    desk: Desk, links: ConsoleLinks, user: TestClient
) -> None:
    user.get("/auth/console", params={"token": links.make()})
    cookie = user.cookies[COOKIE]
    public = {"web": WebSettings(public_url="https://help.example.gov")}
    for changes in ({"sign_in": OIDC}, public):
        later = browser(desk.app(**changes))
        token = links.make()
        assert later.get("/auth/console", params={"token": token}).status_code == 404
        assert links.use(token)
        later.headers["Cookie"] = f"{COOKIE}={cookie}; __Host-{COOKIE}={cookie}"
        assert later.get(ME).status_code == 401
    assert user.get(ME).status_code == 200


def test_a_look_up_keeps_the_session_and_a_page_that_polls_does_not(
    user: TestClient, links: ConsoleLinks, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    find = SessionStore.find

    def noted(self: SessionStore, kind: Kind, token: str, *, used: bool) -> Data | None:
        counted.append(used)
        return find(self, kind, token, used=used)

    user.get("/auth/console", params={"token": links.make()})
    monkeypatch.setattr(SessionStore, "find", noted)
    for path in (
        "/api/console/search?q=vpn",
        ME,
        "/api/console/requests",
        "/api/console/requests/X",
    ):
        user.get(path)
    assert counted == [True, False, False, True]


# On the command line


def test_the_command_prints_a_link_or_how_to_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    for name, value in {"DATA_DIR": str(tmp_path), "WEB_PORT": str(port)}.items():
        monkeypatch.setenv(name, value)

    def helpdesk(**more: str) -> Result:
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(app, ["console"])

    with pytest.raises(NotRunningError, match="start the assistant with `make run` first"):
        raise helpdesk().exception or AssertionError
    with health_on(port):
        shown = helpdesk()
    base, _, token = shown.stdout.strip().partition("/auth/console?token=")
    assert base == f"http://127.0.0.1:{port}"
    assert ConsoleLinks(tmp_path).use(token)
    public = helpdesk(PUBLIC_URL="https://help.example.gov")
    assert "set OIDC_ISSUER and OIDC_AGENT_VALUE" in public.stderr
    given = {"OIDC_ISSUER": OIDC.issuer, "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "y" * 20}
    assert "set OIDC_AGENT_VALUE (" in helpdesk(**given).stderr
    signed = helpdesk(OIDC_AGENT_VALUE="ServiceDesk.Agent")
    assert "https://help.example.gov/console (sign in;" in signed.stderr
    assert signed.stdout == ""


@contextmanager
def health_on(port: int) -> Iterator[None]:
    """A web app that says that it is there."""

    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", port), Healthy) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()
