"""Settings: typed, documented, and refused clearly."""

import re
from pathlib import Path

import pytest

from bot.operations.settings import ROOT, Settings, SettingsError, load_settings

EXAMPLE = ROOT / ".env.example"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting from outside."""
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_example_names_every_setting_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = Settings()
    named = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))
    assert {name.lower() for name in named} == set(Settings.model_fields)
    monkeypatch.setitem(Settings.model_config, "env_file", EXAMPLE)
    assert load_settings() == defaults


def test_each_setting_of_the_example_is_explained() -> None:
    lines = EXAMPLE.read_text().splitlines()
    for number, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            before = lines[number - 1]
            assert before.startswith("#") or "=" in before, line


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ENGINE_PORT", "70000", "ENGINE_PORT=70000"),
        ("ENGINE_PORT", "abc", "ENGINE_PORT=abc"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL=LOUD"),
        ("DATABASE_URL", "mysql://x:y@z/y", "DATABASE_URL: must begin with sqlite"),
        ("DATABASE_URL", "sqlite://", "must name a file"),
        ("DATABASE_URL", "nonsense", "is no database URL"),
        ("START_TIMEOUT", "-1", "START_TIMEOUT=-1"),
        ("TRUSTED_PROXIES", "*", "TRUSTED_PROXIES=*: * is no address and no network"),
        ("TRUSTED_PROXIES", "10.0.0.5,proxy", "proxy is no address and no network: write 10.0.0.5"),
        ("TRUSTED_PROXIES", "10.0.0.5/24", "10.0.0.5/24 is no address and no network"),
        ("TRUSTED_PROXIES", "0.0.0.0/0", "0.0.0.0/0 would let every client choose"),
        ("TRUSTED_PROXIES", "::/0", "::/0 would let every client choose"),
        ("SESSION_IDLE_DAYS", "0", "SESSION_IDLE_DAYS=0"),
        (
            "TIME_ZONE",
            "Kentucky",
            "TIME_ZONE=Kentucky: is no time zone: write one like America/New_York",
        ),
    ],
)
def test_a_wrong_value_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=re.escape(expected)):
        load_settings()


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
    assert load_settings().trusted_proxies == trusted


def test_a_password_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://user:s3cret@host/name")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "s3cret" not in str(caught.value)


def test_a_relative_file_is_the_projects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///var/other.db")
    assert load_settings().database_url == f"sqlite:///{ROOT}/var/other.db"


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("ENGINE_PORT=6000\nACTIONS_PORT=6001\n")
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    monkeypatch.setenv("ENGINE_PORT", "7000")
    settings = load_settings()
    assert (settings.engine_port, settings.actions_port) == (7000, 6001)


def test_databases_follow_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    settings = load_settings()
    assert settings.database_url == f"sqlite:///{tmp_path}/helpdesk.db"
    assert settings.engine_environment()["ENGINE_TRACKER_URL"].endswith("conversations.db")


def test_the_engine_gets_the_driver_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql+psycopg://u:p%40ss@host/name")
    url = load_settings().engine_environment()["ENGINE_TRACKER_URL"]
    assert url == "postgresql://u:p%40ss@host/name"
