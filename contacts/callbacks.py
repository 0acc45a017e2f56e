"""Who was called back at the number on record: a tick of a Service Desk agent, kept as an audit."""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import select

from common.clock import utc_now
from common.database import Database, aware
from contacts.tables import CallbackRow, PersonRow

# A tick says nothing about a call of another day.
COUNTS_FOR = dt.timedelta(hours=24)


class Callback(NamedTuple):
    """When somebody was called back, and the name of the agent."""

    at: dt.datetime
    by: str


class Callbacks:
    """Raises StoreError whenever the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, agent: str, name: str, person: int, entry: str = "") -> bool:
        """Note that the agent called the person back; False where there is no such person."""
        with self._database.session() as session:
            if session.get(PersonRow, person) is None:
                return False
            row = CallbackRow(
                at=utc_now(), agent=agent, agent_name=name, person_id=person, entry=entry
            )
            session.add(row)
        return True

    def newest(self, person: int) -> Callback | None:
        """The last call back to the person that still counts."""
        query = (
            select(CallbackRow.at, CallbackRow.agent_name, CallbackRow.agent)
            .where(CallbackRow.person_id == person, CallbackRow.at >= utc_now() - COUNTS_FOR)
            .order_by(CallbackRow.at.desc(), CallbackRow.id.desc())
            .limit(1)
        )
        with self._database.session() as session:
            found = session.execute(query).first()
        return Callback(aware(found.at), found.agent_name or found.agent) if found else None
