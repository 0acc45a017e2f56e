"""Settings: typed, documented, and refused clearly: all faults at once, before anything starts."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.operations.cli.app import app
from bot.operations.settings import Settings, load_all_settings
from bot.operations.supervisor.engine_jobs import environment
from common.settings import (
    ROOT,
    ComponentSettings,
    SettingsError,
    SharedSettings,
    components_of,
    load_settings,
    renamed_variables,
)
from common.settings.component import default_of
from tickets.delivery.registry import METHODS

EXAMPLE = ROOT / ".env.example"
COMPONENTS = [
    *components_of(Settings).values(),
    *(method.settings for method in METHODS.values() if method.settings.prefix()),
]
# What an empty value means depends on the machine.
OF_THE_MACHINE = {"ENGINES"}
VARIABLES = [variable for component in COMPONENTS for variable in component.variables()]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting from outside."""
    monkeypatch.setattr(ComponentSettings, "env_file", tmp_path / ".env")
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def faults() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_all_settings()
    return str(caught.value).splitlines()


def written(value: object) -> str:
    """A default as `.env.example` writes it."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Path):
        return str(value.relative_to(ROOT))
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def test_no_two_settings_have_one_name() -> None:
    assert len(VARIABLES) == len(set(VARIABLES))


def test_the_example_names_every_setting_with_its_default() -> None:
    defaults = {
        component.variable(name): ""
        if field.default_factory_takes_validated_data or component.variable(name) in OF_THE_MACHINE
        # A database in the data folder: it has no default of its own.
        else written(default_of(component, name))
        for component in COMPONENTS
        for name, field in component.model_fields.items()
    }
    assert dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)) == defaults


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENGINE_HOST", "0.0.0.0"),
        ("ACTIONS_HOST", "10.0.0.5"),
        ("ENGINE_URL", "http://engine:5005"),
        ("ACTIONS_URL", "http://actions:5055"),
    ],
)
def test_what_others_can_reach_needs_a_secret_that_all_know(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    (line,) = faults()
    assert line.startswith(f"{name}={value}: ")
    assert "ENGINE_SECRET" in line
    monkeypatch.setenv("ENGINE_SECRET", "s" * 40)
    assert load_all_settings()


@pytest.mark.parametrize("value", ["engine:5005", "https://engine", "http://engine:5005/webhooks"])
def test_the_address_of_a_service_is_host_and_port(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("ENGINE_URL", value)
    (line,) = faults()
    assert line.startswith(f"ENGINE_URL={value}: ")
    assert "http://engine:5005" in line


def test_the_example_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = load_all_settings()
    monkeypatch.setattr(ComponentSettings, "env_file", EXAMPLE)
    assert load_all_settings() == defaults


def test_each_setting_of_the_example_is_explained() -> None:
    lines = EXAMPLE.read_text().splitlines()
    for number, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            before = lines[number - 1]
            assert before.startswith("#") or "=" in before, line


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        # What processes share
        ("ENGINE_PORT", "70000", "ENGINE_PORT=70000: should be less than or equal to 65535"),
        ("ENGINE_PORT", "abc", "ENGINE_PORT=abc: should be a valid integer"),
        ("ENGINE_SECRET", "too-short", "ENGINE_SECRET: must have at least 32 characters"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL=LOUD: should be 'DEBUG', 'INFO'"),
        ("DATABASE_URL", "mysql://x:y@z/y", "DATABASE_URL: must begin with sqlite"),
        ("DATABASE_URL", "sqlite://", "must name a file"),
        ("DATABASE_URL", "nonsense", "is not a database URL"),
        ("TIME_ZONE", "Kentucky", "is not a time zone: write one like America/New_York"),
        ("LOCALE", "en_", "did you mean en?"),
        ("LOCALE", "xx", "write one of en"),
        ("START_TIMEOUT", "-1", "START_TIMEOUT=-1: should be greater than 0"),
        # The web app
        ("TRUSTED_PROXIES", "*", "TRUSTED_PROXIES=*: * is not an address or a network"),
        ("TRUSTED_PROXIES", "10.0.0.5,proxy", "proxy is not an address or a network"),
        ("TRUSTED_PROXIES", "10.0.0.5/24", "10.0.0.5/24 is not an address or a network"),
        ("TRUSTED_PROXIES", "0.0.0.0/0", "0.0.0.0/0 would let every client choose"),
        ("TRUSTED_PROXIES", "::/0", "::/0 would let every client choose"),
        ("SESSION_IDLE_DAYS", "0", "SESSION_IDLE_DAYS=0: should be greater than 0"),
        ("PUBLIC_URL", "http://help.example.gov", "must begin with https://"),
        ("PUBLIC_URL", "https://help.example.gov/it", "must have no path"),
        ("EMBED_ORIGINS", "intranet", "intranet is not an origin"),
        ("CHAT_RATE", "often", "CHAT_RATE=often: is not a rate: write 30/minute"),
        ("WEB_HOST", "0.0.0.0", "WEB_HOST=0.0.0.0: serves other machines: set PUBLIC_URL"),
        # Sign-in, Teams, contacts, drafts (each has tests of its own, too)
        ("OIDC_ISSUER", "login", "OIDC_ISSUER=login: is not an issuer"),
        ("TEAMS_APP_ID", "bot", "TEAMS_APP_ID=bot: must be an ID such as"),
        ("LOOKUP_KEEP_DAYS", "0", "LOOKUP_KEEP_DAYS=0: should be greater than or equal to 1"),
        ("DRAFT_RATE", "10", "DRAFT_RATE=10: is not a rate"),
        ("REVIEW_AFTER_PHONES", "0", "REVIEW_AFTER_PHONES=0: should be greater than or equal"),
        ("REVIEW_AFTER_PHONE", "9", "did you mean REVIEW_AFTER_PHONES?"),
        ("HANDOVER", "fax", "HANDOVER=fax: should be 'outbox', 'smtp' or 'servicenow'"),
        ("HANDOVER_REQUIRES_SIGN_IN", "true", "nobody can sign in: set up OIDC_ISSUER"),
        ("SERVICENOW_FIELD_MAP", "{agency", "SERVICENOW_FIELD_MAP={agency: is not JSON"),
    ],
)
def test_a_wrong_value_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    (line,) = faults()
    assert line.startswith(name)
    assert expected in line


def test_all_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "DATA_DIR": "",
        "WEB_HOST": "0.0.0.0",
        "WEB_PORT": "http",
        "OIDC_ISSUER": "https://login.example.gov",
        "TEAMS_TENANT_ID": "agency",
        "TEAMS_APP_ID": "0a1b2c3d-0000-4000-8000-000000000001",
        "DRAFT_KEEP_DAYS": "some",
        "TEAMS_APPID": "1",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    assert [re.split("[=: ]", line)[0] for line in faults()] == [
        "TEAMS_APPID",
        "WEB_PORT",
        "WEB_HOST",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
        "TEAMS_TENANT_ID",
        "TEAMS_CLIENT_SECRET",
        "DRAFT_KEEP_DAYS",
    ]


def test_a_command_checks_the_settings_without_a_start(monkeypatch: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(app, ["check", "--settings"])
    assert (done.exit_code, done.output) == (0, "Everything fits.\n")
    monkeypatch.setenv("WEB_PORT", "http")
    monkeypatch.setenv("SERVICENOW_FIELD_MAP", "{")
    done = CliRunner().invoke(app, ["check", "--settings"])
    assert done.exit_code == 1
    assert [line.split("=")[0] for line in done.output.splitlines()] == [
        "WEB_PORT",
        "SERVICENOW_FIELD_MAP",
    ]


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("WEB_HOST=caf\xe9".encode("latin-1"))
    (line,) = faults()
    assert f"{tmp_path}/.env: can't be read as UTF-8 text" in line


@pytest.mark.parametrize("place", ["environment", ".env"])
@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("TEAMS_APPID", "did you mean TEAMS_APP_ID? Correct it in"),
        ("WEB_PUBLIC_URL", "did you mean PUBLIC_URL? Correct it in"),
        ("OIDC_SECRET", "did you mean OIDC_CLIENT_SECRET? Correct it in"),
    ],
)
def test_no_setting_gets_lost_by_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str, name: str, remedy: str
) -> None:
    if place == ".env":
        (tmp_path / ".env").write_text(f"{name}=https://help.example.gov\n")
    else:
        monkeypatch.setenv(name, "https://help.example.gov")
    (line,) = faults()
    assert line.startswith(name)
    assert remedy in line
    assert place in line


def test_variables_of_other_programs_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("ACTIONS_RUNTIME_URL", "WEB_CONCURRENCY", "HTTP_PROXY", "DRAFT_FOLDER"):
        monkeypatch.setenv(name, "something")
    (tmp_path / ".env").write_text("COMPOSE_PROJECT_NAME=desk\nHTTPS_PROXY=http://proxy\n")
    load_all_settings()
    (tmp_path / ".env").write_text("DATABSE_URL=sqlite:///x\nTEAMS_BACKGROUND=red\n")
    assert [line.split(" (")[0] for line in faults()] == [
        f"DATABSE_URL is not a setting: did you mean DATABASE_URL? Correct it in {tmp_path}/.env",
        "TEAMS_BACKGROUND is not a setting",
    ]


@pytest.mark.parametrize(
    ("public_url", "given", "trusted"),
    [
        ("", "", ()),
        ("", "10.0.0.5, 10.1.0.0/16", ("10.0.0.5", "10.1.0.0/16")),
        ("https://help.example.gov", "", ("127.0.0.1",)),
        ("https://help.example.gov", "2001:db8::5", ("2001:db8::5",)),
    ],
)
def test_a_proxy_is_trusted_where_one_can_be(
    monkeypatch: pytest.MonkeyPatch, public_url: str, given: str, trusted: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PUBLIC_URL", public_url)
    monkeypatch.setenv("TRUSTED_PROXIES", given)
    assert load_all_settings().web.proxies == trusted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://user:s3cret@host/name"),
        ("ENGINE_SECRET", "s3cret"),
        ("WEB_SECRET", "s3cret"),
    ],
)
def test_a_secret_is_not_printed(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert "s3cret" not in "".join(faults())


def test_a_relative_file_is_the_projects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///var/other.db")
    assert load_settings(SharedSettings).database_url == f"sqlite:///{ROOT}/var/other.db"


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("ENGINE_PORT=6000\nACTIONS_PORT=6001\n")
    monkeypatch.setenv("ENGINE_PORT", "7000")
    settings = load_settings(SharedSettings)
    assert (settings.engine_port, settings.actions_port) == (7000, 6001)


def test_databases_follow_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    settings = load_settings(SharedSettings)
    assert settings.database_url == f"sqlite:///{tmp_path}/helpdesk.db"
    assert environment(settings)["ENGINE_TRACKER_URL"].endswith("conversations.db")


def test_the_engine_gets_the_driver_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql+psycopg://u:p%40ss@host/name")
    url = environment(load_settings(SharedSettings))["ENGINE_TRACKER_URL"]
    assert url == "postgresql://u:p%40ss@host/name"


@pytest.mark.parametrize("place", ["environment", ".env"])
def test_a_former_name_still_counts_and_the_new_one_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    if place == ".env":
        (tmp_path / ".env").write_text("FRONT_PORT=8123\n")
    else:
        monkeypatch.setenv("FRONT_PORT", "8123")
    assert load_all_settings().web.port == 8123
    (line,) = renamed_variables(Settings)
    assert line.startswith("FRONT_PORT is called WEB_PORT now: rename it in")
    monkeypatch.setenv("WEB_PORT", "8124")
    assert load_all_settings().web.port == 8124
