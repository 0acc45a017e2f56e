"""Connect to the database and migrate it; whatever fails there is a StoreError."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from common.database import schema
from common.telemetry.stages import Stage

BUSY_TIMEOUT_MS = 5_000
SWITCH_RETRY_S = 0.02
CONNECT_TIMEOUT_S = 3
# Connections of one process to PostgreSQL, where nobody says how many; those that are kept open.
POOL_SIZE = 15
KEPT_OPEN = 5
# Seconds that a request waits for one of them: under a rush it is late rather than refused.
POOL_TIMEOUT_S = 30
RESTORE = "restore a backup (docs/operations.md)"


class StoreError(Exception):
    """The database cannot be used now; the message names it and says what it answered."""


class SchemaError(StoreError):
    """A newer version of this program has changed the schema, so this one cannot use it."""


class Database:
    """One database by its URL: `sqlite:///path` or `postgresql://...`.

    `pool_size`: connections that this process may have open to PostgreSQL.
    """

    def __init__(self, url: str, pool_size: int = POOL_SIZE) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            # Both spellings are common; psycopg 3 is the driver we ship.
            parsed = parsed.set(drivername="postgresql+psycopg")
        elif parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self.url = parsed
        self.engine = _engine(self.url.render_as_string(hide_password=False), pool_size)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._is_known = False

    @property
    def dsn(self) -> str:
        """The URL for PostgreSQL's own driver, with the password."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A transaction without the tables, whatever schema there is. Raises StoreError."""
        with self._failing(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error.

        Raises StoreError when the database does not answer or refuses, or has a newer schema.
        """
        if not self._is_known:
            self.require_known()
        with self._failing(), Stage("store"), self._sessions.begin() as session:
            yield session

    def migrate(self) -> None:
        """Bring the schema to the newest revision; nothing to do if it is there.

        Several processes may do so at once. Raises StoreError as `session` does.
        """
        with self._failing(), self._schema_engine().begin() as connection:
            if not schema.is_newest(connection):
                # Imported late: Alembic is 9 MB, and only a first start or a new version migrates.
                from common.database.migrating import upgrade

                upgrade(connection)
        self._is_known = True

    def require_known(self) -> None:
        """Raise SchemaError when a newer version of this program has changed the schema."""
        with self._failing(), self.engine.begin() as connection:
            schema.is_newest(connection)
        self._is_known = True

    def is_newest(self) -> bool:
        """Whether the schema is this version's. Raises StoreError as `session` does."""
        with self._failing(), self.engine.begin() as connection:
            return schema.is_newest(connection)

    def require_whole(self) -> None:
        """Raise StoreError when a SQLite file is damaged; PostgreSQL checks its own files.

        SQLite says nothing about a damaged file until it happens to read the damaged part.
        """
        if self.url.get_backend_name() != "sqlite":
            return
        with self._failing(), self.engine.begin() as connection:
            found = str(connection.scalar(text("PRAGMA quick_check(1)")))
        if found != "ok":
            raise self._refused(f"it is damaged ({' '.join(found.split())}): {RESTORE}")

    def close(self) -> None:
        """Close all connections; one that a thread still uses, as soon as it is given back."""
        pool = self.engine.pool
        self.engine.dispose()
        event.listen(pool, "checkin", lambda connection, _: connection and connection.close())

    def _schema_engine(self) -> Engine:
        """On PostgreSQL, one that sees what others committed while it waited for the lock."""
        if self.url.get_backend_name() != "postgresql":
            return self.engine
        return self.engine.execution_options(isolation_level="READ COMMITTED")

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Turn whatever the database raises into a StoreError."""
        try:
            yield
        except schema.NewerSchemaError as error:
            raise SchemaError(self._named(str(error))) from error
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise self._refused(reason + _remedy(reason)) from error

    def _refused(self, reason: str) -> StoreError:
        return StoreError(self._named(reason))

    def _named(self, reason: str) -> str:
        return f"database {self.url.render_as_string()}: {reason}"


def _remedy(reason: str) -> str:
    """What to do about a file that SQLite can no longer read."""
    is_damaged = "malformed" in reason or "not a database" in reason
    return f": {RESTORE}" if is_damaged else ""


def _engine(url: str, pool_size: int) -> Engine:
    if url.startswith("sqlite"):
        # Transactions for reading, too: a reader sees one state of the whole knowledge base.
        engine = create_engine(url, connect_args={"autocommit": False})
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=min(pool_size, KEPT_OPEN),
        max_overflow=max(0, pool_size - KEPT_OPEN),
        pool_timeout=POOL_TIMEOUT_S,
        isolation_level="REPEATABLE READ",
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
    )


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.autocommit = True  # pragmas take effect outside a transaction only
    try:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        _use_wal(connection)
        connection.execute("PRAGMA foreign_keys=ON")
    except sqlite3.Error:  # nobody else would close it
        connection.close()
        raise
    connection.autocommit = False


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; SQLite itself does not wait when two switch at once."""
    deadline = monotonic() + BUSY_TIMEOUT_MS / 1_000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() >= deadline:
                raise
            sleep(SWITCH_RETRY_S)
        else:
            return
