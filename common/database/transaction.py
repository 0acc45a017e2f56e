"""Changes of the database that others may make at the same time, and times as they are stored."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import DateTime, Dialect, TypeDecorator, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from common.database.connection import Database, StoreError

ATTEMPTS = 8


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A time with its zone; SQLite forgets the zone, and what we write is UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """The stored time, in UTC."""
        return value and aware(value)


def aware(moment: dt.datetime) -> dt.datetime:
    """The time with its zone, which is UTC where the database forgot it."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def transact[Result](database: Database, change: Callable[[Session], Result]) -> Result:
    """Run the change in a transaction; again from fresh data when another one came first.

    Raises StoreError when the database does not answer.
    """
    for attempt in range(ATTEMPTS):
        try:
            with writing(database) as session:
                return change(session)
        except StoreError as error:
            if attempt == ATTEMPTS - 1 or not _came_second(error.__cause__):
                raise
    raise AssertionError("unreachable")


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """A transaction that will write; it locks what it reads to change."""
    with database.session() as session:
        if database.url.get_backend_name() == "sqlite":
            # A transaction that begins by reading could not write after another one has.
            session.execute(text("DELETE FROM alembic_version WHERE 0"))
        else:
            # A locked row is then read as the transaction before left it.
            session.connection(execution_options={"isolation_level": "READ COMMITTED"})
        yield session


def _came_second(cause: BaseException | None) -> bool:
    """Whether another transaction was first, so that this one may simply run again."""
    if isinstance(cause, StaleDataError | IntegrityError):
        return True
    if not isinstance(cause, OperationalError):
        return False
    is_busy = getattr(cause.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
    return is_busy or getattr(cause.orig, "sqlstate", None) in ("40001", "40P01")
