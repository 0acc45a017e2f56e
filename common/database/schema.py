"""Which revision the schema of a database has, and which ones this program knows.

Every process looks; only one that migrates needs Alembic, which is 9 MB (`migrating.py`).
"""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"
# Alembic's own.
VERSION_TABLE = "alembic_version"
_REVISION = re.compile(r'^(revision|down_revision)\b[^=\n]*= ["\']([^"\']+)', re.MULTILINE)


class NewerSchemaError(Exception):
    """A newer version of this program has changed the schema; the message says which one."""


def is_newest(connection: Connection) -> bool:
    """Whether the schema is the newest that is known. Raises NewerSchemaError for a newer one."""
    found = _revisions_of(connection)
    if unknown := found - known_revisions():
        raise NewerSchemaError(
            f"its schema is at {', '.join(sorted(unknown))}, this program knows "
            f"{', '.join(sorted(newest_revisions()))}: a newer version of the assistant has used "
            "it: run that version, or restore the backup made before it (docs/operations.md)"
        )
    return found == newest_revisions()


def known_revisions() -> set[str]:
    """Every revision of the schema that this program knows."""
    return set(_scripts())


def newest_revisions() -> set[str]:
    """Those that none comes after: one, unless two branches were not merged."""
    return known_revisions() - {before for before in _scripts().values() if before}


def _revisions_of(connection: Connection) -> set[str]:
    if not inspect(connection).has_table(VERSION_TABLE):
        return set()
    return {*connection.scalars(text(f"SELECT version_num FROM {VERSION_TABLE}"))}  # noqa: S608


@cache
def _scripts() -> dict[str, str | None]:
    """Each revision with the one before it, as the files of the migrations name them."""
    found = (
        dict(_REVISION.findall(file.read_text(encoding="utf-8")))
        for file in (MIGRATIONS / "versions").glob("*.py")
    )
    return {names["revision"]: names.get("down_revision") for names in found}
