"""Nobody but the account of the assistant reads its files."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.operations.supervisor.private_files import ROOT_WARNING, make_private, tighten
from common.settings import SharedSettings


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_an_earlier_version_left_open_is_closed(tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "other"
    data.mkdir(mode=0o755)
    elsewhere.mkdir()
    database = elsewhere / "helpdesk.db"
    open_files = [database, elsewhere / "helpdesk.db-wal", data / "web.key"]
    for file in open_files:
        file.touch(mode=0o644)
    tighten(SharedSettings(data_dir=data, database_url=f"sqlite:///{database}"), lambda _: None)
    assert mode(data) == 0o700
    assert [mode(file) for file in open_files] == [0o600] * 3


def test_new_files_are_the_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        make_private()
        with sqlite3.connect(tmp_path / "new.db") as connection:
            connection.execute("CREATE TABLE t (x)")
        connection.close()
        (tmp_path / "exports").mkdir()
    finally:
        os.umask(before)
    assert mode(tmp_path / "new.db") == 0o600
    assert mode(tmp_path / "exports") == 0o700


@pytest.mark.parametrize(("account", "warned"), [(0, [ROOT_WARNING]), (1000, [])])
def test_root_is_warned_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: int, warned: list[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: account)
    said: list[str] = []
    tighten(SharedSettings(data_dir=tmp_path), said.append)
    assert said == warned
