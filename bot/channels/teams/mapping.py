"""Tables that an operator keeps: the agency of a user, the agents of the Service Desk.

The table of agencies is a CSV file (UTF-8) with the columns `key` and `agency`. A key is a user's
object id in Entra, an address (user principal name or e-mail), or `@domain` for everybody there.
"""

import csv
import io
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

logger = logging.getLogger(__name__)

COLUMNS = ("key", "agency")


class TableError(Exception):
    """A table cannot be used; the message names file, line and remedy."""


class Table[T]:
    """A file that is read again whenever it changes, without a restart."""

    def __init__(self, path: Path, read: Callable[[str], T]) -> None:
        """Read it for the first time. Raises TableError."""
        self._path = path
        self._read = read
        self._stamp = self._stamp_now()
        self._content = self._load()

    @property
    def content(self) -> T:
        """What the file says; what it said before while it has a fault."""
        try:
            stamp = self._stamp_now()
            if stamp != self._stamp:
                self._stamp = stamp
                self._content = self._load()
        except TableError as error:
            logger.error("the table before the change stays in force: %s", error)
        return self._content

    def _load(self) -> T:
        try:
            return self._read(self._path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise TableError(f"{self._path}: {error}") from error

    def _stamp_now(self) -> tuple[int, int]:
        try:
            status = self._path.stat()
        except OSError as error:
            raise TableError(f"{self._path}: {error}") from error
        return status.st_mtime_ns, status.st_size


def read_agencies(text: str) -> Mapping[str, str]:
    """Agency by key, keys in lower case. Raises ValueError with the line and the remedy."""
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ValueError("line 1: must be the heading `key,agency`")
    agencies: dict[str, str] = {}
    for row in rows:
        key = (row["key"] or "").strip().casefold()
        agency = (row["agency"] or "").strip()
        if None in row or not agency:
            raise ValueError(f"line {rows.line_num}: write a key, a comma and one agency")
        if not ("@" in key or _is_guid(key)):
            raise ValueError(f"line {rows.line_num}: the key is no object ID, address or @domain")
        if agencies.setdefault(key, agency) != agency:
            raise ValueError(f"line {rows.line_num}: the key has another agency above: remove one")
    return agencies


def read_agents(text: str) -> frozenset[str]:
    """Object ids, one a line; `#` begins a remark. Raises ValueError with the line."""
    agents = set()
    for number, line in enumerate(text.splitlines(), start=1):
        agent = line.partition("#")[0].strip().casefold()
        if agent and not _is_guid(agent):
            raise ValueError(f"line {number}: must be the object ID of a user, as Entra shows it")
        agents.add(agent)
    return frozenset(agents - {""})


def agency_of(agencies: Mapping[str, str], user_id: str, email: str) -> str:
    """The agency by object id, else by address, else by its domain; empty where none fits."""
    address = email.casefold()
    domain = f"@{address.rpartition('@')[2]}" if "@" in address else ""
    keys = (user_id.casefold(), address, domain)
    return next((agencies[key] for key in keys if key in agencies), "")


def _is_guid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
