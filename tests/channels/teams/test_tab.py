"""The console's tab in Teams: whose sign-in token counts, and what it opens."""

import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.tab import tab_frames, tab_resource
from bot.channels.teams.transport import signing_keys
from bot.channels.teams.transport.errors import KeysUnavailableError
from bot.channels.teams.transport.signed_token import TokenRefusedError
from bot.channels.teams.transport.signing_keys import SigningKeys
from bot.channels.teams.transport.tab_token import (
    CLIENTS,
    LEEWAY_S,
    TabPolicy,
    TabTokens,
    tenant_metadata,
)
from bot.channels.web.settings import WebSettings
from faq_kb.knowledge import KnowledgeBase
from tests.channels.teams.fake_microsoft import FakeMicrosoft
from tests.channels.teams.harness import ANA, APP, TENANT
from tests.channels.teams.signing import Pair, new_pair, tab_claims, unsigned, with_shared_secret
from tests.console.doors import ELSEWHERE, Desk, browser

URL = "https://help.example.gov"
RESOURCE = f"api://help.example.gov/{APP}"
OTHER = "0a0a0a0a-1111-4222-8333-444444444444"
DESKTOP, WEB = "1fec8e78-bce4-4aaf-ab1b-5451cc387264", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346"
STRANGER = new_pair("entra")  # not Entra's, but says that it is
V1 = {"iss": f"https://sts.windows.net/{TENANT}/", "aud": RESOURCE, "azp": None, "ver": "1.0"}
Make = Callable[[FakeMicrosoft], str]


