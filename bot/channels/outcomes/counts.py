"""Keeps the counts of each day beside the messages, in the same transaction."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.channels.outcomes.tables import COUNTED, OutcomeCountRow, OutcomePersonRow, OutcomeRow

DOOR, ENTRY, AGENCY = "door", "entry", "agency"


class CountPlace(NamedTuple):
    """Where a message is counted."""

    day: dt.date
    dimension: str
    key: str
    outcome: str


class OutcomeCounts:
    """What a batch of messages changes; written at its end, in one order for all processes."""

    def __init__(self) -> None:
        self._changes: Counter[CountPlace] = Counter()
        self._people: dict[tuple[str, str], dt.date] = {}

    def add(self, row: OutcomeRow) -> None:
        """Count a message."""
        self._count(row, 1)
        if row.outcome in COUNTED:
            who = row.person, row.agency
            self._people[who] = max(row.day, self._people.get(who, row.day))

    @contextmanager
    def changing(self, row: OutcomeRow) -> Iterator[None]:
        """Count a message that was counted before as what it becomes."""
        self._count(row, -1)
        yield
        self._count(row, 1)

    def write(self, session: Session) -> None:
        """Change the counts in the caller's transaction."""
        for place, change in sorted(self._changes.items()):
            if change:
                _add(session, place, change)
        for (person, agency), day in sorted(self._people.items()):
            _see(session, person, agency, day)

    def _count(self, row: OutcomeRow, number: int) -> None:
        keys = {DOOR: row.door, AGENCY: row.agency}
        if row.entry:
            keys[ENTRY] = row.entry
        for dimension, key in keys.items():
            self._changes[CountPlace(row.day, dimension, key, row.outcome)] += number


def _add(session: Session, place: CountPlace, change: int) -> None:
    row = OutcomeCountRow
    found = session.execute(
        update(row)
        .where(
            row.day == place.day,
            row.dimension == place.dimension,
            row.key == place.key,
            row.outcome == place.outcome,
        )
        .values(count=row.count + change)
        .returning(row.count)
    ).all()
    if not found:  # of two that are first at once, one begins anew (common/database/transaction.py)
        session.add(OutcomeCountRow(**place._asdict(), count=change))
        session.flush()


def _see(session: Session, person: str, agency: str, day: dt.date) -> None:
    row = session.get(OutcomePersonRow, (person, agency), with_for_update=True)
    if row is None:
        session.add(OutcomePersonRow(person=person, agency=agency, last_day=day))
        session.flush()
    elif row.last_day < day:
        row.last_day = day
