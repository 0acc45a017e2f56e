"""`helpdesk teams`: what an operator types, and what comes of it."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.operations.cli.teams import app

APP_ID = "0a1b2c3d-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMS_APP_ID", APP_ID)
    monkeypatch.setenv("PUBLIC_URL", "https://help.example.gov")


def call(*words: object) -> Result:
    return CliRunner().invoke(app, ["package", *map(str, words)])


def manifest_in(package: Path) -> dict[str, Any]:
    with zipfile.ZipFile(package) as archive:
        return dict(json.loads(archive.read("manifest.json")))


def test_the_settings_are_enough(tmp_path: Path) -> None:
    done = call("--output", tmp_path / "teams.zip")
    assert done.exit_code == 0, done.output
    assert "upload it" in done.output
    found = manifest_in(tmp_path / "teams.zip")
    assert (found["id"], found["validDomains"]) == (APP_ID, ["help.example.gov"])


def test_options_come_before_settings(tmp_path: Path) -> None:
    other = "11111111-2222-4333-8444-555555555555"
    done = call(
        "--output", tmp_path / "teams.ZIP", "--app-id", other, "--domain", "chat.example.gov",
        "--name", "Ask IT", "--app-version", "2.0.1",
        "--privacy-url", "https://example.gov/p", "--terms-url", "https://example.gov/t",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    found = manifest_in(tmp_path / "teams.ZIP")
    assert (found["id"], found["bots"][0]["botId"], found["version"]) == (other, other, "2.0.1")
    assert found["developer"]["websiteUrl"] == "https://chat.example.gov"
    assert found["developer"]["privacyUrl"] == "https://example.gov/p"
    assert found["name"]["short"] == "Ask IT"


def test_wrong_settings_are_one_line_each_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAMS_APP_ID", "")
    monkeypatch.setenv("PUBLIC_URL", "http://localhost:8080")
    done = call("--output", tmp_path / "teams.zip")
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert len(lines) == 2
    assert "TEAMS_APP_ID is not set" in lines[0]
    assert "PUBLIC_URL=http://localhost:8080: Teams takes https only" in lines[1]
    assert list(tmp_path.iterdir()) == []


def test_a_package_is_a_zip(tmp_path: Path) -> None:
    done = call("--output", tmp_path / "teams.tar")
    assert done.exit_code == 1
    assert "teams.tar: must end in .zip" in done.output
