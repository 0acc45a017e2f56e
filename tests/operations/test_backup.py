"""`helpdesk backup`, and what a start makes of databases that were lost."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.operations.cli.app import app
from bot.operations.supervisor.prepare import prepare_registry, prepare_store, require_whole
from common.database import Database, StoreError
from common.settings import SharedSettings, load_settings
from contacts import queries

LISTING = "Agency,Role,Name\nDepartment of Trees,HR,Avery Birch\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SharedSettings:
    """An assistant with its own data folder and an imported listing."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'var' / 'helpdesk.db'}")
    (tmp_path / "listing.csv").write_text(LISTING, encoding="utf-8")
    helpdesk("contacts", "import", str(tmp_path / "listing.csv"))
    return load_settings(SharedSettings)


def helpdesk(*words: str) -> str:
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_backup_has_everything_and_nothing_is_overwritten(
    settings: SharedSettings, tmp_path: Path
) -> None:
    helpdesk("backup", str(tmp_path / "copies"))
    copy = Database(f"sqlite:///{tmp_path / 'copies' / 'helpdesk.db'}")
    with copy.session() as session:
        assert [one.name for one in queries.agencies(session)] == ["Department of Trees"]
    copy.close()
    assert (tmp_path / "copies" / "helpdesk.db").stat().st_mode & 0o077 == 0
    again = CliRunner().invoke(app, ["backup", str(tmp_path / "copies")])
    assert again.exit_code == 1
    assert "choose another folder" in again.output


def test_an_emptied_database_never_gets_sample_people(settings: SharedSettings) -> None:
    for file in settings.data_dir.glob("helpdesk.db*"):
        file.unlink()
    prepare_store(settings, by="Pat")
    with pytest.raises(StoreError, match=r"is empty, but a listing was imported .* restore"):
        prepare_registry(settings)


def test_a_damaged_database_starts_nothing(settings: SharedSettings) -> None:
    file = settings.data_dir / "helpdesk.db"
    file.write_bytes(b"\xff" * file.stat().st_size)
    with pytest.raises(StoreError, match="restore a backup"):
        require_whole(settings)
