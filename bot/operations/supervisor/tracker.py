"""Deletes old events from Rasa's tracker store, which has every event of every conversation."""

import datetime as dt

from sqlalchemy import TableClause, column, delete, func, inspect, select, table
from sqlalchemy.orm import Session

from common.database import Database

EVENTS = table(
    "events",
    *(column(name) for name in ("id", "sender_id", "type_name", "timestamp", "data")),
)
# The state in which the end of a conversation begins (bot/engine/conversation_store.py).
ENDS = table("conversation_end", column("sender_id"))
# Few at a time: the engine waits as long as a transaction that writes.
BATCH = 500


class TrackerStore:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def purge(self, before: dt.datetime) -> int:
        """Remove conversations whose last event is older; how many."""
        with self._database.session() as session:
            if not _has(session, EVENTS):
                return 0
            stale = (
                select(EVENTS.c.sender_id)
                .group_by(EVENTS.c.sender_id)
                .having(func.max(EVENTS.c.timestamp) < before.timestamp())
            )
            purged = list(session.scalars(stale))
            for sender in purged:
                session.execute(delete(EVENTS).where(EVENTS.c.sender_id == sender))
                _forget_end(session, sender)
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
            if not _has(session, EVENTS):
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
                _forget_end(session, sender)

    def _forget_some(self, oldest: float) -> int:
        """From the first events on, which are the oldest: there is no index of times."""
        with self._database.session() as session:
            if not _has(session, EVENTS):
                return 0
            columns = (EVENTS.c.id, EVENTS.c.timestamp, EVENTS.c.sender_id)
            rows = session.execute(select(*columns).order_by(EVENTS.c.id).limit(BATCH)).all()
            old = [row for row in rows if row.timestamp < oldest]
            session.execute(delete(EVENTS).where(EVENTS.c.id.in_([row.id for row in old])))
            for sender in {row.sender_id for row in old}:
                _forget_end(session, sender)
            return len(old)


def _forget_end(session: Session, sender: str) -> None:
    """The state of before holds what was said then; what is left is read from its beginning."""
    if _has(session, ENDS):
        session.execute(delete(ENDS).where(ENDS.c.sender_id == sender))


def _has(session: Session, rows: TableClause) -> bool:
    """Whether the engine has made its table already."""
    return inspect(session.connection()).has_table(rows.name)
