"""Databases with the newest schema, copied from one: to migrate each takes most of a second."""

import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from common.database import Database
from tests.support.postgres import Postgres


class Migrated:
    """Makes copies; `postgres` gives the server as soon as somebody wants one of it."""

    def __init__(self, folder: Path, postgres: Callable[[], Postgres]) -> None:
        self._folder, self._postgres = folder, postgres

    def sqlite(self, file: Path) -> str:
        """URL of a copy in a new file."""
        return f"sqlite:///{shutil.copy(self._file, file)}"

    def postgresql(self) -> str:
        """URL of a copy on the server."""
        return self._postgres().database(self._name)

    @cached_property
    def _file(self) -> Path:
        file = self._folder / "migrated.db"
        _migrate(f"sqlite:///{file}")
        return file

    @cached_property
    def _name(self) -> str:
        url = self._postgres().database()
        _migrate(url)
        return urlsplit(url).path.removeprefix("/")


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()
