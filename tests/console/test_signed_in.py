"""The console of the real web app: for who signs in as an agent, and nobody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.console.answers.settings import ReviewSettings
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.process_settings import WebAppSettings
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from bot.channels.web.wiring import WebApp
from common.database import Database
from common.settings import SharedSettings
from tests.console.doors import built
from tests.support import oidc
from tests.support.assistant import free_port
from tests.support.oidc import DESK, Browser, StrictProvider


@pytest.fixture
def browser(filled: Database, tmp_path: Path) -> Iterator[tuple[Browser, StrictProvider]]:
    """A browser at the real application, with a provider that it can sign in at."""
    dist = built(tmp_path)
    with oidc.serving(StrictProvider()) as provider:
        sign_in = SignInSettings(
            issuer=provider.url,
            client_id=oidc.CLIENT,
            client_secret=SecretStr(oidc.SECRET),
            agent_value="Desk.Agent",
        )
        shared = SharedSettings(
            data_dir=tmp_path,
            database_url=str(filled.url),
            engine_port=free_port(),
            actions_port=free_port(),
        )
        web = WebSettings(public_url=DESK)
        settings = WebAppSettings(shared, web, sign_in, TeamsSettings(), ReviewSettings())
        opened = Browser(WebApp(settings, dist).app())
        yield opened, provider
        opened.close()


def status(browser: Browser, path: str, **body: Any) -> int:
    if body:
        headers = {"Origin": DESK}
        return browser.desk.post(f"/api/console{path}", json=body, headers=headers).status_code
    return browser.desk.get(f"/api/console{path}").status_code


@pytest.mark.parametrize(("roles", "expected"), [(["Desk.Agent"], 200), (["Other"], 403)])
def test_only_agents_get_answers(
    browser: tuple[Browser, StrictProvider], roles: list[str], expected: int
) -> None:
    user, provider = browser
    provider.claims = {"sub": "s-1", "name": "Ada Desk", "roles": roles}
    paths = (
        "/callers?q=oxbow",
        "/people/1",
        "/agencies?q=bridges",
        "/agencies/1",
        "/callbacks?person=1",
        "/procedures",
        "/procedures/vpn_access?agency=1&person=1",
        "/compare?entries=vpn_access,webmail",
    )
    parts = [{"entry": "vpn_access"}]
    assert {status(user, path) for path in paths} == {401}
    assert status(user, "/replies", parts=parts) == 401
    assert status(user, "/callbacks", person=1) == 401
    user.open("/auth/login?next=/help")
    assert {status(user, path) for path in paths} == {expected}
    assert status(user, "/replies", parts=parts) == expected
    assert status(user, "/callbacks", person=1) == (204 if expected == 200 else 403)
    # Another page cannot do it in the agent's name.
    elsewhere = {"Origin": "https://elsewhere.example.org"}
    refused = user.desk.post("/api/console/callbacks", json={"person": 1}, headers=elsewhere)
    assert refused.status_code == 403
