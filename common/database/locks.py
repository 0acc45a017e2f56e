"""Locks by name in PostgreSQL, held by a transaction: whoever comes second waits for the first."""

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import Session


def lock_number(name: str) -> int:
    """The number by which PostgreSQL knows a lock; the same name has the same everywhere."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def lock(session: Session, name: str) -> None:
    """Hold the lock until the transaction ends.

    Nothing to do in SQLite, where a transaction that writes (`writing`) is the only one.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock_number(name)})
