"""Deletes old events from Rasa's tracker store, which has every event of every conversation."""

import datetime as dt

from sqlalchemy import column, delete, func, inspect, select, table
from sqlalchemy.orm import Session

from common.database import Database

EVENTS = table(
    "events",
    *(column(name) for name in ("id", "sender_id", "type_name", "timestamp", "data")),
)
# Few at a time: the engine waits as long as a transaction that writes.
BATCH = 500


class TrackerStore:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def purge(self, before: dt.datetime) -> int:
        """Remove conversations whose last event is older; how many."""
        with self._database.session() as session:
            if not _has_events(session):
                return 0
            stale = (
                select(EVENTS.c.sender_id)
                .group_by(EVENTS.c.sender_id)
                .having(func.max(EVENTS.c.timestamp) < before.timestamp())
            )
            purged = list(session.scalars(stale))
            for sender in purged:
                session.execute(delete(EVENTS).where(EVENTS.c.sender_id == sender))
        return len(purged)

    def forget(self, before: dt.datetime) -> int:
        """Remove older events, even from conversations that are still going on; how many."""
        removed = 0
        while batch := self._forget_some(before.timestamp()):
            removed += batch
        return removed

    def erase(self, reference: str) -> None:
        """Remove each conversation with the draft, up to where the draft was last shown.

        From its beginning: a draft takes values from messages before it was opened, too.
        """
        with self._database.session() as session:
            if not _has_events(session):
                return
            # Showing a draft sets a slot of the conversation.
            shown = (EVENTS.c.type_name == "slot", EVENTS.c.data.contains(reference))
            last = select(EVENTS.c.sender_id, func.max(EVENTS.c.id)).where(*shown)
            found = session.execute(last.group_by(EVENTS.c.sender_id)).all()
        for sender, number in found:
            with self._database.session() as session:
                session.execute(
                    delete(EVENTS).where(EVENTS.c.sender_id == sender, EVENTS.c.id <= number)
                )

    def _forget_some(self, oldest: float) -> int:
        """From the first events on, which are the oldest: there is no index of times."""
        with self._database.session() as session:
            if not _has_events(session):
                return 0
            query = select(EVENTS.c.id, EVENTS.c.timestamp).order_by(EVENTS.c.id).limit(BATCH)
            old = [number for number, at in session.execute(query) if at < oldest]
            session.execute(delete(EVENTS).where(EVENTS.c.id.in_(old)))
            return len(old)


def _has_events(session: Session) -> bool:
    """Whether Rasa has made its table already."""
    return inspect(session.connection()).has_table("events")
