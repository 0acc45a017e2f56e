"""The audit of the queue: which agent saw requests, exported them, or acted upon one."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import delete

from common.clock import utc_now
from common.database import Database
from tickets.tables import RequestAccessRow


class AccessKind(StrEnum):
    """What an agent did."""

    LISTED = "listed"
    EXPORTED = "exported"
    VIEWED = "viewed"
    FILED = "filed"
    RETRIED = "retried"
    WITHDRAWN = "withdrawn"


def note(
    database: Database, agent: str, kind: AccessKind, reference: str = "", shown: int = 1
) -> None:
    """Write a line; `shown`: how many requests. Raises StoreError: then nothing is shown."""
    with database.session() as session:
        session.add(
            RequestAccessRow(
                at=utc_now(), agent=agent[:200], action=kind, reference=reference, shown=shown
            )
        )


def forget(database: Database, before: dt.datetime) -> None:
    """Remove what is older."""
    with database.session() as session:
        session.execute(delete(RequestAccessRow).where(RequestAccessRow.at < before))
