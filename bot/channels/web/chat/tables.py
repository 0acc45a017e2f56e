"""The tables of web conversations: messages, requests, feedback, idempotency keys."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.database import Base


class ChatMessageRow(Base):
    """One message, of the user (masked) or of the assistant; the number orders them."""

    __tablename__ = "chat_message"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation: Mapped[str] = mapped_column(String(64))
    # Idempotency key of the request that brought it.
    key: Mapped[str] = mapped_column(String(64))
    is_user: Mapped[bool]
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), index=True)
    text: Mapped[str] = mapped_column(Text)
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    buttons: Mapped[list[list[str]]] = mapped_column(JSON)
    # Catalog entry that was the answer: what is asked most.
    entry: Mapped[str] = mapped_column(String(64))
    __table_args__ = (
        Index("ix_chat_message_conversation_key", "conversation", "key"),
        {"sqlite_autoincrement": True},
    )


class ChatRequestRow(Base):
    """A request, stored before the assistant is asked, so that a repeated one is known again."""

    __tablename__ = "chat_request"
    conversation: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    # Of what was sent, unmasked; keyed, so that nothing can be guessed from it.
    fingerprint: Mapped[str] = mapped_column(String(64))
    # How often the assistant was asked.
    attempts: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), index=True)


class ChatFeedbackRow(Base):
    """Whether an answer was helpful; the latest rating counts."""

    __tablename__ = "chat_feedback"
    number: Mapped[int] = mapped_column(
        ForeignKey("chat_message.number", ondelete="CASCADE"), primary_key=True
    )
    helpful: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class IdempotencyKeyRow(Base):
    """A message that a channel may deliver twice and we answer once, such as a Teams activity."""

    __tablename__ = "seen"
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), index=True)
