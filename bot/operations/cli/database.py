"""The database that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager

from common.database import Database
from common.settings import SharedSettings, load_settings


@contextmanager
def open_database() -> Iterator[Database]:
    """The database of the settings, with the newest schema. Raises StoreError."""
    database = Database(load_settings(SharedSettings).database_url)
    try:
        database.migrate()
        yield database
    finally:
        database.close()
