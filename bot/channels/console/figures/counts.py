"""Counts messages by door, entry and agency; the database counts, and small agencies are joined."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from bot.channels.outcomes.counts import AGENCY, DOOR, ENTRY
from bot.channels.outcomes.tables import (
    COUNTED,
    MessageOutcome,
    OutcomeCountRow,
    OutcomePersonRow,
)
from common.database import Database

# An agency with fewer people than that is told with others only: nobody can be singled out.
FEWEST_PEOPLE = 5

Counts = dict[MessageOutcome, int]


@dataclass(frozen=True)
class OutcomeTally:
    """The questions of one door, entry or agency by their outcome; `others`: no questions."""

    key: str
    outcomes: Counts
    others: int = 0

    @property
    def messages(self) -> int:
        """All questions."""
        return sum(self.outcomes.values())


@dataclass(frozen=True)
class Figures:
    """What the console shows. `others`: agencies that are told together."""

    people: int
    doors: list[OutcomeTally]
    entries: list[OutcomeTally]
    agencies: list[OutcomeTally]
    others: OutcomeTally = field(default_factory=lambda: OutcomeTally("", {}))

    @property
    def messages(self) -> int:
        """All questions, at any door."""
        return sum(door.messages for door in self.doors)


def figures_of(database: Database, days: int, today: dt.date) -> Figures:
    """The figures of the last days, today's included. Raises StoreError."""
    first = today - dt.timedelta(days=days - 1)
    recent = OutcomePersonRow.last_day >= first
    with database.session() as session:
        people = session.scalar(select(func.count(distinct(OutcomePersonRow.person))).where(recent))
        asking = select(OutcomePersonRow.agency, func.count()).where(recent)
        by_agency = session.execute(asking.group_by(OutcomePersonRow.agency))
        people_of = {str(agency): int(count) for agency, count in by_agency}
        tallies = _tallies(session, first)
    agencies, others = _large(tallies[AGENCY], people_of)
    return Figures(people or 0, tallies[DOOR], tallies[ENTRY], agencies, others)


def _large(
    tallies: list[OutcomeTally], people: Mapping[str, int]
) -> tuple[list[OutcomeTally], OutcomeTally]:
    """The agencies that can be told, the most asking first; and the others together.

    Where the others would be too few, the smallest that could be told is joined to them: else
    whoever subtracts would know.
    """
    small = {one.key for one in tallies if people.get(one.key, 0) < FEWEST_PEOPLE}
    large = [one for one in tallies if one.key not in small]
    while small and large and sum(people.get(key, 0) for key in small) < FEWEST_PEOPLE:
        small.add(min(large, key=lambda one: people.get(one.key, 0)).key)
        large = [one for one in large if one.key not in small]
    return large, _together(one for one in tallies if one.key in small)


def _together(tallies: Iterable[OutcomeTally]) -> OutcomeTally:
    outcomes: dict[MessageOutcome, int] = defaultdict(int)
    for tally in tallies:
        for outcome, count in tally.outcomes.items():
            outcomes[outcome] += count
    return OutcomeTally("", dict(outcomes))


def _tallies(session: Session, first: dt.date) -> dict[str, list[OutcomeTally]]:
    """By dimension: the counts for each key, the most questions first."""
    row = OutcomeCountRow
    group = row.dimension, row.key, row.outcome
    query = select(*group, func.sum(row.count)).where(row.day >= first).group_by(*group)
    outcomes: dict[tuple[str, str], Counts] = defaultdict(dict)
    others: dict[tuple[str, str], int] = defaultdict(int)
    for dimension, key, outcome, count in session.execute(query):
        if outcome in COUNTED:
            outcomes[dimension, key][outcome] = int(count)
        else:
            others[dimension, key] += int(count)
    found: dict[str, list[OutcomeTally]] = defaultdict(list)
    for dimension, key in sorted(outcomes.keys() | others.keys()):
        tally = OutcomeTally(
            key, outcomes.get((dimension, key), {}), others.get((dimension, key), 0)
        )
        # An entry or agency about which nothing was asked has no figures.
        if dimension == DOOR or tally.messages:
            found[dimension].append(tally)
    for tallies in found.values():
        tallies.sort(key=lambda one: (-one.messages, one.key))
    return found
