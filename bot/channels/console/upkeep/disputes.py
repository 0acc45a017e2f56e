"""Facts that agents say are wrong: noted, shown at once, and over when the fact was seen to."""

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.channels.console.access import Agent
from bot.channels.console.upkeep.tables import DisputeRow
from common.clock import Clock, utc_now
from common.database import Database, transact
from common.masking import mask
from faq_kb.knowledge import KnowledgeBase
from faq_kb.passages import passages
from faq_kb.store import CachedKnowledge

DisputeReason = Literal["incorrect", "outdated", "incomplete", "other"]
MOST_LISTED = 500


class UnknownFactError(LookupError):
    """No entry of that name, or its record has no such passage."""


@dataclass(frozen=True)
class Dispute:
    """One agent's word that a fact is wrong; `text`: the fact as it was then.

    `title`: of the entry, its name where it is gone. `agent`: an id, which is not shown. `by`: whom
    to show.
    """

    id: int
    entry: str
    title: str
    fact: str
    text: str
    reason: DisputeReason
    comment: str
    agent: str
    by: str
    since: dt.datetime
    ended: dt.datetime | None


class Disputes:
    """The disputes of every agent.

    Whether one is over is decided when disputes are read, once after each publication: its fact has
    another text or is gone, or the record says that it was checked since. Raises StoreError when
    the database cannot be used.
    """

    def __init__(self, database: Database, knowledge: CachedKnowledge, clock: Clock) -> None:
        self._database, self._knowledge, self._clock = database, knowledge, clock
        self._settled: KnowledgeBase | None = None
        self._lock = threading.Lock()

    def open(self, agent: Agent, entry: str, fact: str, reason: DisputeReason, comment: str) -> int:
        """Dispute a fact; an agent's second word on it replaces the first. The dispute's number.

        Raises UnknownFactError.
        """
        knowledge = self._settle()
        text = _facts(knowledge, entry).get(fact)
        if text is None:
            raise UnknownFactError(f"{entry}: {fact}")
        words = {"reason": reason, "comment": mask(comment).text}

        def run(session: Session) -> int:
            own = session.scalars(_standing(entry, fact).where(DisputeRow.agent == agent.id))
            row = own.first()
            if row is None:
                row = DisputeRow(
                    entry=entry,
                    fact=fact,
                    text=text,
                    verified=knowledge.procedures[entry].source.verified,
                    agent=agent.id,
                    agent_name=agent.name or agent.email or agent.id,
                    since=utc_now(),
                    ended=None,
                    **words,
                )
                session.add(row)
            row.reason, row.comment = words["reason"], words["comment"]
            session.flush()
            return row.id

        return transact(self._database, run)

    def withdraw(self, agent: Agent, number: int) -> bool:
        """End one's own dispute; False where the agent has none of that number."""

        def run(session: Session) -> bool:
            row = session.get(DisputeRow, number)
            if row is None or row.agent != agent.id:
                return False
            row.ended = row.ended or utc_now()
            return True

        return transact(self._database, run)

    def find(self, number: int) -> Dispute | None:
        """The dispute of that number."""
        knowledge = self._settle()
        with self._database.session() as session:
            row = session.get(DisputeRow, number)
            return _dispute(row, knowledge) if row else None

    def list(self, *, standing: bool = True) -> Sequence[Dispute]:
        """Disputes, the newest first; `standing`: only those that are not over."""
        knowledge = self._settle()
        query = select(DisputeRow).order_by(DisputeRow.since.desc(), DisputeRow.id.desc())
        if standing:
            query = query.where(DisputeRow.ended.is_(None))
        with self._database.session() as session:
            rows = session.scalars(query.limit(MOST_LISTED))
            return [_dispute(row, knowledge) for row in rows]

    def of(self, entry: str) -> dict[str, tuple[dt.datetime, int]]:
        """The disputed facts of an entry by their keys: since when, and by how many agents."""
        self._settle()
        query = _standing(entry).order_by(DisputeRow.since)
        found: dict[str, tuple[dt.datetime, int]] = {}
        with self._database.session() as session:
            for row in session.scalars(query):
                since, count = found.get(row.fact, (_utc(row.since), 0))
                found[row.fact] = since, count + 1
        return found

    def _settle(self) -> KnowledgeBase:
        """End the disputes that today's records have settled; what the records say."""
        knowledge = self._knowledge.current()
        with self._lock:
            if knowledge is self._settled:
                return knowledge

            def run(session: Session) -> None:
                standing = select(DisputeRow).where(DisputeRow.ended.is_(None))
                for row in session.scalars(standing):
                    if self._is_over(row, knowledge):
                        row.ended = utc_now()

            transact(self._database, run)
            self._settled = knowledge
        return knowledge

    def _is_over(self, row: DisputeRow, knowledge: KnowledgeBase) -> bool:
        if _facts(knowledge, row.entry).get(row.fact) != row.text:
            return True
        verified = knowledge.procedures[row.entry].source.verified
        # A record that was checked on the very day of the dispute, but before it, says nothing.
        return verified > row.verified and verified >= self._clock.local(row.since).date()


class OpenDisputes(Protocol):
    """What an answer needs of disputes."""

    def of(self, entry: str) -> dict[str, tuple[dt.datetime, int]]:
        """The disputed facts of an entry by their keys: since when, and by how many agents."""
        ...


def _standing(entry: str, fact: str | None = None) -> Select[DisputeRow]:
    query = select(DisputeRow).where(DisputeRow.ended.is_(None), DisputeRow.entry == entry)
    return query if fact is None else query.where(DisputeRow.fact == fact)


def _facts(knowledge: KnowledgeBase, entry: str) -> dict[str, str]:
    """Every passage of an entry's record by its key; none where there is no such entry."""
    procedure = knowledge.procedures.get(entry)
    found = passages(procedure, knowledge.directory) if procedure else ()
    return {one.key: one.text for one in found}


def _dispute(row: DisputeRow, knowledge: KnowledgeBase) -> Dispute:
    procedure = knowledge.procedures.get(row.entry)
    return Dispute(
        id=row.id,
        entry=row.entry,
        title=procedure.title if procedure else row.entry,
        fact=row.fact,
        text=row.text,
        reason=cast("DisputeReason", row.reason),
        comment=row.comment,
        agent=row.agent,
        by=row.agent_name,
        since=_utc(row.since),
        ended=row.ended and _utc(row.ended),
    )


def _utc(moment: dt.datetime) -> dt.datetime:
    """In UTC: PostgreSQL tells times in the zone of its server."""
    return moment.astimezone(dt.UTC)
