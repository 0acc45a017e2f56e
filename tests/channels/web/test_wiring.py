"""The web app as the settings put it together: pages, headers, hosts, Teams, sign-in."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from bot.channels.console.answers.settings import ReviewSettings
from bot.channels.engines.pool import EnginePool, Presence
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.chat.rasa import RasaAssistant
from bot.channels.web.pages.encoding import SUFFIXES
from bot.channels.web.pages.rendering import PageError
from bot.channels.web.security.request_guard import origin_of
from bot.channels.web.serving.health import HttpCheck
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from bot.channels.web.wiring import WebApp, WebAppSettings
from common.database import Database, StoreError
from common.settings import SharedSettings
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.assistant import free_port

APP_ID = "0a1b2c3d-0000-4000-8000-000000000001"
TENANT = "0a1b2c3d-0000-4000-8000-000000000002"
TEAMS = TeamsSettings(app_id=APP_ID, tenant_id=TENANT, client_secret="a secret of the tests")
MANIFEST = """{
  "src/page/main.ts": {"file": "assets/main-1.js", "css": ["assets/main-1.css"]},
  "src/page/icon.svg": {"file": "assets/icon-1.svg"},
  "src/help/help.css": {"file": "assets/help-1.css"}
}"""

CONSOLE_MANIFEST = (
    '{"src/console/main.tsx": {"file": "assets/console-1.js", "css": ["assets/console-1.css"]}}'
)


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """Built files as small as can be."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "manifest.json").write_text(MANIFEST)
    (folder / "console.json").write_text(CONSOLE_MANIFEST)
    (folder / "widget.js").write_text("// the launcher")
    (folder / "assets" / "main-1.js").write_text("// the page")
    return folder


@pytest.fixture
def url(tmp_path: Path, knowledge: KnowledgeBase) -> str:
    """A database with the knowledge base."""
    found = f"sqlite:///{tmp_path / 'helpdesk.db'}"
    database = Database(found)
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    database.close()
    return found


@pytest.fixture
def settings(tmp_path: Path, url: str) -> WebAppSettings:
    # Not the default ports: an assistant may be running beside the tests.
    ports = {"engine_port": free_port(), "actions_port": free_port()}
    shared = SharedSettings(data_dir=tmp_path, database_url=url, **ports)
    return WebAppSettings(
        shared, WebSettings(), SignInSettings(), TeamsSettings(), ReviewSettings()
    )


def client(settings: WebAppSettings, dist: Path, base: str = "http://127.0.0.1") -> TestClient:
    return TestClient(WebApp(settings, dist).app(), base_url=base)


@pytest.fixture
def user(settings: WebAppSettings, dist: Path) -> Iterator[TestClient]:
    with client(settings, dist) as found:
        yield found


def test_pages_that_are_not_built_are_told_at_the_start(
    settings: WebAppSettings, tmp_path: Path
) -> None:
    web_app = WebApp(settings, tmp_path / "nowhere")
    with pytest.raises(PageError, match=r"nowhere.*helpdesk run"):
        web_app.app()
    web_app.database.close()


def policy(response: object) -> dict[str, str]:
    parts = response.headers["content-security-policy"].split("; ")  # type: ignore[attr-defined]
    return dict(part.split(" ", 1) for part in parts)


def test_the_page_allows_nothing_but_itself(user: TestClient) -> None:
    pages = [user.get("/"), user.get("/"), user.get("/chat")]
    nonces = set()
    for page in pages:
        assert page.status_code == 200
        allowed = policy(page)
        assert allowed["default-src"] == "'none'"
        (nonce,) = re.findall(r"'nonce-([\w-]+)'", allowed["script-src"])
        assert f'nonce="{nonce}"' in page.text
        nonces.add(nonce)
        assert "unsafe" not in page.headers["content-security-policy"]
        assert "502-564-7576" in page.text
    assert len(nonces) == len(pages)
    assert policy(pages[0])["frame-ancestors"] == "'none'"
    assert policy(pages[2])["frame-ancestors"] == "'self'"


def test_only_named_origins_may_show_the_widget(settings: WebAppSettings, dist: Path) -> None:
    origins = ("https://intranet.example.gov", "https://other.example.gov")
    given = replace(settings, web=WebSettings(embed_origins=origins))
    with client(given, dist) as user:
        assert policy(user.get("/chat"))["frame-ancestors"] == f"'self' {' '.join(origins)}"
        assert policy(user.get("/"))["frame-ancestors"] == "'none'"


