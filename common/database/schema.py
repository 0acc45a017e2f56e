"""Which revision the schema of a database has, and how to bring it to the newest one."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number that no other advisory lock uses.
LOCK = 0x48454C50  # "HELP"


class NewerSchemaError(Exception):
    """A newer version of this program has changed the schema; the message says which one."""


def is_newest(connection: Connection) -> bool:
    """Whether the schema is the newest that is known. Raises NewerSchemaError for a newer one."""
    found = set(MigrationContext.configure(connection).get_current_heads())
    scripts = _scripts()
    if unknown := found - {script.revision for script in scripts.walk_revisions()}:
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
        # A transaction that has read cannot wait for a writer's lock, so begin as a writer.
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
