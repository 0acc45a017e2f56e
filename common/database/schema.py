"""Which revision the schema of a database has, and how to bring it to the newest one."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number that no other advisory lock uses.
LOCK = 0x48454C50  # "HELP"
# How long a process waits for another one that migrates a SQLite database.
SQLITE_WAIT_MS = 60_000


class NewerSchemaError(Exception):
    """A newer version of this program has changed the schema; the message says which one."""


def is_newest(connection: Connection) -> bool:
    """Whether the schema is the newest that is known. Raises NewerSchemaError for a newer one."""
    found = set(MigrationContext.configure(connection).get_current_heads())
    scripts = _scripts()
    if unknown := found - known_revisions():
        raise NewerSchemaError(
            f"its schema is at {', '.join(sorted(unknown))}, this program knows "
            f"{', '.join(scripts.get_heads())}: a newer version of the assistant has used it: "
            "run that version, or restore the backup made before it (docs/operations.md)"
        )
    return found == set(scripts.get_heads())


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


def known_revisions() -> set[str]:
    """Every revision of the schema that this program knows."""
    return {script.revision for script in _scripts().walk_revisions()}


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
