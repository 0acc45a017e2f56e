"""Processes that start together bring a database up to date without getting in each other's way."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from common.database import Database, StoreError
from common.database.migrating import LOCK
from common.database.schema import MIGRATIONS, known_revisions, newest_revisions
from common.settings import ROOT
from tests.support.postgres import Postgres

START = """
import sys
from bot.operations.supervisor.prepare import prepare_registry, prepare_store
from common.settings import SharedSettings
settings = SharedSettings(database_url=sys.argv[1], data_dir=sys.argv[2])
print(sys.stdin.readline(), end="")
prepare_store(settings, by="start")
print(prepare_registry(settings))
"""


def started(url: str, folder: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START, url, folder],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def older(postgres: Postgres) -> str:
    """URL of a database of the version before."""
    database = Database(postgres.database())
    database.migrate()
    with database.session() as session:
        session.execute(text("DROP TABLE teams_activity"))
        session.execute(text("UPDATE alembic_version SET version_num = '0018'"))
    database.close()
    return database.dsn


def test_two_that_start_together_on_an_empty_database_do_it_once(
    database_url: str, tmp_path: Path
) -> None:
    start_two(database_url, tmp_path)


def test_two_that_start_together_on_an_older_database_do_it_once(
    older: str, tmp_path: Path
) -> None:
    start_two(older, tmp_path)


def start_two(url: str, folder: Path) -> None:
    """Let two go at the same moment: both end well, and one has done everything."""
    database = Database(url)
    processes = [started(url, str(folder)) for _ in range(2)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ends = [process.communicate(timeout=240) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], ends
    assert sorted(out for out, _ in ends) == ["go\nFalse\n", "go\nTrue\n"]
    with database.session() as session:
        assert session.scalar(text("SELECT count(*) FROM teams_activity")) == 0
        assert session.scalar(text("SELECT count(*) FROM registry_import")) == 1
    database.close()


def test_a_schema_that_is_the_newest_waits_for_no_lock(postgres: Postgres) -> None:
    database = Database(postgres.database())
    database.migrate()
    url = database.url.update_query_dict({"options": "-c lock_timeout=500"})
    impatient = Database(url.render_as_string(hide_password=False))
    with psycopg.connect(database.dsn) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        impatient.migrate()
        with database.session() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '0018'"))
        with pytest.raises(StoreError, match="lock timeout"):
            impatient.migrate()
    impatient.close()
    database.close()


def test_revisions_are_those_that_alembic_finds() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert newest_revisions() == {*scripts.get_heads()}
    assert known_revisions() == {script.revision for script in scripts.walk_revisions()}
