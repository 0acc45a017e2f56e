"""The id of a request: the same in the log of every process that works on it."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
# As proxies make them: hexadecimal digits, UUIDs, Base64. No spaces: it stands in log lines.
SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+/=-]{7,63}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request that is worked on; empty outside of one."""
    return _current.get()


def begin_request(given: str | None = None) -> str:
    """Take the id that a trusted caller gives, or make one where it gives none that fits."""
    number = given if given and SHAPE.fullmatch(given) else uuid.uuid4().hex
    _current.set(number)
    return number
