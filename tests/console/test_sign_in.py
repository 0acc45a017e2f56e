"""Agents sign in with OpenID Connect and come to the console; whoever else signs in does not."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bot.channels.web.sessions.middleware import SECURE_COOKIE
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from faq_kb.knowledge import KnowledgeBase
from tests.console.doors import Desk
from tests.support import oidc
from tests.support.oidc import DESK, Browser, StrictProvider

ME = "/api/console/me"
ANN = {"sub": "s-1", "name": "Ann Example", "email": "ann@example.gov", "email_verified": True}


@pytest.fixture(scope="module")
def provider() -> Iterator[StrictProvider]:
    with oidc.serving(StrictProvider()) as running:
        yield running


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase) -> Iterator[Desk]:
    found = Desk(tmp_path_factory.mktemp("desk"), knowledge)
    yield found
    found.close()


@pytest.fixture
def web_app(desk: Desk, provider: StrictProvider) -> FastAPI:
    sign_in = SignInSettings(
        issuer=provider.url,
        client_id=oidc.CLIENT,
        client_secret=SecretStr(oidc.SECRET),
        agent_value="ServiceDesk.Agent",
    )
    return desk.app(web=WebSettings(public_url=DESK), sign_in=sign_in)


@contextmanager
def signed_in(
    web_app: FastAPI, provider: StrictProvider, roles: list[str], wanted: str = "/console"
) -> Iterator[Browser]:
    """The browser of somebody with these roles, whom the sign-in led to where they wanted."""
    provider.claims = {**ANN, "roles": roles}
    browser = Browser(web_app)
    to_provider = browser.once(f"/auth/login?next={wanted}").headers["Location"]
    back = browser.once(browser.web.get(to_provider).headers["Location"])
    assert (back.status_code, back.headers["Location"]) == (303, wanted)
    yield browser
    browser.close()


def test_an_agent_comes_back_to_the_console_and_signs_out(
    web_app: FastAPI, provider: StrictProvider
) -> None:
    wanted = "/console?q=vpn"
    with signed_in(web_app, provider, ["Other", "ServiceDesk.Agent"], wanted) as browser:
        assert browser.once(ME).json() == {"name": "Ann Example", "email": "ann@example.gov"}
        cookie = {"Cookie": f"{SECURE_COOKIE}={browser.desk.cookies[SECURE_COOKIE]}"}
        refused = browser.desk.post("/auth/logout", headers={"Origin": "https://evil.example"})
        assert refused.status_code == 403
        assert browser.once(ME).status_code == 200
        assert browser.desk.post("/auth/logout", headers={"Origin": DESK}).status_code == 200
        assert browser.once(ME).status_code == 401
        assert browser.desk.get(ME, headers=cookie).status_code == 401  # nor does a copy


@pytest.mark.parametrize("roles", [[], ["servicedesk.agent"], ["ServiceDesk.Agents"], ["", "x"]])
def test_a_user_is_no_agent(web_app: FastAPI, provider: StrictProvider, roles: list[str]) -> None:
    with signed_in(web_app, provider, roles) as browser:
        answer = browser.once(ME)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")


def test_a_bearer_token_of_the_chat_stays_a_visitors(
    web_app: FastAPI, provider: StrictProvider
) -> None:
    with signed_in(web_app, provider, ["ServiceDesk.Agent"]) as browser:
        begun = browser.desk.post("/api/session", json={"bearer": True})
        token = {"Authorization": f"Bearer {begun.json()['token']}"}
        # It counts in the place of the cookie, whoever the cookie is.
        assert browser.desk.get(ME, headers=token).status_code == 401
        assert browser.desk.get(ME, headers={"Authorization": "Bearer x"}).status_code == 401
        assert browser.once(ME).status_code == 200
