"""The table of disputes: facts of the knowledge base that agents say are wrong."""

import datetime as dt

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.database import Base, UtcDateTime


class DisputeRow(Base):
    """One agent's word that one fact is wrong, with the fact as it was then."""

    __tablename__ = "fact_dispute"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    entry: Mapped[str] = mapped_column(String(64))
    # The passage's key in the entry's record.
    fact: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text)
    # The day on which the record had been checked last.
    verified: Mapped[dt.date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text)
    # The agent's id, and the name to show.
    agent: Mapped[str] = mapped_column(String(255))
    agent_name: Mapped[str] = mapped_column(String(254))
    since: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # None: it stands. Withdrawn, or the fact was changed or checked anew.
    ended: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index("ix_fact_dispute_ended_entry", "ended", "entry"),
        {"sqlite_autoincrement": True},
    )
