"""What Teams has delivered and is not answered yet: kept in the database until it is.

Any web app may answer it: it takes an activity under a lease, and another one takes it over when
the lease is not renewed. Kept apart from the Teams SDK, as the chats are.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import (
    JSON,
    ColumnElement,
    Index,
    String,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from bot.channels.teams.transport.origin import ActivityOrigin
from common.clock import utc_now
from common.database import Base, Database, UtcDateTime, transact
from common.database.locks import lock

logger = logging.getLogger(__name__)

# Activities that wait: of one conversation, and of all.
LONGEST_QUEUE = 8
MOST_WAITING = 2_000
# A web app that is gone is known to be after so long.
LEASE = dt.timedelta(seconds=20)
WAITING = text("done_at IS NULL")


class TeamsActivityRow(Base):
    """One activity; what it says is removed once it is answered, its key is kept for a day."""

    __tablename__ = "teams_activity"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    # A digest of Teams' ids of the conversation and of the activity.
    key: Mapped[str] = mapped_column(String(64), unique=True)
    sender: Mapped[str] = mapped_column(String(64))
    task: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    claimed_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int]
    # Messages that Teams has of its answer.
    sent: Mapped[int]
    done_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index(
            "ix_teams_activity_sender_number",
            "sender",
            "number",
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        ),
        {"sqlite_autoincrement": True},
    )


class TeamsTask(BaseModel):
    """What is to be done about an activity: our own words to say, or a question to ask.

    `asks`: what the person wrote, without secrets, or what a button does (`is_payload`); `masked`:
    the kinds of secrets that were taken out of it. `is_unasked`: nobody waits for the words.
    """

    model_config = ConfigDict(frozen=True)

    origin: ActivityOrigin
    sender: str
    user_id: str = ""
    user_name: str = Field("", repr=False)
    is_shared: bool
    says: str = ""
    is_unasked: bool = False
    asks: str = Field("", repr=False)
    is_payload: bool = False
    masked: tuple[str, ...] = ()


class Arrival(Enum):
    """What became of an activity that arrived."""

    STORED = "stored"
    KNOWN = "known"  # it was delivered before
    REFUSED = "refused"  # too many wait


@dataclass(frozen=True)
class ClaimedTask:
    """A task of ours for now; `attempts`: how often it was begun, this time included."""

    number: int
    key: str
    task: TeamsTask
    attempts: int
    sent: int


class TeamsInbox:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database, lease: dt.timedelta = LEASE) -> None:
        self._database, self.lease = database, lease

    def add(self, key: str, task: TeamsTask) -> Arrival:
        """Store an activity, unless it is known or too many wait."""
        return transact(self._database, lambda session: _add(session, key, task))

    def claim(self) -> ClaimedTask | None:
        """The one that has waited longest and is first in its conversation; ours for the lease."""
        return transact(self._database, lambda session: _claim(session, self.lease))

    def renew(self, claimed: ClaimedTask) -> bool:
        """Keep it for longer; False when another web app has taken it over."""
        until = utc_now() + self.lease
        return self._change(claimed, claimed_until=until)

    def note_sent(self, claimed: ClaimedTask, sent: int) -> bool:
        """Note how many messages of its answer Teams has; False when it is no longer ours."""
        return self._change(claimed, sent=sent)

    def put_off(self, claimed: ClaimedTask, wait: dt.timedelta) -> None:
        """Let anybody try again after a while."""
        self._change(claimed, claimed_until=None, due_at=utc_now() + wait)

    def finish(self, claimed: ClaimedTask) -> None:
        """It is answered: what it says is removed."""
        self._change(claimed, task=None, claimed_until=None, done_at=utc_now())

    def forget(self, before: dt.datetime) -> None:
        """Remove those that were done and are so old that Teams delivers them no more."""
        with self._database.session() as session:
            session.execute(
                delete(TeamsActivityRow).where(
                    TeamsActivityRow.done_at.is_not(None), TeamsActivityRow.at < before
                )
            )

    def _change(self, claimed: ClaimedTask, **values: Any) -> bool:
        """Change it while it is ours: each time that it is taken counts as an attempt."""
        row = TeamsActivityRow
        ours = (
            row.number == claimed.number,
            row.attempts == claimed.attempts,
            row.done_at.is_(None),
        )

        def change(session: Session) -> bool:
            query = update(row).where(*ours).values(**values).returning(row.number)
            return session.scalar(query) is not None

        return transact(self._database, change)


def _add(session: Session, key: str, task: TeamsTask) -> Arrival:
    row = TeamsActivityRow
    # One conversation's activities get their numbers in the order in which they are committed.
    lock(session, f"teams {task.sender}")
    if session.scalar(select(row.number).where(row.key == key)) is not None:
        return Arrival.KNOWN
    waiting = select(func.count()).where(row.done_at.is_(None))
    mine = session.scalar(waiting.where(row.sender == task.sender)) or 0
    if mine >= LONGEST_QUEUE or (session.scalar(waiting) or 0) >= MOST_WAITING:
        return Arrival.REFUSED
    now = utc_now()
    session.add(
        row(
            key=key,
            sender=task.sender,
            task=task.model_dump(mode="json"),
            at=now,
            due_at=now,
            attempts=0,
            sent=0,
        )
    )
    return Arrival.STORED


def _claim(session: Session, lease: dt.timedelta) -> ClaimedTask | None:
    now, earlier = utc_now(), aliased(TeamsActivityRow)
    is_later = exists().where(
        earlier.sender == TeamsActivityRow.sender,
        earlier.number < TeamsActivityRow.number,
        earlier.done_at.is_(None),
    )
    row = session.scalar(
        select(TeamsActivityRow)
        .where(
            TeamsActivityRow.done_at.is_(None),
            TeamsActivityRow.due_at <= now,
            _free(now),
            ~is_later,
        )
        .order_by(TeamsActivityRow.number)
        .limit(1)
        .with_for_update(skip_locked=True, of=TeamsActivityRow)
    )
    if row is None:
        return None
    row.claimed_until, row.attempts = now + lease, row.attempts + 1
    try:
        task = TeamsTask.model_validate(row.task)
    except ValidationError as error:
        logger.error(
            "an activity of Teams cannot be read (%d faults): another version of this program has "
            "stored it, and it is left out",
            error.error_count(),
        )
        row.task, row.done_at = None, now
        return None
    return ClaimedTask(row.number, row.key, task, row.attempts, row.sent)


def _free(now: dt.datetime) -> ColumnElement[bool]:
    """No web app has it."""
    claimed_until = TeamsActivityRow.claimed_until
    return or_(claimed_until.is_(None), claimed_until < now)
