"""Brings the schema of a database to the newest revision, by Alembic."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from common.database.schema import MIGRATIONS

# Any number that no other advisory lock uses.
LOCK = 0x48454C50  # "HELP"
# How long a process waits for another one that migrates a SQLite database.
SQLITE_WAIT_MS = 60_000


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision. A second process waits and finds it done."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    else:
        _begin_as_writer(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _begin_as_writer(connection: Connection) -> None:
    """A transaction of SQLite that has read cannot wait for a writer's lock; this one can."""
    connection.exec_driver_sql("ROLLBACK")
    usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={SQLITE_WAIT_MS}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except SQLAlchemyError:
        connection.exec_driver_sql("BEGIN")  # whoever called rolls it back
        raise
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={usual}")
