"""Copies a PostgreSQL database with pg_dump while others write to it, and restores the copy."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from bot.operations.backups.manifest import PRIVATE_FILE, BackupError, DatabaseContent

CONNECT_TIMEOUT_S = 5
# The schemas in which a restore keeps what was there before; they are no part of a backup.
KEPT = "before_restore_"
IN_USE = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
NEWER = "put client programs of the server's version or a newer one first on PATH"
REMEDY = "install PostgreSQL's client programs (Debian: apt-get install postgresql-client)"


class PostgresDumper:
    """The database of an address; `setting` is the variable that holds it."""

    def __init__(self, name: str, url: URL, setting: str) -> None:
        self.name, self._setting = name, setting
        self._url = url.set(drivername="postgresql")
        self._staged: tuple[Path, DatabaseContent] | None = None

    @property
    def kind(self) -> Literal["postgresql"]:
        """A server."""
        return "postgresql"

    def dump(self, folder: Path) -> DatabaseContent:
        """What pg_dump copies and what is counted is one snapshot, whoever writes meanwhile."""
        file = folder / f"{self.name}.dump"
        file.touch(mode=PRIVATE_FILE)
        with self._connection() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            content = self._content(connection)
            if not content.tables:
                raise BackupError(f"{self} holds no table: check {self._setting}")
            (snapshot,) = _row(connection, "SELECT pg_export_snapshot()")
            self._run(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--exclude-schema={KEPT}*",
                f"--snapshot={snapshot}",
                f"--file={file}",
            )
        return content

    def require_unused(self) -> None:
        """Every process of ours keeps a connection."""
        with self._connection() as connection:
            (others,) = _row(connection, IN_USE)
        if others:
            raise BackupError(
                f"{self} is in use by {others} connections: stop the assistant on every machine, "
                "and every other program that uses it"
            )

    def is_empty(self) -> bool:
        """Whether there is no table."""
        with self._connection() as connection:
            return not _tables(connection)

    def stage(self, folder: Path, content: DatabaseContent, undo: ExitStack) -> None:
        """See that the file can be read by the pg_restore that is there."""
        self._run("pg_restore", "--list", str(folder / content.file), connect=False)
        self._staged = folder / content.file, content

    def switch(self, stamp: str, undo: ExitStack) -> list[str]:
        """Rename the schema with the old tables, restore into an empty one, and count."""
        assert self._staged is not None
        file, content = self._staged
        kept = [] if self.is_empty() else [self._set_aside(stamp, undo)]
        undo.callback(self._empty)
        self._run(
            "pg_restore",
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-privileges",
            str(file),
        )
        with self._connection() as connection:
            found = self._content(connection)
        if found.tables != content.tables:
            raise BackupError(f"{file}: holds other rows than its manifest")
        return kept

    def _set_aside(self, stamp: str, undo: ExitStack) -> str:
        with self._connection() as connection:
            (schema,) = _row(connection, "SELECT current_schema()")
            here, there = sql.Identifier(str(schema)), sql.Identifier(f"{KEPT}{stamp.lower()}")
            _rename(connection, here, there)
        undo.callback(self._put_back, here, there)
        return f"schema {KEPT}{stamp.lower()} of {self}"

    def _put_back(self, here: sql.Identifier, there: sql.Identifier) -> None:
        with self._connection() as connection:
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(here))
            connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(there, here))

    def _empty(self) -> None:
        with self._connection() as connection:
            for table in _tables(connection):
                drop = sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table))
                connection.execute(drop)

    def _content(self, connection: psycopg.Connection) -> DatabaseContent:
        tables = {name: _count(connection, name) for name in _tables(connection)}
        query = "SELECT version_num FROM alembic_version ORDER BY version_num"
        found = connection.execute(query).fetchall() if "alembic_version" in tables else []
        return DatabaseContent(
            name=self.name,
            kind=self.kind,
            file=f"{self.name}.dump",
            revision=",".join(number for (number,) in found),
            tables=tables,
        )

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection]:
        """One transaction."""
        address = self._url.render_as_string(hide_password=False)
        try:
            with psycopg.connect(address, connect_timeout=CONNECT_TIMEOUT_S) as connection:
                yield connection
        except psycopg.Error as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise BackupError(f"{self}: {reason}") from error

    def _run(self, program: str, *options: str, connect: bool = True) -> None:
        """Run one of PostgreSQL's programs. The password is no argument: others see those."""
        if not (path := shutil.which(program)):
            raise BackupError(f"{program} is not on PATH: {REMEDY}")
        address = self._url._replace(password=None).render_as_string(hide_password=False)
        to = ["--no-password", f"--dbname={address}"] if connect else []
        environment = dict(os.environ)
        if self._url.password:
            environment["PGPASSWORD"] = str(self._url.password)
        done = subprocess.run(
            [path, *to, *options], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BackupError(f"{self}: {program}: {_reason(done)}")

    def __str__(self) -> str:
        return f"database {self._url.render_as_string()}"


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    """What one of PostgreSQL's programs said, in one line, with the remedy for an old one."""
    if done.returncode < 0:
        return f"was ended by signal {-done.returncode}"
    said = " ".join(done.stderr.split()) or f"ended with status {done.returncode}"
    is_old = "version mismatch" in said or "unsupported version" in said
    return f"{said}: {NEWER}" if is_old else said


def _rename(connection: psycopg.Connection, here: sql.Identifier, there: sql.Identifier) -> None:
    try:
        connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(here, there))
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(here))
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            "only the owner of the database can set its old tables aside: name a new, empty "
            f"database in .env and restore without --replace ({error.diag.message_primary})"
        ) from error


def _tables(connection: psycopg.Connection) -> list[str]:
    return [name for (name,) in connection.execute(TABLES)]


def _count(connection: psycopg.Connection, table: str) -> int:
    counted = connection.execute(
        sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    ).fetchone()
    assert counted is not None
    return int(counted[0])


def _row(connection: psycopg.Connection, query: str) -> tuple[str | int, ...]:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return tuple(row)
