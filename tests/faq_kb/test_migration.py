"""Migration 0010 carries a knowledge base over that an earlier version of the program stored."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Date, DateTime, MetaData, Table, select

from common.database import Database
from common.database.schema import MIGRATIONS

# Written by that version: its tables after two loads, and what it read from them.
OLD: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "knowledge_0009.json").read_text(encoding="utf-8")
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database of the version before, with its knowledge base."""
    database = Database(database_url)
    migrate(database, command.upgrade, "0009")
    with database.engine.begin() as connection:
        for name, rows in OLD["tables"].items():
            table = reflected(connection, name)
            connection.execute(table.insert(), [typed(table, row) for row in rows])
    yield database
    database.close()


def migrate(database: Database, step: Callable[[Config, str], None], revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config, revision)


def reflected(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection)


def typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """JSON has no dates."""
    parsers = {Date: dt.date.fromisoformat, DateTime: dt.datetime.fromisoformat}
    found = dict(row)
    for column in table.columns:
        for kind, parse in parsers.items():
            if isinstance(column.type, kind):
                found[column.name] = parse(row[column.name])
    return found


def test_every_record_becomes_version_1(database: Database) -> None:
    migrate(database, command.upgrade, "0010")
    with database.engine.connect() as connection:
        version = reflected(connection, "knowledge_version")
        rows = connection.execute(select(version)).mappings().all()
    documents = {row["record"]: row["document"] for row in rows}
    assert documents == OLD["documents"]
    assert list(documents["phones"]) == list(OLD["documents"]["phones"])  # the first is told first
    assert {(row["version"], row["replaced_in"]) for row in rows} == {(1, None)}


def test_a_version_is_of_the_load_that_changed_it(database: Database) -> None:
    migrate(database, command.upgrade, "0010")
    with database.engine.connect() as connection:
        version = reflected(connection, "knowledge_version")
        rows = connection.execute(select(version)).mappings().all()
        publication = reflected(connection, "knowledge_publication")
        loads = connection.execute(select(publication.c.number, publication.c.by)).all()
    assert {row["record"] for row in rows if row["published_in"] == 2} == {"phones", "vpn_access"}
    assert [tuple(load) for load in loads] == [(1, ""), (2, "")]


def test_the_way_back_leaves_the_old_tables_to_be_loaded(database: Database) -> None:
    migrate(database, command.upgrade, "0010")
    migrate(database, command.downgrade, "0009")
    with database.engine.begin() as connection:
        for name in OLD["tables"]:
            table = reflected(connection, name)
            assert connection.execute(select(table)).all() == []
    migrate(database, command.upgrade, "0010")
