"""The tables of outcomes: a row for each message, without text or name, and what is counted."""

import datetime as dt
from typing import Literal, get_args

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.database import Base, UtcDateTime

# What docs/console.md defines; those of COUNTED are questions, each counted once.
MessageOutcome = Literal[
    "answered",
    "one_click",
    "came_back",
    "refused",
    "handed_over",
    "offered",
    "taken",
    "drafting",
    "chat",
]
COUNTED: tuple[MessageOutcome, ...] = get_args(MessageOutcome)[:6]


class OutcomeRow(Base):
    """What became of one message. Conversation and person are keyed pseudonyms."""

    __tablename__ = "message_outcome"
    # Of the message: what is sent again under its key is noted once.
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # In the agencies' zone: under which it is counted.
    day: Mapped[dt.date] = mapped_column(Date)
    door: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(16))
    # The entry of the answer; empty where there is none.
    entry: Mapped[str] = mapped_column(String(64))
    # The user's own agency, where it is known.
    agency: Mapped[str] = mapped_column(String(200))
    # Entries that were offered, with spaces between them.
    options: Mapped[str] = mapped_column(Text)
    conversation: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(String(32))
    __table_args__ = (
        Index("ix_message_outcome_at", "at"),
        Index("ix_message_outcome_conversation_at", "conversation", "at"),
        Index("ix_message_outcome_person_entry_at", "person", "entry", "at"),
    )


class OutcomeCountRow(Base):
    """How many messages of a day became what, by door, by entry and by agency.

    Kept beside the messages, so that the figures of a large site are not counted anew each time.
    """

    __tablename__ = "outcome_count"
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int]


class OutcomePersonRow(Base):
    """The last day on which a person asked something; all windows of the figures end today."""

    __tablename__ = "outcome_person"
    person: Mapped[str] = mapped_column(String(32), primary_key=True)
    agency: Mapped[str] = mapped_column(String(200), primary_key=True)
    last_day: Mapped[dt.date] = mapped_column(Date)
    # All that the figures read: the table itself is not looked at.
    __table_args__ = (
        Index("ix_outcome_person_last_day_agency_person", "last_day", "agency", "person"),
    )
