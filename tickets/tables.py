"""The tables of draft tickets: the drafts, their append-only log, the outbox of hand-overs."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.database import Base


class DraftRow(Base):
    """A draft; `version` makes every update say which state it was made from."""

    __tablename__ = "draft"
    reference: Mapped[str] = mapped_column(String(12), primary_key=True)
    entry: Mapped[str] = mapped_column(String(64))
    procedure_version: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(300))
    conversation: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(16))
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    skipped: Mapped[list[str]] = mapped_column(JSON)
    asked: Mapped[str | None] = mapped_column(String(64))
    email: Mapped[str] = mapped_column(String(254))
    authorized: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    number: Mapped[str] = mapped_column(String(64))
    # A keyed hash of the network address that confirmed it; empty where none is known.
    origin: Mapped[str] = mapped_column(String(64), server_default="")
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column()
    __table_args__ = (
        Index("ix_draft_owner_status", "owner", "status"),
        Index("ix_draft_status_updated_at", "status", "updated_at"),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy's form)


class DraftEventRow(Base):
    """One line of a draft's log; rows are only ever added."""

    __tablename__ = "draft_event"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(ForeignKey("draft.reference"), index=True)
    version: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    happening: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(16))
    item: Mapped[str] = mapped_column(String(64))


class OutboxRow(Base):
    """A confirmed request on its way; committed together with the draft's change of status."""

    __tablename__ = "outbox"
    correlation_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    reference: Mapped[str] = mapped_column(ForeignKey("draft.reference"), index=True)
    recipient: Mapped[str] = mapped_column(String(16))
    # The confirmed document; null once its personal data are removed.
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str] = mapped_column(String(16))
    adapter: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    due_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    # Until then one worker has it; a worker that dies gives it back by the clock.
    claimed_until: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    number: Mapped[str] = mapped_column(String(64))
    last_error: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    delivered_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"),)
