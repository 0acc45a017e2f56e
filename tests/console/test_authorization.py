"""The authorization matrix: every route of the console, and everybody who might come to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from fastapi.testclient import TestClient

from bot.channels.console.access import ConsoleAccess
from bot.channels.console.agents import LOCAL_AGENT
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.security.request_guard import CONSOLE_PATH
from bot.channels.web.sessions.store import Data, Kind, SessionStore
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from bot.operations.supervisor.prepare import SAMPLE_LISTING
from contacts.importing import ImportRequest, import_contacts
from contacts.registry import ContactRegistry
from faq_kb.knowledge import KnowledgeBase
from tests.console.doors import ELSEWHERE, HERE, LOCAL, OIDC, Desk, browser, with_cookie

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
EVIL = "https://evil.example"
# Pages and doors, which give no facts: they stand outside of the guard.
OPEN = frozenset({"/console", "/auth/console", "/auth/teams-tab"})
TEAMS_AGENT = "a3c5e7f9-1b2d-4f60-8a91-b2c3d4e5f607"
TEAMS = TeamsSettings(
    app_id="0d5f3c1e-7b1a-4c2d-9a52-3f5e6b7c8d90",
    tenant_id="6f1d2c3b-4a59-4e68-8d77-9c0b1a2f3e4d",
    client_secret="a secret of the tests",
    agents=(TEAMS_AGENT,),
)
BY_LINK = {"agent": {"door": "link", "id": LOCAL_AGENT}}
BY_TAB = {"agent": {"door": "teams", "id": TEAMS_AGENT}}
CHAT = {"conversation": "c", "visitor": "v"}


def user(audience: str, email: str = "pat@example.gov") -> Data:
    return {**CHAT, "user": {"id": f"oid-{audience}", "email": email, "audience": audience}}


@dataclass(frozen=True)
class Visit:
    """Somebody, with what they hold, and what the console says to them: None lets them in."""

    status: int | None
    data: Data | None = None
    kind: Kind = "cookie"
    signs_in: bool = True
    is_public: bool = False
    machine: str = HERE
    origin: str = ""


VISITS = {
    # Where users sign in.
    "anonymous": Visit(401),
    "visitor": Visit(401, CHAT),
    "bearer of a visitor": Visit(401, CHAT, "bearer"),
    "user": Visit(403, user("employee")),
    "contact": Visit(403, user("employee", "CONTACT")),
    "user who says to be an agent": Visit(
        403, {**user("employee"), **BY_LINK, "audience": "agent"}
    ),
    "local agent": Visit(401, BY_LINK),
    "agent": Visit(None, user("agent")),
    "agent by bearer": Visit(None, user("agent"), "bearer"),
    "agent, another site's page": Visit(403, user("agent"), origin=EVIL),
    "agent, a page without origin": Visit(403, user("agent"), origin="null"),
    # Where nobody does.
    "agent of before": Visit(401, user("agent"), signs_in=False),
    "anonymous here": Visit(401, CHAT, signs_in=False),
    "local agent here": Visit(None, BY_LINK, signs_in=False),
    "local agent by bearer": Visit(401, BY_LINK, "bearer", signs_in=False),
    "local agent elsewhere": Visit(401, BY_LINK, signs_in=False, machine=ELSEWHERE),
    "local agent, another site's page": Visit(403, BY_LINK, signs_in=False, origin=EVIL),
    "local agent, public address": Visit(401, BY_LINK, signs_in=False, is_public=True),
    # In Teams.
    "Teams agent": Visit(None, BY_TAB, "bearer", is_public=True, machine=ELSEWHERE),
    "Teams agent by cookie": Visit(401, BY_TAB, is_public=True),
    "not listed anymore": Visit(
        403, {"agent": {"door": "teams", "id": TEAMS_AGENT[::-1]}}, "bearer", is_public=True
    ),
    "another version's": Visit(401, {"agent": {"door": "window", "id": "x"}}),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase) -> Iterator[Desk]:
    """An installation with the sample listing."""
    found = Desk(tmp_path_factory.mktemp("desk"), knowledge)
    with found.database.session() as session:
        import_contacts(session, ImportRequest(SAMPLE_LISTING, by="first start", sample=True))
    yield found
    found.close()


class Doors:
    """One web process for each combination of the settings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._apps: dict[tuple[bool, bool], tuple[FastAPI, SessionStore]] = {}

    def app(self, *, signs_in: bool, is_public: bool) -> tuple[FastAPI, SessionStore]:
        """The application and its sessions."""
        key = signs_in, is_public
        if key not in self._apps:
            url = "https://help.example.gov" if is_public else ""
            made = self._desk.web_app(
                sign_in=OIDC if signs_in else SignInSettings(),
                web=WebSettings(public_url=url, console_rate="100000/minute",
                                address_rate="100000/minute"),
                teams=TEAMS if is_public else TeamsSettings(),
            )  # fmt: skip
            self._apps[key] = made.app(), made.session_store
        return self._apps[key]

    def visit(self, who: Visit) -> TestClient:
        """Their browser."""
        app, store = self.app(signs_in=who.signs_in, is_public=who.is_public)
        base = "https://help.example.gov" if who.is_public else LOCAL
        found = browser(app, base, who.machine)
        if who.origin:
            found.headers["Origin"] = who.origin
        if who.data is None:
            return found
        token = store.begin(who.kind, self._with_contact(who.data))
        if who.kind == "cookie":
            return with_cookie(found, token)
        found.headers["Authorization"] = f"Bearer {token}"
        return found

    def _with_contact(self, data: Data) -> Data:
        if (data.get("user") or {}).get("email") != "CONTACT":
            return data
        registry = ContactRegistry(self._desk.database, self._desk.web_app().clock)
        agency = next(iter(registry.agencies().by_id.values()))
        contact = registry.authorized(agency)[0]
        return {**data, "user": {**data["user"], "email": contact.email}}


