"""One process leads a job; another one takes over when it is gone, however that happened."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from common.database import Database, StoreError
from common.database.leadership import leadership
from common.settings import ROOT
from tests.support.postgres import Postgres

LEADER = """
import sys
from common.database import Database
from common.database.leadership import leadership
lead = leadership(Database(sys.argv[1]), "a job")
print(lead.is_held(), flush=True)
sys.stdin.read()
"""


@contextmanager
def leading_process(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the lead."""
    with subprocess.Popen(
        [sys.executable, "-c", LEADER, url],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


def test_one_leads_until_it_lets_go(database: Database) -> None:
    one, other = leadership(database, "a job"), leadership(database, "a job")
    assert [one.is_held(), other.is_held(), one.is_held()] == [True, False, True]
    elsewhere = leadership(database, "another job")
    assert elsewhere.is_held()
    elsewhere.release()
    one.release()
    assert [other.is_held(), one.is_held()] == [True, False]
    other.release()


def test_a_killed_leader_is_followed(database: Database) -> None:
    lead = leadership(database, "a job")
    with leading_process(database.url.render_as_string(hide_password=False)) as process:
        assert not lead.is_held()
        process.kill()
        process.wait()
        assert lead.is_held()
    lead.release()


def test_who_loses_the_connection_loses_the_lead(postgres: Postgres) -> None:
    database = Database(postgres.database())
    one, other = leadership(database, "a job"), leadership(database, "a job")
    assert one.is_held()
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    assert other.is_held()
    with pytest.raises(StoreError):
        one.is_held()
    assert not one.is_held()
    other.release()
    database.close()
