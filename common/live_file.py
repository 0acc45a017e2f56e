"""A file that operators edit while the assistant runs: it is read again whenever it changes."""

import logging
from collections.abc import Callable
from pathlib import Path

from common.settings import SettingsError

logger = logging.getLogger(__name__)


class LiveFile[T]:
    """The parsed content of a file that a setting names."""

    def __init__(self, setting: str, path: Path, parse: Callable[[str], T]) -> None:
        """`parse` raises ValueError with a line for each fault. Raises SettingsError."""
        self._name = f"{setting}={path}"
        self._path = path
        self._parse = parse
        self._stamp = self._stamp_now()
        self._content = self._load()

    @property
    def content(self) -> T:
        """The content now. While the file has a fault, the content before the change."""
        try:
            stamp = self._stamp_now()
            if stamp != self._stamp:
                self._stamp = stamp
                self._content = self._load()
        except SettingsError as error:
            logger.error("%s; the content before the change stays in force", error)
        return self._content

    def _load(self) -> T:
        try:
            return self._parse(self._path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            raise self._error("is not UTF-8 text: save it as UTF-8") from error
        except OSError as error:
            raise self._error(_reason(error)) from error
        except ValueError as error:
            raise self._error(str(error)) from error

    def _stamp_now(self) -> tuple[int, int]:
        try:
            status = self._path.stat()
        except OSError as error:
            raise self._error(_reason(error)) from error
        return status.st_mtime_ns, status.st_size

    def _error(self, faults: str) -> SettingsError:
        return SettingsError("\n".join(f"{self._name}: {fault}" for fault in faults.splitlines()))


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist: correct the path"
    return f"cannot be read: {error.strerror}"
