"""Settings: complete for each way to authenticate; errors name the setting and the remedy."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dotenv import load_dotenv

from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.transport.sdk import _quietly
from common.settings import ROOT, SettingsError, load_settings
from tests.channels.teams.harness import ANA, APP, TENANT

RIGHT = {"app_id": APP, "tenant_id": TENANT, "client_secret": "s3cret"}


Given = Callable[..., TeamsSettings]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """The settings of an environment with these variables (TEAMS_...)."""

    def read(**changes: str) -> TeamsSettings:
        for name, value in {**RIGHT, **changes}.items():
            monkeypatch.setenv(f"TEAMS_{name.upper()}", value)
        return load_settings(TeamsSettings)

    return read


def error(given: Given, **changes: str) -> str:
    with pytest.raises(SettingsError) as raised:
        given(**changes)
    return str(raised.value)


def test_teams_is_off_without_an_app_and_a_tenant(given: Given) -> None:
    assert not load_settings(TeamsSettings).enabled
    assert not given(app_id="", tenant_id="").enabled


def test_empty_values_are_defaults(given: Given) -> None:
    settings = given(cloud="", auth="", agencies="", agents="")
    assert (settings.cloud, settings.auth, settings.agencies) == ("public", "secret", None)


def test_lists_are_separated_by_commas(given: Given) -> None:
    settings = given(agents=f"{ANA.upper()}, {APP}", service_hosts="A.example.gov,")
    assert settings.agents == (ANA, APP)
    assert settings.hosts == {
        "a.example.gov",
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
    }


def test_ids_may_be_written_in_capitals(given: Given) -> None:
    settings = given(app_id=APP.upper(), tenant_id=TENANT.upper())
    assert (settings.app_id, settings.tenant_id) == (APP, TENANT)


def test_managed_identity_needs_no_secret(given: Given) -> None:
    assert given(client_secret="", auth="managed_identity", managed_identity_client_id="system")


@pytest.mark.parametrize(
    ("changes", "name", "remedy"),
    [
        ({"app_id": ""}, "TEAMS_APP_ID", "write the Application (client) ID"),
        ({"tenant_id": ""}, "TEAMS_TENANT_ID", "write the Directory (tenant) ID"),
        ({"app_id": "bot"}, "TEAMS_APP_ID", "must be an ID such as"),
        ({"app_id": "system"}, "TEAMS_APP_ID", "must be an ID such as"),
        ({"tenant_id": "example.gov"}, "TEAMS_TENANT_ID", "must be an ID such as"),
        ({"client_secret": ""}, "TEAMS_CLIENT_SECRET", "value of the app's secret"),
        ({"auth": "certificate"}, "TEAMS_CERTIFICATE_PATH", "path of a PEM file"),
        ({"auth": "password"}, "TEAMS_AUTH", "'secret', 'certificate' or 'managed_identity'"),
        ({"certificate_path": "/none.pem"}, "TEAMS_CERTIFICATE_PATH", "there is no such file"),
        ({"agencies": "/none.csv"}, "TEAMS_AGENCIES", "there is no such file"),
        ({"agents": "ana"}, "TEAMS_AGENTS", "must be an ID such as"),
        ({"agents_file": "/none"}, "TEAMS_AGENTS_FILE", "there is no such file"),
        ({"login_endpoint": "http://x"}, "TEAMS_LOGIN_ENDPOINT", "must begin with https://"),
        ({"openid_metadata_url": "x"}, "TEAMS_OPENID_METADATA_URL", "must begin with https://"),
        ({"cloud": "moon"}, "TEAMS_CLOUD", "'public'"),
    ],
)
def test_errors_name_the_setting_and_the_remedy(
    given: Given, changes: dict[str, str], name: str, remedy: str
) -> None:
    line = error(given, **changes)
    assert re.match(f"{name}[:=]", line)
    assert remedy in line
    assert "s3cret" not in line


def test_every_wrong_setting_has_its_line(given: Given) -> None:
    assert len(error(given, app_id="x", tenant_id="y", client_secret="").splitlines()) == 2


def test_secrets_are_not_shown(given: Given) -> None:
    assert "s3cret" not in repr(given())


def test_settings_are_checked_without_the_slow_sdk() -> None:
    code = (
        "import sys, bot.channels.teams.settings, contacts.agency_table\n"
        "print('microsoft_teams' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"


@pytest.mark.parametrize("before", ["", "false"])
def test_the_sdk_loads_no_env_file(
    before: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "A_SETTING_OF_THE_ENV_FILE"
    file = tmp_path / ".env"
    file.write_text(f"{name}=1\n")
    if before:
        monkeypatch.setenv("PYTHON_DOTENV_DISABLED", before)
    with _quietly():
        assert not load_dotenv(file)
    assert name not in os.environ
    assert os.environ.get("PYTHON_DOTENV_DISABLED", "") == before