@pytest.fixture(scope="module")
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def routes_of(app: FastAPI) -> list[RouteContext]:
    return list(iter_route_contexts(app.routes))


def console_routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and an address of each route under /api/console."""
    for route in routes_of(app):
        if (route.path or "").startswith(CONSOLE_PATH):
            path = re.sub(r"\{[^}]*\}", "1", str(route.path))
            yield from ((method, path) for method in METHODS if method in (route.methods or ()))


def every_address(app: FastAPI) -> set[str]:
    return {path for _, path in console_routes(app)}


@pytest.mark.parametrize("name", VISITS)
def test_only_agents_get_in(doors: Doors, name: str) -> None:
    who = VISITS[name]
    app, _ = doors.app(signs_in=who.signs_in, is_public=who.is_public)
    client = doors.visit(who)
    offered = set(console_routes(app))
    assert ("GET", f"{CONSOLE_PATH}/me") in offered
    for path in sorted(every_address(app)):
        for method in METHODS:
            body = {"json": {}} if method in ("POST", "PUT", "PATCH") else {}
            answer = client.request(method, path, **body)  # type: ignore[arg-type]
            said = f"{method} {path}: {answer.status_code} {answer.text[:200]}"
            if who.status is None:
                assert answer.status_code not in (401, 403, 429), said
                assert (method, path) in offered or answer.status_code in (404, 405), said
            elif (method, path) in offered:
                assert answer.status_code == who.status, said
            else:
                assert answer.status_code in (who.status, 405), said


@pytest.mark.parametrize(("signs_in", "is_public"), [(True, False), (False, False), (True, True)])
def test_no_route_of_the_console_is_outside_of_the_guard(
    doors: Doors, signs_in: bool, is_public: bool
) -> None:
    app, _ = doors.app(signs_in=signs_in, is_public=is_public)
    documented = app.openapi()["paths"]
    seen = 0
    for route in routes_of(app):
        path, module = str(route.path), getattr(route.endpoint, "__module__", "")
        if not (path.startswith("/api/console") or module.startswith("bot.channels.console")):
            continue
        if path in OPEN:
            continue
        seen += 1
        assert path.startswith(f"{CONSOLE_PATH}/"), f"{path} is not under {CONSOLE_PATH}"
        guards = [getattr(one.call, "__self__", None) for one in route.dependant.dependencies]
        assert any(isinstance(guard, ConsoleAccess) for guard in guards), f"{path} has no guard"
        assert path in documented, f"{path} is not in the API's description"
    assert seen


def test_an_agent_may_ask_so_often(desk: Desk) -> None:
    made = desk.web_app(web=WebSettings(console_rate="3/minute"))
    app = made.app()
    token = made.session_store.begin("cookie", BY_LINK)
    client = with_cookie(browser(app), token)
    answers = [client.get(f"{CONSOLE_PATH}/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert answers[0].headers["cache-control"] == "no-store"


def test_whoever_is_refused_is_counted_and_agents_are_not(desk: Desk) -> None:
    made = desk.web_app(web=WebSettings(address_rate="3/minute"))
    app = made.app()
    agent = with_cookie(browser(app), made.session_store.begin("cookie", BY_LINK))
    stranger = browser(app)
    answers = [stranger.get(f"{CONSOLE_PATH}/me").status_code for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    assert [agent.get(f"{CONSOLE_PATH}/me").status_code for _ in range(5)] == [200] * 5


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_is_not_even_answered(doors: Doors, site: str) -> None:
    agent = doors.visit(VISITS["agent"])
    fetched = {"Sec-Fetch-Site": site}
    refused = agent.get(f"{CONSOLE_PATH}/me", headers=fetched)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden_origin")
    own = {"Origin": LOCAL, "Sec-Fetch-Site": "same-origin"}
    assert agent.get(f"{CONSOLE_PATH}/me", headers=own).status_code == 200
