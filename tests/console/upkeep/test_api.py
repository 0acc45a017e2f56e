"""Upkeep and figures by the API of the real web app: who gets in, and what they get."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from ruamel.yaml import YAML

from bot.channels.answer import Answer
from bot.channels.assistant import AssistantUnavailableError, Question
from bot.channels.console.answers.settings import ReviewSettings
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.process_settings import WebAppSettings
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from bot.channels.web.wiring import WebApp
from common.database import Database
from common.settings import SharedSettings
from faq_kb.answers import fallback_reply, procedure_reply
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.console.doors import built
from tests.support import oidc
from tests.support.assistant import free_port
from tests.support.oidc import DESK, Browser, StrictProvider

AGENT = {"sub": "a-1", "name": "Ann Example", "groups": ["desk"]}
READ = ("/disputes", "/disputes.yml", "/misses", "/misses.yml", "/figures")
WRITE = ("/disputes", "/disputes/1/withdraw")
ENTRY = "lost_or_stolen_equipment"
DISPUTE = {"entry": ENTRY, "fact": "summary", "reason": "outdated", "comment": "old wording"}


class ScriptedRasa:
    """The engine: it knows VPN, and is away when it is told to be."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge, self.is_away = knowledge, False

    async def start(self) -> None:
        """Nothing has to be watched."""

    async def ask(self, question: Question) -> list[Answer]:
        if "vpn" in question.text:
            return [Answer("VPN", procedure_reply(self.knowledge, "vpn_access", 0.9))]
        return [Answer("No.", fallback_reply(self.knowledge.directory))]

    async def groups(self, texts: Sequence[str]) -> list[int]:
        if self.is_away:
            raise AssistantUnavailableError
        return [0 for _ in texts]

    async def likely_entries(self, text: str) -> Mapping[str, float]:
        return {"storage_request": 0.4}

    async def is_there(self) -> bool:
        return True

    keeps_conversations = is_there

    async def close(self) -> None: ...


@pytest.fixture
def provider() -> Iterator[StrictProvider]:
    with oidc.serving(StrictProvider()) as running:
        yield running


@pytest.fixture
def web_app(
    tmp_path: Path, knowledge: KnowledgeBase, provider: StrictProvider
) -> tuple[WebApp, ScriptedRasa]:
    """The web app as it is wired, around a scripted engine."""
    dist = built(tmp_path)
    url = f"sqlite:///{tmp_path / 'helpdesk.db'}"
    database = Database(url)
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    database.close()
    sign_in = SignInSettings.model_validate(
        {
            "issuer": provider.url,
            "client_id": oidc.CLIENT,
            "client_secret": SecretStr(oidc.SECRET),
            "agent_claim": "groups",
            "agent_value": "desk",
        }
    )
    ports = {"engine_port": free_port(), "actions_port": free_port()}
    shared = SharedSettings(data_dir=tmp_path, database_url=url, **ports)
    settings = WebAppSettings(
        shared, WebSettings(public_url=DESK), sign_in, TeamsSettings(), ReviewSettings()
    )
    made = WebApp(settings, dist)
    rasa = ScriptedRasa(knowledge)
    made.assistant = rasa  # type: ignore[assignment]
    return made, rasa


@pytest.fixture
def browser(web_app: tuple[WebApp, ScriptedRasa]) -> Iterator[Browser]:
    browser = Browser(web_app[0].app())
    yield browser
    browser.close()


@pytest.fixture
def agent(browser: Browser, provider: StrictProvider) -> TestClient:
    """An agent's browser."""
    provider.claims = AGENT
    browser.open("/auth/login?next=/")
    browser.desk.headers["Origin"] = DESK
    return browser.desk


def console(client: TestClient, path: str, body: dict[str, Any] | None = None) -> Any:
    address = f"/api/console{path}"
    return client.get(address) if body is None else client.post(address, json=body)


def ask(client: TestClient, *texts: str) -> None:
    client.post("/api/session", json={})
    for number, text in enumerate(texts):
        key = {"Idempotency-Key": f"key-{number}-{abs(hash(text))}"}
        response = client.post("/api/chat", json={"text": text}, headers=key)
        assert response.status_code == 200, response.text