def test_built_files_are_kept_by_browsers_and_the_launcher_is_for_other_pages(
    user: TestClient,
) -> None:
    asset = user.get("/assets/main-1.js")
    assert "immutable" in asset.headers["cache-control"]
    launcher = user.get("/widget.js")
    assert launcher.headers["content-type"].startswith("text/javascript")
    assert launcher.headers["cross-origin-resource-policy"] == "cross-origin"
    for path in ("/assets/none.js", "/assets/../manifest.json", "/nowhere", "/docs", "/redoc"):
        refused = user.get(path)
        assert refused.status_code == 404, path
        assert refused.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("path", ["assets/main-1.js", "widget.js"])
def test_built_files_are_sent_compressed_to_who_takes_that(
    user: TestClient, dist: Path, path: str
) -> None:
    plain = (dist / path).read_text()
    (dist / f"{path}.gz").write_bytes(gzip.compress(plain.encode()))
    (dist / f"{path}.br").write_bytes(b"of brotli")
    for accepted, encoding in (("gzip, deflate", "gzip"), ("identity", None), ("br", "br")):
        headers = {"Accept-Encoding": accepted}
        with user.stream("GET", f"/{path}", headers=headers) as sent:
            content = b"".join(sent.iter_raw())
        assert content == (dist / f"{path}{SUFFIXES.get(encoding or '', '')}").read_bytes()
        assert sent.headers.get("content-encoding") == encoding
        assert sent.headers["vary"] == "Accept-Encoding"
        assert sent.headers["content-type"].startswith("text/javascript")
        assert sent.headers["x-content-type-options"] == "nosniff"


def test_pages_are_compressed_and_what_the_api_says_is_not(user: TestClient) -> None:
    for path in ("/", "/chat"):
        sent = user.get(path, headers={"Accept-Encoding": "gzip"})
        assert sent.headers["content-encoding"] == "gzip"
        assert sent.headers["vary"] == "Accept-Encoding"
        assert "</html>" in sent.text
        plain = user.get(path, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert "</html>" in plain.text
    said = user.post("/api/session", json={}, headers={"Accept-Encoding": "gzip, br"})
    assert said.status_code == 200
    assert "content-encoding" not in said.headers


def test_the_page_itself_says_whom_to_call(user: TestClient) -> None:
    for path in ("/", "/chat"):
        html = user.get(path).text
        (welcome,) = re.findall(r'id="plain-welcome">\s*<p>(.*?)</p>', html)
        assert '<a href="tel:+15025647576">502-564-7576</a>' in welcome


def test_a_public_address_makes_cookies_secure_and_names_the_host(
    settings: WebAppSettings, dist: Path
) -> None:
    given = replace(settings, web=WebSettings(public_url="https://help.example.gov"))
    with client(given, dist, "https://help.example.gov") as user:
        response = user.post("/api/session", json={})
        (cookie,) = response.headers.get_list("set-cookie")
        assert cookie.startswith("__Host-")
        assert "secure" in cookie.lower()
        own = {"Origin": "https://help.example.gov"}
        assert user.post("/api/session", json={}, headers=own).status_code == 200
        other = {"Origin": "https://127.0.0.1"}
        assert user.post("/api/session", json={}, headers=other).status_code == 403
        assert user.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_every_answer_says_what_a_browser_may_do_with_it(
    settings: WebAppSettings, dist: Path
) -> None:
    given = replace(settings, web=WebSettings(public_url="https://help.example.gov"))
    foreign = {"Origin": "https://evil.example"}
    with client(given, dist, "https://help.example.gov") as user:
        answers = [
            *(user.get(path) for path in ("/", "/chat", "/assets/main-1.js", "/widget.js")),
            *(user.get(path) for path in ("/api/openapi.json", "/api/health", "/nowhere")),
            *(user.get(path) for path in ("/api/transcript", "/api/drafts/HD-222222.eml")),
            user.post("/api/session", json={}),
            user.post("/api/session", json={}, headers=foreign),
            user.post("/api/session", content=b"x" * 70_000),
            user.get("/", headers={"Host": "evil.example"}),
            user.get("/api/transcript"),
        ]
    assert {answer.status_code for answer in answers} >= {200, 400, 401, 403, 404, 413, 503}
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        is_launcher = answer.url.path == "/widget.js"
        policy = "cross-origin" if is_launcher else "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == policy


def test_who_asks_over_plain_http_is_sent_to_the_public_address(
    settings: WebAppSettings, dist: Path
) -> None:
    given = replace(settings, web=WebSettings(public_url="https://help.example.gov"))
    with client(given, dist, "http://help.example.gov") as user:
        told = {"X-Forwarded-Proto": "http"}
        sent = user.get("/chat", headers=told, follow_redirects=False)
        assert (sent.status_code, sent.headers["location"]) == (
            308,
            "https://help.example.gov/chat",
        )


def test_what_is_away_is_said_so_and_nobody_gets_a_final_answer(user: TestClient) -> None:
    health = user.get("/api/health")
    assert (health.status_code, health.json()["unavailable"]) == (503, ["engine", "actions"])
    user.post("/api/session", json={})
    answer = user.post("/api/chat", json={"text": "hi"}, headers={"Idempotency-Key": "k" * 8})
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) <= 5
    assert "502-564-7576" in answer.json()["error"]["message"]
    assert user.post("/api/session", json={}).json()["messages"] == []


