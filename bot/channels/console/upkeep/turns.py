"""Reads the stored conversations of the web as turns: a message and what became of it."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, case, func, null, select

from bot.channels.console.upkeep.misses import UserTurn
from bot.channels.outcomes.reading import ReplyOutcome, outcome_of, weightiest
from bot.channels.web.chat.tables import ChatFeedbackRow, ChatMessageRow
from common.database import Database, aware
from faq_kb.contract import ClarifyReply
from faq_kb.contract_upgrade import read_reply

# The newest that are read: more would keep an agent waiting.
MOST_MESSAGES = 100_000
# Replies that are read whole; of the others, which are large, the type and the entry are enough.
READ_WHOLE = ("clarify", "fallback", "contacts", "facet")


def turns_of(database: Database) -> list[UserTurn]:
    """The turns of all conversations, each in order. Raises StoreError."""
    with database.session() as session:
        rows = session.execute(_messages()).all()
    return [
        turn
        for _, exchange in groupby(rows, lambda row: (row.conversation, row.key))
        for turn in _turn(list(exchange))
    ]


def _messages() -> Select[Any]:
    message = ChatMessageRow
    kind = message.reply["type"].as_string()
    newest = select(func.max(message.number)).scalar_subquery()
    return (
        select(
            message.number,
            message.conversation,
            message.key,
            message.is_user,
            message.at,
            case((message.is_user, message.text), else_="").label("text"),
            kind.label("kind"),
            message.reply["entry"].as_string().label("entry"),
            message.reply["draft", "entry"].as_string().label("draft"),
            case((kind.in_(READ_WHOLE), message.reply), else_=null()).label("reply"),
            ChatFeedbackRow.helpful,
        )
        .outerjoin(ChatFeedbackRow, ChatFeedbackRow.number == message.number)
        .where(message.number > newest - MOST_MESSAGES)
        .order_by(message.conversation, message.number)
    )


def _turn(rows: list[Row[Any]]) -> Iterator[UserTurn]:
    """The turn of an exchange; none of what nobody asked for."""
    asked = next((row for row in rows if row.is_user), None)
    if asked is None:
        return
    answers = [row for row in rows if not row.is_user]
    replies = [read_reply(row.reply) for row in answers if row.reply]
    found = [*map(_of_large, answers), outcome_of(replies)]
    at: dt.datetime = aware(asked.at)
    yield UserTurn(
        number=asked.number,
        conversation=asked.conversation,
        at=at,
        text=asked.text,
        result=weightiest(found),
        is_repair=any(isinstance(one, ClarifyReply) and one.reason == "repair" for one in replies),
        is_disliked=any(row.helpful is False for row in answers),
    )


def _of_large(row: Row[Any]) -> ReplyOutcome:
    match row.kind:
        case "procedure":
            return ReplyOutcome("answered", row.entry, is_whole=True)
        case "draft":
            return ReplyOutcome("drafting", row.draft or "")
        case _:
            return ReplyOutcome("chat")
