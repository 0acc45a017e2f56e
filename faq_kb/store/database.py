"""Connect to the database, migrate it, and turn its failures into one error of ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 5_000
CONNECT_TIMEOUT_S = 3


class StoreError(Exception):
    """The store cannot be used now; the message says which database and what it answered."""


class Database:
    """One database by its URL: `sqlite:///path` or `postgresql://...`."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            # Both spellings are common; psycopg 3 is the driver we ship.
            parsed = parsed.set(drivername="postgresql+psycopg")
        elif parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self.url = parsed
        self.engine = _engine(self.url.render_as_string(hide_password=False))
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error.

        Raises StoreError when the database does not answer or refuses.
        """
        try:
            with self._sessions.begin() as session:
                yield session
        except SQLAlchemyError as error:
            raise self._failure(error) from error

    def migrate(self) -> None:
        """Bring the schema to the newest revision; nothing to do if it is there."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        try:
            with self.engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except SQLAlchemyError as error:
            raise self._failure(error) from error

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def _failure(self, error: SQLAlchemyError) -> StoreError:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return StoreError(f"database {self.url.render_as_string()}: {reason}")


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        # Real transactions for reading, too: a reader sees one state of the whole knowledge base.
        engine = create_engine(url, connect_args={"autocommit": False})
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    return create_engine(
        url,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
    )


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.autocommit = True  # pragmas take effect outside a transaction only
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.autocommit = False
