"""Copies a SQLite database while others write to it, and puts a copy in its place."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Literal

from bot.operations.backups.manifest import PRIVATE_FILE, BackupError, DatabaseContent, sync

# Files that SQLite keeps beside a database; an old one next to a restored database damages it.
BESIDE = ("", "-wal", "-shm", "-journal")
BUSY_TIMEOUT_S = 5.0
KEEP_THE_LAST = "keep the last good backup, and restore it (docs/operations.md)"


class SqliteDumper:
    """The database in a file; `setting` is the variable that names it."""

    def __init__(self, name: str, file: Path, setting: str) -> None:
        self.name, self.file, self._setting = name, file, setting
        self._staged = file.with_name(f".{file.name}.restoring")

    @property
    def kind(self) -> Literal["sqlite"]:
        """A file."""
        return "sqlite"

    def dump(self, folder: Path) -> DatabaseContent:
        """SQLite's own copy: consistent, whoever writes meanwhile."""
        if not self.file.is_file():
            raise BackupError(
                f"{self.file} is missing: check {self._setting} and DATA_DIR, or start the "
                "assistant once"
            )
        copy = folder / f"{self.name}.db"
        copy.touch(mode=PRIVATE_FILE)
        with self._failing(), _open(self.file) as old, _open(copy) as new:
            old.backup(new)
            # One file, whatever mode the original is in; SQLite switches back at the next start.
            new.execute("PRAGMA journal_mode=DELETE")
        return self._content(copy)

    def require_unused(self) -> None:
        """Whoever has the file open holds a lock on it that leaves no room for another's."""
        if not self.file.is_file():
            return
        try:
            with _open(self.file) as connection:
                connection.execute("PRAGMA busy_timeout=0")
                connection.execute("PRAGMA locking_mode=EXCLUSIVE")
                connection.execute("BEGIN EXCLUSIVE")
                connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise BackupError(
                    f"{self.file} is in use: stop the assistant and every other program that "
                    "has it open"
                ) from error
        except sqlite3.DatabaseError:
            return  # damaged, which may be why it is to be replaced

    def is_empty(self) -> bool:
        """Whether there is no file, or nothing in it."""
        return not any(file.exists() and file.stat().st_size for file in self._files(self.file))

    def stage(self, folder: Path, content: DatabaseContent, undo: ExitStack) -> None:
        """Copy the file next to its place and count what is in the copy."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._staged.unlink(missing_ok=True)
        undo.callback(self._staged.unlink, missing_ok=True)
        self._staged.touch(mode=PRIVATE_FILE)
        shutil.copyfile(folder / content.file, self._staged)
        if self._content(self._staged).tables != content.tables:
            raise BackupError(f"{folder / content.file}: holds other rows than its manifest")
        take_owner(self._staged)
        sync(self._staged)

    def switch(self, stamp: str, undo: ExitStack) -> list[str]:
        """Rename the old files, all of them, and then the copy to its place."""
        old = self.file.with_name(f"{self.file.name}.before-{stamp}")
        kept = []
        for here, there in zip(self._files(self.file), self._files(old), strict=True):
            if here.exists():
                here.rename(there)
                undo.callback(there.rename, here)
                kept.append(str(there))
        self._staged.rename(self.file)
        undo.callback(self.file.unlink)
        sync(self.file.parent)
        return kept

    @staticmethod
    def _files(file: Path) -> list[Path]:
        return [file.with_name(file.name + end) for end in BESIDE]

    def _content(self, copy: Path) -> DatabaseContent:
        with self._failing(), _open(copy) as connection:
            damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if damage != "ok":
                raise BackupError(f"{self.file} is damaged ({damage}): {KEEP_THE_LAST}")
            names = [
                name
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
                )
                if not name.startswith("sqlite_")
            ]
            tables = {name: _count(connection, name) for name in names}
            query = "SELECT version_num FROM alembic_version ORDER BY version_num"
            found = connection.execute(query).fetchall() if "alembic_version" in tables else []
        if not tables:
            raise BackupError(f"{self.file} holds no table: check {self._setting}")
        return DatabaseContent(
            name=self.name,
            kind=self.kind,
            file=f"{self.name}.db",
            revision=",".join(number for (number,) in found),
            tables=tables,
        )

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            remedy = "" if isinstance(error, sqlite3.OperationalError) else f": {KEEP_THE_LAST}"
            raise BackupError(f"{self.file}: {error}{remedy}") from error


def take_owner(file: Path) -> None:
    """Give the file to the owner of its folder, where root restores for the service's account."""
    if os.geteuid() == 0:
        folder = file.parent.stat()
        os.chown(file, folder.st_uid, folder.st_gid)


@contextmanager
def _open(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that is closed; every statement is a transaction of its own."""
    with closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_S, autocommit=True)) as connection:
        yield connection


def _count(connection: sqlite3.Connection, table: str) -> int:
    name = '"' + table.replace('"', '""') + '"'
    (rows,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608
    return int(rows)
