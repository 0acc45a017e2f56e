"""The tables of draft tickets: drafts, their append-only log, outbox, notices, who saw them."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from common.database import Base, UtcDateTime


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
    # The requester's name as `text_key` gives it, for the search; empty once it is erased.
    requester_key: Mapped[str] = mapped_column(String(200), server_default="", index=True)
    email: Mapped[str] = mapped_column(String(254))
    authorized: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    number: Mapped[str] = mapped_column(String(64))
    # A keyed hash of the network address that confirmed it; empty where none is known.
    origin: Mapped[str] = mapped_column(String(64), server_default="")
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    channel: Mapped[str] = mapped_column(String(16), server_default="chat")
    # The agent who typed it; null where nobody did, or once its personal data are removed.
    typed_by: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    called_back: Mapped[bool] = mapped_column(server_default=false())
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()
    __table_args__ = (
        Index("ix_draft_owner_status", "owner", "status"),
        Index("ix_draft_status_updated_at", "status", "updated_at"),
        Index("ix_draft_updated_at_reference", "updated_at", "reference"),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy's form)


class DraftEventRow(Base):
    """One line of a draft's log; rows are only ever added, agents erased with the draft's data."""

    __tablename__ = "draft_event"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(ForeignKey("draft.reference"), index=True)
    version: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    type: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(16))
    field: Mapped[str] = mapped_column(String(64))
    # Which agent of the Service Desk, where one did it in the console.
    agent: Mapped[str] = mapped_column(String(200), server_default="")


class OutboxRow(Base):
    """A confirmed request on its way; committed together with the draft's change of status."""

    __tablename__ = "outbox"
    correlation_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    reference: Mapped[str] = mapped_column(ForeignKey("draft.reference"), index=True)
    recipient: Mapped[str] = mapped_column(String(16))
    # The confirmed request; null once its personal data are removed.
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str] = mapped_column(String(16))
    adapter: Mapped[str] = mapped_column(String(16), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # Until then one worker has it; a worker that dies gives it back by the clock.
    claimed_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    number: Mapped[str] = mapped_column(String(64), default="")
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"),)


class NoticeRow(Base):
    """News of a draft for its requester; committed together with the draft's change."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(ForeignKey("draft.reference"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # Until then one teller has it; one that dies gives it back by the clock.
    claimed_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    # The web conversation whose history has it; empty where it was told elsewhere.
    told_in: Mapped[str] = mapped_column(String(64), default="")
    __table_args__ = (Index("ix_notice_state_due_at", "state", "due_at"),)


class TypedRequestRow(Base):
    """A request that an agent sent under an idempotency key, so that a repeated one is known."""

    __tablename__ = "typed_request"
    agent: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    # Of what was sent; keyed, so that nothing can be guessed from it.
    fingerprint: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(ForeignKey("draft.reference"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)


class RequestAccessRow(Base):
    """Audit: an agent saw requests with people in them, or acted upon one. No values."""

    __tablename__ = "request_access"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    agent: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(16))
    # Empty for a list.
    reference: Mapped[str] = mapped_column(String(12))
    shown: Mapped[int]