def test_without_teams_there_is_no_route_for_it(user: TestClient) -> None:
    assert user.post("/api/messages", json={}).status_code == 404


def test_teams_is_served_and_believes_nobody(settings: WebAppSettings, dist: Path) -> None:
    with client(replace(settings, teams=TEAMS), dist) as user:
        assert user.post("/api/messages", json={"type": "message"}).status_code == 401
        forged = {"Authorization": "Bearer a.b.c", "Origin": "https://teams.example"}
        assert user.post("/api/messages", json={}, headers=forged).status_code == 401
        assert user.post("/api/messages", content=b"x" * 300_000).status_code == 413


def test_sign_in_is_offered_where_it_is_set_up(settings: WebAppSettings, dist: Path) -> None:
    with client(settings, dist) as user:
        assert user.post("/api/session", json={}).json()["sign_in"] is False
        assert user.get("/auth/login").status_code == 404
    sign_in = SignInSettings(issuer="https://login.example.gov", client_id="c", client_secret="s")
    with client(replace(settings, sign_in=sign_in), dist) as user:
        assert user.post("/api/session", json={}).json()["sign_in"] is True


def test_an_empty_store_is_a_clear_error(
    settings: WebAppSettings, dist: Path, tmp_path: Path
) -> None:
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    database = Database(empty)
    database.migrate()
    database.close()
    with pytest.raises(StoreError, match="kb load"):
        WebApp(replace(settings, shared=SharedSettings(database_url=empty)), dist)


def test_a_store_that_is_away_is_said_so(
    settings: WebAppSettings, dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_there(*_: object) -> bool:
        return True

    monkeypatch.setattr(RasaAssistant, "is_there", is_there)
    monkeypatch.setattr(HttpCheck, "__call__", is_there)
    web_app = WebApp(settings, dist)
    with TestClient(web_app.app(), base_url="http://127.0.0.1") as user:
        assert user.get("/api/health").status_code == 200
    with web_app.database.session() as session:
        session.execute(
            text(
                "CREATE TRIGGER full BEFORE UPDATE ON seen BEGIN "
                "SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        )
    with client(settings, dist) as user:
        health = user.get("/api/health")
        assert (health.status_code, health.json()["unavailable"]) == (503, ["store"])


def test_housekeeping_keeps_what_may_be_delivered_again(
    settings: WebAppSettings, dist: Path
) -> None:
    web_app = WebApp(settings, dist)
    assert web_app.history.first("an activity of Teams")
    web_app._tidy()
    assert not web_app.history.first("an activity of Teams")
    web_app.database.close()


def test_an_engine_that_forgets_is_said_so(
    settings: WebAppSettings, dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(*_: object) -> tuple[Presence, str]:
        return Presence.LIVE, "degraded"

    async def is_there(*_: object) -> bool:
        return True

    monkeypatch.setattr(EnginePool, "_answer", answer)
    monkeypatch.setattr(HttpCheck, "__call__", is_there)
    with client(settings, dist) as user:
        health = user.get("/api/health")
    assert (health.status_code, health.json()["unavailable"]) == (503, ["conversations"])


def test_pages_and_health_have_a_rate_of_their_own(settings: WebAppSettings, dist: Path) -> None:
    given = replace(settings, web=WebSettings(address_rate="3/minute"))
    for path in ("/", "/chat", "/api/health"):
        with client(given, dist) as user:
            statuses = [user.get(path).status_code for _ in range(4)]
            assert statuses[-1] == 429, path
            assert 429 not in statuses[:-1]
            assert user.post("/api/session", json={}).status_code == 200


def test_what_teams_did_not_sign_is_refused_sooner_after_a_while(
    settings: WebAppSettings, dist: Path
) -> None:
    given = replace(settings, teams=TEAMS, web=WebSettings(address_rate="3/minute"))
    with client(given, dist) as user:
        statuses = [user.post("/api/messages", json={}).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


@pytest.mark.parametrize(
    "url", ["https://Help.Example.gov", "https://help.example.gov:443", "https://help.example.gov"]
)
def test_a_public_address_is_compared_as_browsers_write_it(url: str) -> None:
    assert origin_of(url) == "https://help.example.gov"
    assert origin_of("http://help.example.gov:443") == "http://help.example.gov:443"
