"""Pools that the server has no room for are told of, with the numbers and what to do."""

import re

import psycopg
import pytest

from common.database import Database, StoreError
from common.database.capacity import check_room
from tests.support.postgres import Postgres


@pytest.fixture
def usable(postgres: Postgres) -> int:
    """How many connections the server has for us."""
    with psycopg.connect(postgres.database()) as connection:
        (most,) = connection.execute("SHOW max_connections").fetchone() or ("0",)
        (kept,) = connection.execute("SHOW superuser_reserved_connections").fetchone() or ("0",)
        (more,) = connection.execute("SHOW reserved_connections").fetchone() or ("0",)
    return int(most) - int(kept) - int(more)


def test_where_there_is_room_nothing_is_said(database: Database) -> None:
    assert check_room(database, 2, "the web app") == ""


def test_what_can_never_be_had_is_refused(postgres: Postgres, usable: int) -> None:
    database = Database(postgres.database())
    with pytest.raises(StoreError, match=rf"may open {usable + 1} .*DATABASE_POOL_SIZE") as caught:
        check_room(database, usable + 1, "the web app")
    assert len(str(caught.value).splitlines()) == 1
    database.close()


def test_what_others_have_is_warned_of(postgres: Postgres, usable: int) -> None:
    database = Database(postgres.database())
    with psycopg.connect(database.dsn):
        warning = check_room(database, usable, "the web app")
    assert re.search(
        r"the web app may open \d+ connections, the server takes \d+ .*in use", warning
    )
    assert "max_connections" in warning
    database.close()


def test_a_pool_is_no_larger_than_it_is_allowed(postgres: Postgres) -> None:
    database = Database(postgres.database(), pool_size=3)
    pool = database.engine.pool
    held = [database.engine.connect() for _ in range(3)]
    assert pool.checkedout() == 3  # type: ignore[attr-defined]
    assert pool.size() + pool._max_overflow == 3  # type: ignore[attr-defined]
    for connection in held:
        connection.close()
    database.close()