def test_nobody_but_agents(browser: Browser, provider: StrictProvider) -> None:
    browser.desk.headers["Origin"] = DESK
    for status in (401, 403):
        for path in READ:
            assert console(browser.desk, path).status_code == status, path
        for path in WRITE:
            assert console(browser.desk, path, DISPUTE).status_code == status, path
        browser.open("/auth/login?next=/")  # as a user who is no agent


def test_a_fact_is_disputed_and_the_dispute_withdrawn(agent: TestClient) -> None:
    created = console(agent, "/disputes", DISPUTE)
    assert created.status_code == 201, created.text
    body = created.json()
    assert {*body} == {
        *("id", "entry", "title", "fact", "text", "reason", "comment", "by", "since", "ended")
    }
    assert (body["by"], body["ended"], body["since"][-1]) == ("Ann Example", None, "Z")
    assert console(agent, "/disputes").json() == {"disputes": [body]}
    file = console(agent, "/disputes.yml")
    assert file.headers["cache-control"] == "no-store"
    assert YAML(typ="safe").load(file.text)["disputes"][0]["key"] == "summary"
    path = f"/disputes/{body['id']}/withdraw"
    assert console(agent, path, {}).json()["ended"]
    assert console(agent, "/disputes").json() == {"disputes": []}
    assert len(console(agent, "/disputes?open=false").json()["disputes"]) == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/disputes", {**DISPUTE, "fact": "steps.none"}, 404),
        ("/disputes", {**DISPUTE, "entry": "none"}, 404),
        ("/disputes", {**DISPUTE, "reason": "rude"}, 422),
        ("/disputes", {**DISPUTE, "comment": "x" * 501}, 422),
        ("/disputes/77/withdraw", {}, 404),
        ("/disputes/99999999999/withdraw", {}, 422),
        ("/misses?days=0", None, 422),
        ("/figures?days=9999", None, 422),
        ("/misses.yml?as=csv", None, 422),
    ],
)
def test_what_is_wrong_is_said(
    agent: TestClient, path: str, body: dict[str, Any] | None, status: int
) -> None:
    answer = console(agent, path, body)
    assert answer.status_code == status, answer.text
    assert {*answer.json()["error"]} == {"code", "message"}


def test_messages_of_the_web_chat_are_counted_and_listed(
    web_app: tuple[WebApp, ScriptedRasa], browser: Browser, agent: TestClient
) -> None:
    ask(agent, "share a OneDrive folder", "OneDrive please", "how do I get vpn")
    agent.portal.call(web_app[0].outcomes.flush)  # type: ignore[union-attr]
    figures = console(agent, "/figures").json()
    outcomes = {"answered": 1, "one_click": 0, "refused": 2, "handed_over": 0, "came_back": 0}
    door = {"door": "web", "messages": 3, "others": 0, "outcomes": {**outcomes, "gave_up": 0}}
    assert figures["doors"] == [door]
    assert (figures["people"], figures["messages"], figures["days"]) == (1, 3, 30)
    assert [one["entry"] for one in figures["entries"]] == ["vpn_access"]
    # Fewer than five people: no agency is named.
    assert [one["agency"] for one in figures["agencies"]] == ["Other agencies"]
    misses = console(agent, "/misses?days=7").json()
    (group,) = misses["groups"]
    assert (group["people"], group["messages"], misses["total"], misses["days"]) == (1, 2, 2, 7)
    assert [one["entry"] for one in group["suggested"]] == ["vpn_access", "storage_request"]
    assert group["examples"][0]["text"] == "OneDrive please"
    assert dt.datetime.fromisoformat(group["examples"][0]["at"]).tzinfo
    exported = YAML(typ="safe").load(console(agent, "/misses.yml").text)
    assert exported["nlu"][0]["intent"] == "vpn_access"
    questions = YAML(typ="safe").load(console(agent, "/misses.yml?as=questions").text)
    assert questions["questions"][0]["expected"] == "vpn_access"


def test_without_the_engine_misses_are_unavailable_and_figures_are_not(
    web_app: tuple[WebApp, ScriptedRasa], agent: TestClient
) -> None:
    ask(agent, "share a OneDrive folder")
    web_app[1].is_away = True
    for path in ("/misses", "/misses.yml"):
        assert console(agent, path).status_code == 503
    assert console(agent, "/figures").status_code == 200
