"""One of several processes does a job: it leads for as long as it holds a lock of the database."""

import fcntl
import os
from pathlib import Path
from typing import Protocol

from common.database.connection import Database, StoreError


class Leadership(Protocol):
    """Whether this process is the one that does the job."""

    def is_held(self) -> bool:
        """Whether it is; takes the lead when nobody has it. Raises StoreError."""
        ...

    def release(self) -> None:
        """Let another process lead."""
        ...


def leadership(database: Database, job: str) -> Leadership:
    """The lead of a job among the processes that share a database."""
    if database.url.get_backend_name() == "postgresql":
        # Imported late: on SQLite the driver would be 5 MB for nothing.
        from common.database.server_lock import ServerLock

        return ServerLock(database, job)
    return _FileLock(Path(f"{database.url.database}.{job.replace(' ', '-')}.lock"))


class _FileLock:
    """A lock of a file beside a SQLite database: the system frees it when the process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def is_held(self) -> bool:
        if self._file is not None:
            return True
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(f"{self._path}: {error.strerror}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
