"""The lead of a job as a lock of a PostgreSQL session."""

from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from common.database.connection import Database, StoreError
from common.database.locks import lock_number

TIMEOUT_S = 3
# A leader whose machine is gone is noticed by the server after about so many seconds.
GONE_AFTER_S = 9
KEEPALIVES = {
    "tcp_keepalives_idle": "3",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": str(GONE_AFTER_S * 1_000),
}


class ServerLock:
    """A lock of a PostgreSQL session: the server frees it when the connection ends."""

    def __init__(self, database: Database, job: str) -> None:
        self._database, self._number = database, lock_number(f"leader of {job}")
        self._connection: psycopg.Connection[Any] | None = None

    def is_held(self) -> bool:
        """Whether this process leads; takes the lead when nobody has it. Raises StoreError."""
        try:
            if self._connection is not None:
                # A lost connection is a lost lock: the server has given it to another process.
                self._connection.execute("SELECT 1")
                return True
            return self._take()
        except psycopg.Error as error:
            self.release()
            reason = str(error).strip().partition("\n")[0]
            name = self._database.url.render_as_string()
            raise StoreError(f"database {name}: {reason}") from error

    def release(self) -> None:
        """Let another process lead."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _take(self) -> bool:
        connection = psycopg.connect(watched(self._database.dsn), autocommit=True)
        try:
            for name, value in KEEPALIVES.items():
                connection.execute("SELECT set_config(%s, %s, false)", (name, value))
            row = connection.execute("SELECT pg_try_advisory_lock(%s)", (self._number,)).fetchone()
        except psycopg.Error:
            connection.close()
            raise
        if row and row[0]:
            self._connection = connection
            return True
        connection.close()
        return False


def watched(dsn: str) -> str:
    """The same address, with what makes this side notice within seconds that the server is gone."""
    return make_conninfo(
        dsn,
        connect_timeout=TIMEOUT_S,
        keepalives_idle=3,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=GONE_AFTER_S * 1_000,
    )
