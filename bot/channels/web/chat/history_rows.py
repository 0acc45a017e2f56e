"""The rows of stored conversations: how messages are written, read and told apart."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.channels.answer import Answer, Button
from bot.channels.web.chat.messages import StoredMessage
from bot.channels.web.chat.tables import ChatMessageRow
from common.database import aware
from common.database.locks import lock
from faq_kb.contract_upgrade import read_reply


def say(session: Session, conversation: str, key: str, answers: Iterable[Answer]) -> None:
    """Store what nobody asked for, in the caller's transaction."""
    lock(session, name_of(conversation))
    shared = {"conversation": conversation, "key": key, "at": dt.datetime.now(dt.UTC)}
    for answer in answers:
        session.add(answer_row(answer, shared))
        session.flush()  # one by one: the numbers are the order


def name_of(conversation: str) -> str:
    """The lock under which messages get numbers: who reads on after a number misses nothing."""
    return f"conversation {conversation}"


def of_key(conversation: str, key: str) -> Select[ChatMessageRow]:
    """The messages that came with a key, in order."""
    return (
        select(ChatMessageRow)
        .where(ChatMessageRow.conversation == conversation, ChatMessageRow.key == key)
        .order_by(ChatMessageRow.number)
    )


def last_said(conversation: str) -> Select[str]:
    """What the user said last, masked."""
    row = ChatMessageRow
    query = select(row.text).where(row.conversation == conversation, row.is_user)
    return query.order_by(row.number.desc()).limit(1)


def answer_row(answer: Answer, shared: dict[str, Any]) -> ChatMessageRow:
    """An answer as it is stored; `shared`: what it has in common with the others."""
    reply = answer.reply
    return ChatMessageRow(
        **shared,
        is_user=False,
        text=answer.text,
        reply=reply.model_dump(mode="json") if reply else None,
        buttons=[[button.title, button.payload] for button in answer.buttons],
        entry=(reply.procedure_id or "") if reply and not reply.is_follow_up else "",
    )


def message_of(row: ChatMessageRow, answer: Answer) -> StoredMessage:
    """The row's message, whose answer is at hand."""
    return StoredMessage(row.number, row.is_user, aware(row.at), row.key, answer)


def answer_of(row: ChatMessageRow) -> Answer:
    """What the row says, read and checked."""
    buttons = tuple(Button(title, payload) for title, payload in row.buttons)
    return Answer(row.text, read_reply(row.reply) if row.reply else None, buttons)