class Clock:
    """Goes as far as the test says."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def tokens(microsoft: FakeMicrosoft, clock: Clock) -> AsyncIterator[TabTokens]:
    async with httpx.AsyncClient() as http:
        keys = SigningKeys(tenant_metadata(microsoft.url, TENANT), http, clock)
        yield TabTokens(TabPolicy(APP, TENANT, microsoft.url, URL), keys)


def moment(seconds: float) -> int:
    """So long from now."""
    return int(time.time() + seconds)


def claims(microsoft: FakeMicrosoft) -> dict[str, Any]:
    return tab_claims(APP, TENANT, microsoft.url)


RIGHT: dict[str, Make] = {
    "version 2": lambda ms: ms.tab_token(),
    "version 2, for the resource": lambda ms: ms.tab_token(aud=RESOURCE),
    "version 2, Teams on a desktop": lambda ms: ms.tab_token(azp=DESKTOP),
    "version 1": lambda ms: ms.tab_token(**V1, appid=WEB),
    "version 1, Teams on a desktop": lambda ms: ms.tab_token(**V1, appid=DESKTOP),
    "more scopes": lambda ms: ms.tab_token(scp="User.Read access_as_user"),
    "a clock that is a little slow": lambda ms: ms.tab_token(exp=moment(-LEEWAY_S / 2)),
    "a clock that is a little fast": lambda ms: ms.tab_token(nbf=moment(LEEWAY_S / 2)),
}


@pytest.mark.anyio
@pytest.mark.parametrize("how", RIGHT)
async def test_the_tokens_of_teams_name_their_user(
    how: str, tokens: TabTokens, microsoft: FakeMicrosoft
) -> None:
    user = await tokens.user(RIGHT[how](microsoft))
    assert (user.id, user.name) == (ANA, "Ana Example")


def by(pair: Pair) -> Make:
    return lambda ms: ms.tab_token(pair)


def changed(**changes: Any) -> Make:
    return lambda ms: ms.tab_token(**changes)


FORGED: dict[str, Make] = {
    "none": lambda ms: unsigned(claims(ms), "entra"),
    "HS256 over the public key": lambda ms: with_shared_secret(
        claims(ms), "entra", ms.tenant_pair.public_pem()
    ),
    "RS512": lambda ms: ms.tenant_pair.sign(claims(ms), "RS512"),
    "wrong key": by(STRANGER),
    "unknown key id": by(new_pair("unknown")),
    "the bot's key": lambda ms: ms.tab_token(ms.pairs[0]),
    "no token": lambda _: "not.a.token",
    "too long": lambda _: "x" * 20_000,
    "other issuer": lambda ms: ms.tab_token(iss=f"{ms.url}/{OTHER}/v2.0"),
    "issuer of any tenant": lambda ms: ms.tab_token(iss=f"{ms.url}/common/v2.0"),
    "issuer without version": lambda ms: ms.tab_token(iss=f"{ms.url}/{TENANT}/"),
    "the bot's issuer": changed(iss="https://api.botframework.com"),
    "no issuer": changed(iss=None),
    "version 1 of another tenant": changed(
        **{**V1, "iss": f"https://sts.windows.net/{OTHER}/"}, appid=WEB
    ),
    "other tenant": changed(tid=OTHER),
    "no tenant": changed(tid=None),
    "other app": changed(aud=OTHER),
    "other host": changed(aud=f"api://evil.example/{APP}"),
    "resource without the host": changed(aud=f"api://{APP}"),
    "two audiences": changed(aud=[APP, OTHER]),
    "no audience": changed(aud=None),
    "expired": lambda ms: ms.tab_token(exp=moment(-LEEWAY_S - 5), nbf=moment(-4000)),
    "not yet valid": lambda ms: ms.tab_token(nbf=moment(LEEWAY_S + 600)),
    "no exp": changed(exp=None),
    "no nbf": changed(nbf=None),
    "exp beyond all time": changed(exp=1e400),
    "no scope": changed(scp=None),
    "other scope": changed(scp="User.Read"),
    "a longer scope": changed(scp="access_as_user_too"),
    "scopes as a list": changed(scp=["access_as_user"]),
    "the app itself": changed(scp=None, roles=["access_as_user"], idtyp="app"),
    "other client": changed(azp=OTHER),
    "no client": changed(azp=None),
    "client of the other version": changed(azp=None, appid=WEB),
    "version 1, client of the other version": changed(**{**V1, "azp": WEB}),
    "no object id": changed(oid=None),
    "object id that is none": changed(oid="ana@example.gov"),
    "object id that is a number": changed(oid=7),
}


@pytest.mark.anyio
@pytest.mark.parametrize("how", FORGED)
async def test_every_other_token_is_refused(
    how: str, tokens: TabTokens, microsoft: FakeMicrosoft
) -> None:
    forged = FORGED[how](microsoft)
    with pytest.raises(TokenRefusedError) as refused:
        await tokens.user(forged)
    # What goes to the log has nothing of the token.
    secret = [part for part in (*forged.split("."), ANA, "ana@example.gov") if len(part) > 10]
    assert not any(part in str(refused.value) for part in secret)


@pytest.mark.anyio
async def test_a_key_of_another_tenant_signs_nothing(
    tokens: TabTokens, microsoft: FakeMicrosoft
) -> None:
    microsoft.key_issuer = OTHER
    with pytest.raises(TokenRefusedError, match="the key is not the tenant's"):
        await tokens.user(microsoft.tab_token())


@pytest.mark.anyio
@pytest.mark.parametrize("issuer", [TENANT, None])
async def test_keys_of_the_tenant_do(
    issuer: str | None, tokens: TabTokens, microsoft: FakeMicrosoft
) -> None:
    microsoft.key_issuer = issuer
    assert (await tokens.user(microsoft.tab_token())).id == ANA


@pytest.mark.anyio
async def test_a_rotated_key_counts_at_once_and_invented_ones_cost_one_fetch_a_minute(
    tokens: TabTokens, microsoft: FakeMicrosoft, clock: Clock
) -> None:
    fresh = new_pair("rotated")
    await tokens.user(microsoft.tab_token())
    microsoft.tenant_pairs = [fresh]
    for number in range(10):
        clock.now += 2
        with pytest.raises(TokenRefusedError, match="unknown key"):
            await tokens.user(microsoft.tab_token(Pair(fresh.key, f"invented-{number}")))
    assert microsoft.tenant_fetches == 1
    clock.now += signing_keys.REFETCH_S
    assert (await tokens.user(microsoft.tab_token(fresh))).id == ANA
    assert microsoft.tenant_fetches == 2


@pytest.mark.anyio
async def test_without_keys_nobody_is_known(
    tokens: TabTokens, microsoft: FakeMicrosoft, clock: Clock
) -> None:
    microsoft.keys_status = 500
    with pytest.raises(KeysUnavailableError):
        await tokens.user(microsoft.tab_token())
    microsoft.keys_status = 200
    clock.now += signing_keys.RETRY_S
    assert (await tokens.user(microsoft.tab_token())).id == ANA


# Over HTTP


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase) -> Iterator[Desk]:
    found = Desk(tmp_path_factory.mktemp("desk"), knowledge)
    yield found
    found.close()


@pytest.fixture
def agents(tmp_path: Path) -> Path:
    file = tmp_path / "agents.txt"
    file.write_text(f"{ANA}  # Ana\n")
    return file


@pytest.fixture
def tab(desk: Desk, settings: TeamsSettings, agents: Path) -> Iterator[TestClient]:
    """A page in a frame: no cookies, requests from its own origin."""
    given = settings.model_copy(update={"agents_file": agents})
    app = desk.app(web=WebSettings(public_url=URL), teams=given)
    with browser(app, URL, ELSEWHERE, {"Origin": URL, "Sec-Fetch-Site": "same-origin"}) as found:
        yield found


def sign_in(tab: TestClient, token: str, **headers: str) -> Any:
    return tab.post("/auth/teams-tab", json={"token": token}, headers=headers)


def test_an_agent_gets_a_session_without_a_cookie(
    tab: TestClient, microsoft: FakeMicrosoft, agents: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    token = microsoft.tab_token()
    answer = sign_in(tab, token)
    assert answer.status_code == 200, answer.text
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
    me = tab.get("/api/console/me", headers=bearer)
    # The token's address is nobody's word for anything.
    assert me.json() == {"name": "Ana Example", "email": ""}
    assert tab.get("/api/console/me").status_code == 401
    # It is no session of the chat, and as a cookie it opens nothing.
    assert tab.get("/api/transcript", headers=bearer).status_code == 401
    assert f"signed_in user={ANA} request=POST /auth/teams-tab status=200" in caplog.text
    assert token not in caplog.text
    # Who is no agent any more is out at once.
    agents.write_text("# nobody\n")
    assert tab.get("/api/console/me", headers=bearer).status_code == 403
    agents.write_text(f"{ANA}\n")
    assert tab.delete("/api/session", headers=bearer).status_code == 204
    assert tab.get("/api/console/me", headers=bearer).status_code == 401


def test_everybody_else_gets_none(
    tab: TestClient, microsoft: FakeMicrosoft, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert sign_in(tab, microsoft.tab_token(oid=OTHER)).json()["error"]["code"] == "forbidden"
    expired = sign_in(tab, microsoft.tab_token(exp=moment(-600)))
    assert (expired.status_code, expired.json()["error"]["code"]) == (401, "unauthorized")
    assert "token refused: ExpiredSignatureError" in caplog.text
    assert f"sign_in_failed user={OTHER}" in caplog.text
    foreign = sign_in(tab, microsoft.tab_token(), Origin="https://evil.example")
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "forbidden_origin")
    for body in (
        {},
        {"token": ""},
        {"token": 7},
        {"token": "x", "more": 1},
        {"token": "x" * 20_000},
    ):
        assert tab.post("/auth/teams-tab", json=body).status_code == 422
    assert tab.get("/auth/teams-tab").status_code == 405


def test_while_microsoft_is_away_the_page_asks_again(
    tab: TestClient, microsoft: FakeMicrosoft
) -> None:
    microsoft.keys_status = 503
    answer = sign_in(tab, microsoft.tab_token())
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


def test_without_a_public_address_or_teams_there_is_no_such_door(
    desk: Desk, settings: TeamsSettings
) -> None:
    for changes in ({"teams": settings}, {"web": WebSettings(public_url=URL)}):
        found = browser(desk.app(**changes), headers={})
        answer = found.post("/auth/teams-tab", json={"token": "x"}, headers={"Host": "localhost"})
        assert answer.status_code == 404


def test_who_may_frame_the_tab(settings: TeamsSettings) -> None:
    frames = tab_frames(settings, URL)
    assert "https://teams.microsoft.com" in frames
    assert all(origin.startswith("https://") for origin in frames)
    assert tab_frames(settings, "") == tab_frames(TeamsSettings(), URL) == ()
    high = settings.model_copy(update={"cloud": "usgov"})
    assert tab_frames(high, URL) == ("https://gov.teams.microsoft.us", "https://teams.microsoft.us")
    assert {DESKTOP, WEB} == CLIENTS
    assert (
        tab_resource("https://Help.example.gov:8443", APP) == f"api://help.example.gov:8443/{APP}"
    )
