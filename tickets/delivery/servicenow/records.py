"""Records as the instance answers them, and what may be searched for."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from tickets.delivery.adapter import PermanentError, TemporaryError

SAFE = re.compile(r"[A-Za-z0-9._-]{1,100}")  # nothing that means something in an encoded query
SYS_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class ServiceNowRecord:
    """A record of the table."""

    sys_id: str
    number: str


@dataclass(frozen=True)
class RecordStatus:
    """How a record stands: its state in words, and when it was last changed."""

    number: str
    state: str
    updated: dt.datetime | None


def safe(value: str) -> str:
    """The value, when it can stand in an encoded query. Raises PermanentError."""
    if not SAFE.fullmatch(value):
        raise PermanentError(
            f"{value[:100]!r} cannot be searched for in ServiceNow: only letters, digits, '.', '_' "
            "and '-' can."
        )
    return value


def record_of(row: Any) -> ServiceNowRecord:
    """What a row is about. Raises TemporaryError for what is no record."""
    sys_id = row.get("sys_id") if isinstance(row, dict) else None
    if not isinstance(sys_id, str) or not SYS_ID.fullmatch(sys_id):
        raise TemporaryError("ServiceNow answered with a record that has no sys_id.")
    return ServiceNowRecord(sys_id, str(row.get("number") or ""))


def rows_of(result: Any) -> list[dict[str, Any]]:
    """The rows of a search. Raises TemporaryError for anything else: it must not pass for none."""
    if not isinstance(result, list) or not all(isinstance(row, dict) for row in result):
        raise TemporaryError("ServiceNow answered a search with something that is no list.")
    return result


def same(found: Any, wanted: str) -> bool:
    """Whether the instance means the same: its searches take capitals for small letters."""
    return isinstance(found, str) and found.casefold() == wanted.casefold()


def value_of(row: Any, name: str, kind: str) -> str:
    """A field, of which the instance gives the `value` and the `display_value`."""
    cell = row.get(name) if isinstance(row, dict) else None
    return str(cell.get(kind) or "") if isinstance(cell, dict) else str(cell or "")


def moment(value: str) -> dt.datetime | None:
    """A time as the instance stores it, in UTC."""
    try:
        return dt.datetime.strptime(value, "%Y-%m-%d %H:%M:%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
