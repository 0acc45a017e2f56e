"""What users said of answers."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.web.chat.tables import ChatFeedbackRow, ChatMessageRow
from common.database import Database, transact


@dataclass(frozen=True)
class Judgment:
    """What a user said of an answer; `entry` is empty for an answer without a procedure."""

    at: dt.datetime
    helpful: bool
    word: str
    entry: str
    question: str


class Judgments:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judge(self, conversation: str, number: int, word: str, *, helpful: bool) -> bool:
        """Keep what a user says of an answer; False when it is none of this conversation."""

        def keep(session: Session) -> bool:
            answer = select(ChatMessageRow.number).where(
                ChatMessageRow.number == number,
                ChatMessageRow.conversation == conversation,
                ChatMessageRow.is_user.is_(False),
            )
            if session.scalar(answer) is None:
                return False
            now = dt.datetime.now(dt.UTC)
            session.merge(ChatFeedbackRow(number=number, helpful=helpful, word=word, at=now))
            return True

        return transact(self._database, keep)

    def since(self, moment: dt.datetime) -> list[Judgment]:
        """What users said of answers, the latest first."""
        query = (
            select(ChatFeedbackRow, ChatMessageRow)
            .join(ChatMessageRow, ChatMessageRow.number == ChatFeedbackRow.number)
            .where(ChatFeedbackRow.at >= moment)
            .order_by(ChatFeedbackRow.at.desc(), ChatFeedbackRow.number)
        )
        with self._database.session() as session:
            return [
                _judgment(feedback, answer, _question(session, answer))
                for feedback, answer in session.execute(query)
            ]


def _question(session: Session, answer: ChatMessageRow) -> str:
    """What was asked, as it is kept."""
    query = select(ChatMessageRow.text).where(
        ChatMessageRow.conversation == answer.conversation,
        ChatMessageRow.key == answer.key,
        ChatMessageRow.is_user,
    )
    return session.scalar(query) or ""


def _judgment(feedback: ChatFeedbackRow, answer: ChatMessageRow, question: str) -> Judgment:
    return Judgment(feedback.at, feedback.helpful, feedback.word, answer.entry, question)
