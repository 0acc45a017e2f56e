"""Writes outcomes: each message once, and what it says about the one before it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from bot.channels.outcomes.counts import OutcomeCounts
from bot.channels.outcomes.reading import ReplyOutcome
from bot.channels.outcomes.tables import OutcomeCountRow, OutcomePersonRow, OutcomeRow
from common.clock import Clock
from common.database import Database, transact

# Who asks for the same entry again within this time was not helped.
COMES_BACK_WITHIN = dt.timedelta(hours=24)
LONGEST_AGENCY = 200
ANSWERED = ("answered", "one_click")


@dataclass(frozen=True)
class NotedMessage:
    """One message as it is noted. `is_agent`: of an agent, who asks for others.

    `is_click`: a button's; `is_repeated`: it rephrases the message before.
    """

    id: str
    at: dt.datetime
    door: str
    result: ReplyOutcome
    agency: str
    conversation: str
    person: str
    is_agent: bool = False
    is_click: bool = False
    is_repeated: bool = False


class OutcomeLog:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def write(self, messages: Iterable[NotedMessage]) -> None:
        """Note the messages, in the order in which they came; one that is there already stays."""
        batch = list(messages)

        def run(session: Session) -> None:
            counts = OutcomeCounts()
            for message in batch:
                if session.get(OutcomeRow, message.id) is None:
                    row = self._row(message)
                    _settle(session, message, row, counts)
                    counts.add(row)
                    session.add(row)
                    session.flush()  # one by one: the next may be about it
            counts.write(session)

        transact(self._database, run)

    def forget(self, before: dt.datetime) -> None:
        """Remove what is older, and the counts of those days."""
        day = self._clock.local(before).date()
        with self._database.session() as session:
            session.execute(delete(OutcomeRow).where(OutcomeRow.at < before))
            session.execute(delete(OutcomeCountRow).where(OutcomeCountRow.day < day))
            session.execute(delete(OutcomePersonRow).where(OutcomePersonRow.last_day < day))

    def _row(self, message: NotedMessage) -> OutcomeRow:
        return OutcomeRow(
            id=message.id,
            at=message.at,
            day=self._clock.local(message.at).date(),
            door=message.door,
            outcome=message.result.outcome,
            entry=message.result.entry,
            agency=message.agency[:LONGEST_AGENCY],
            options=" ".join(message.result.options),
            conversation=message.conversation,
            person=message.person,
        )


def _settle(
    session: Session, message: NotedMessage, row: OutcomeRow, counts: OutcomeCounts
) -> None:
    """Change what the message tells about an earlier one, and what it is itself by that."""
    before = _before(session, message)
    if before is not None and before.outcome == "offered" and _is_about(before, message.result):
        with counts.changing(before):
            if row.outcome == "offered":  # asked back twice for one question: the second counts
                before.outcome = "taken"
            else:
                before.outcome, before.entry = "one_click", row.entry
        if row.outcome == "answered":
            row.outcome = "taken"
    elif not (message.is_agent or message.is_click):
        earlier = before if message.is_repeated else _answered_before(session, message)
        if earlier is not None and earlier.outcome in ANSWERED:
            with counts.changing(earlier):
                earlier.outcome = "came_back"


def _is_about(offer: OutcomeRow, result: ReplyOutcome) -> bool:
    """Whether a reply is what the offer before it led to."""
    options = tuple(offer.options.split())
    if result.outcome == "offered":
        return result.options == options
    return result.outcome in ("answered", "drafting") and result.entry in options


def _before(session: Session, message: NotedMessage) -> OutcomeRow | None:
    return _latest(
        session, OutcomeRow.conversation == message.conversation, OutcomeRow.at <= message.at
    )


def _answered_before(session: Session, message: NotedMessage) -> OutcomeRow | None:
    """The latest answer that the same person got about the entry that is asked for again."""
    if not message.result.asks:
        return None
    return _latest(
        session,
        OutcomeRow.person == message.person,
        OutcomeRow.entry == message.result.asks,
        OutcomeRow.at >= message.at - COMES_BACK_WITHIN,
        OutcomeRow.at <= message.at,
        OutcomeRow.outcome.in_(ANSWERED),
    )


def _latest(session: Session, *conditions: ColumnElement[bool]) -> OutcomeRow | None:
    """The latest of those rows, locked: another process may be about to change it."""
    query = select(OutcomeRow).where(*conditions).order_by(OutcomeRow.at.desc()).limit(1)
    return session.scalars(query.with_for_update()).first()
