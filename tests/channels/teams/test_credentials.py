"""Tokens by secret, certificate and managed identity, from an Entra that checks them."""

from pathlib import Path

import pytest

from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.transport.credentials import Credentials, NoTokenError
from common.settings import SettingsError
from tests.channels.teams.conftest import MakeTeams
from tests.channels.teams.fake_microsoft import IDENTITY_SECRET, FakeMicrosoft
from tests.channels.teams.signing import certificate, new_pair, pem

pytestmark = pytest.mark.anyio

SCOPE = "https://api.botframework.com/.default"


async def delivers(make_teams: MakeTeams, **changes: object) -> None:
    """Two answers reach the connector, which takes Entra's tokens only."""
    teams = await make_teams(**changes)
    for number in (1, 2):
        await teams.post(teams.activity("message_personal", id=f"17638{number}"))
    await teams.answered(2)


async def test_secret(make_teams: MakeTeams, microsoft: FakeMicrosoft) -> None:
    await delivers(make_teams)
    assert len(microsoft.tokens) == 1  # kept while it is good
    assert microsoft.tokens[0]["client_secret"] == microsoft.app.secret


@pytest.mark.parametrize("password", ["", "pass phrase"])
async def test_certificate(
    password: str, make_teams: MakeTeams, microsoft: FakeMicrosoft, tmp_path: Path
) -> None:
    pair = new_pair("app")
    microsoft.app.certificate = certificate(pair.key, is_server=False)
    file = tmp_path / "app.pem"
    file.write_bytes(pem(pair.key, microsoft.app.certificate, password))
    await delivers(
        make_teams,
        auth="certificate",
        client_secret="",
        certificate_path=file,
        certificate_password=password,
    )
    assert "client_secret" not in microsoft.tokens[0]


@pytest.fixture
def on_azure(microsoft: FakeMicrosoft, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on an App Service with identities."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{microsoft.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", IDENTITY_SECRET)


@pytest.mark.usefixtures("on_azure")
async def test_managed_identity(make_teams: MakeTeams, microsoft: FakeMicrosoft) -> None:
    """The app registration is the identity itself."""
    microsoft.app.identity_id = microsoft.app.app_id
    await delivers(make_teams, auth="managed_identity", client_secret="")
    asked = [(one["resource"], one["client_id"]) for one in microsoft.tokens]
    assert asked == [("https://api.botframework.com", microsoft.app.app_id)]


@pytest.mark.usefixtures("on_azure")
@pytest.mark.parametrize("identity", ["1d2e3f40-5a6b-4c7d-8e9f-a0b1c2d3e4f5", "system"])
async def test_another_managed_identity_vouches_for_the_app(
    identity: str, make_teams: MakeTeams, microsoft: FakeMicrosoft
) -> None:
    microsoft.app.identity_id = identity
    changes = {"auth": "managed_identity", "client_secret": ""}
    await delivers(make_teams, managed_identity_client_id=identity, **changes)
    assert [one.get("resource") for one in microsoft.tokens] == ["api://AzureADTokenExchange", None]
    assert "client_assertion" in microsoft.tokens[1]


@pytest.mark.usefixtures("on_azure")
@pytest.mark.parametrize("identity", ["", "0a0a0a0a-1111-4222-8333-444444444444"])
async def test_an_identity_that_is_not_there_is_an_error(
    identity: str, settings: TeamsSettings, microsoft: FakeMicrosoft
) -> None:
    changes = {"auth": "managed_identity", "managed_identity_client_id": identity}
    credentials = Credentials(settings.model_copy(update=changes), microsoft.url)
    with pytest.raises(NoTokenError) as raised:
        await credentials.token(SCOPE)
    assert not raised.value.is_passing
    credentials.close()


async def test_a_wrong_secret_is_said_without_it(
    make_teams: MakeTeams, caplog: pytest.LogCaptureFixture
) -> None:
    teams = await make_teams(client_secret="wrong-s3cret")
    await teams.post(teams.activity("message_personal"))
    await teams.bot.close()
    assert "an answer was not delivered to Teams: no token: invalid_client" in caplog.text
    assert "wrong-s3cret" not in caplog.text
    assert not teams.waits


async def test_a_broken_certificate_is_said(
    settings: TeamsSettings, microsoft: FakeMicrosoft, tmp_path: Path
) -> None:
    file = tmp_path / "app.pem"
    file.write_text("-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n")
    changes = {"auth": "certificate", "certificate_path": file}
    credentials = Credentials(settings.model_copy(update=changes), microsoft.url)
    with pytest.raises(NoTokenError, match="no token: ValueError") as raised:
        await credentials.token(SCOPE)
    assert not raised.value.is_passing
    credentials.close()


async def test_entra_out_of_reach_may_come_back(settings: TeamsSettings) -> None:
    credentials = Credentials(settings, "https://127.0.0.1:9")
    with pytest.raises(NoTokenError) as raised:
        await credentials.token(SCOPE)
    assert raised.value.is_passing
    credentials.close()


async def test_the_environment_does_not_replace_the_settings(
    make_teams: MakeTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENT_SECRET", "of another app")
    with pytest.raises(SettingsError, match="CLIENT_SECRET"):
        await make_teams()
