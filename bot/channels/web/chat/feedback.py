"""Whether users found answers helpful."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.web.chat.tables import ChatFeedbackRow, ChatMessageRow
from common.database import Database, transact


@dataclass(frozen=True)
class Feedback:
    """A user's rating of an answer; `entry` is empty for an answer without a procedure."""

    at: dt.datetime
    helpful: bool
    comment: str
    entry: str
    question: str


class FeedbackStore:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rate(self, conversation: str, number: int, comment: str, *, helpful: bool) -> bool:
        """Store the rating of an answer; False when the conversation has no such answer."""

        def store(session: Session) -> bool:
            answer = select(ChatMessageRow.number).where(
                ChatMessageRow.number == number,
                ChatMessageRow.conversation == conversation,
                ChatMessageRow.is_user.is_(False),
            )
            if session.scalar(answer) is None:
                return False
            now = dt.datetime.now(dt.UTC)
            session.merge(ChatFeedbackRow(number=number, helpful=helpful, comment=comment, at=now))
            return True

        return transact(self._database, store)

    def since(self, moment: dt.datetime) -> list[Feedback]:
        """The ratings from a moment on, the latest first."""
        query = (
            select(ChatFeedbackRow, ChatMessageRow)
            .join(ChatMessageRow, ChatMessageRow.number == ChatFeedbackRow.number)
            .where(ChatFeedbackRow.at >= moment)
            .order_by(ChatFeedbackRow.at.desc(), ChatFeedbackRow.number)
        )
        with self._database.session() as session:
            return [
                Feedback(row.at, row.helpful, row.comment, answer.entry, _question(session, answer))
                for row, answer in session.execute(query)
            ]


def _question(session: Session, answer: ChatMessageRow) -> str:
    """The stored message that was answered."""
    query = select(ChatMessageRow.text).where(
        ChatMessageRow.conversation == answer.conversation,
        ChatMessageRow.key == answer.key,
        ChatMessageRow.is_user,
    )
    return session.scalar(query) or ""
