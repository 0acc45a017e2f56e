"""The stored conversations of the web: they survive a reload and a restart."""

import datetime as dt
import secrets
from collections.abc import Callable, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.channels.answer import Answer
from bot.channels.web.chat.history_rows import (
    answer_of,
    answer_row,
    last_said,
    message_of,
    name_of,
    of_key,
)
from bot.channels.web.chat.messages import (
    ChatRequest,
    ConversationNews,
    Exchange,
    RequestState,
    StoredMessage,
)
from bot.channels.web.chat.tables import (
    ChatFeedbackRow,
    ChatMessageRow,
    ChatRequestRow,
    IdempotencyKeyRow,
)
from common.database import Database, StoreError, transact, writing
from common.database.locks import lock
from common.database.telling import tell

# A page shows these; a file has many more.
SHOWN = 100
IN_A_FILE = 5_000
TRIED = "health"
# Where web apps tell each other what happens in conversations.
NEWS = "conversation_news"
# Conversations that are looked up together.
AT_ONCE = 500
# The clocks of two processes differ by less.
CLOCKS = dt.timedelta(minutes=1)


class History:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        """`origin`: by which a process knows its own news."""
        self._database = database
        self.origin = secrets.token_hex(4)

    def add(self, exchange: Exchange) -> list[StoredMessage]:
        """Store both sides in one transaction, once: with a known key, what was stored first."""
        return transact(self._database, lambda session: self._add(session, exchange))

    def _add(self, session: Session, exchange: Exchange) -> list[StoredMessage]:
        lock(session, name_of(exchange.conversation))
        known = session.scalars(of_key(exchange.conversation, exchange.key)).all()
        if known:  # another web app has answered the repeated request meanwhile
            return [message_of(row, answer_of(row)) for row in known]
        shared = {
            "conversation": exchange.conversation,
            "key": exchange.key,
            "at": dt.datetime.now(dt.UTC),
        }
        mine = ChatMessageRow(**shared, is_user=True, text=exchange.text, buttons=[], entry="")
        rows = [mine, *(answer_row(answer, shared) for answer in exchange.answers)]
        for row in rows:
            session.add(row)
            session.flush()  # one by one: the numbers are the order
        self._tell(session, exchange.conversation, exchange.key)
        answers = [Answer(exchange.text, None), *exchange.answers]
        # The answers are at hand: what was just written is not read and checked anew.
        return [message_of(row, answer) for row, answer in zip(rows, answers, strict=True)]

    def _tell(self, session: Session, conversation: str, key: str = "") -> None:
        tell(session, NEWS, ConversationNews(self.origin, conversation, key).written())

    def begin(self, request: ChatRequest) -> RequestState:
        """Note that the assistant is about to be asked, unless the request was answered already."""

        def note(session: Session) -> RequestState:
            row = session.get(ChatRequestRow, (request.conversation, request.key))
            stored = session.scalars(of_key(request.conversation, request.key))
            messages = [message_of(one, answer_of(one)) for one in stored]
            if row is None:
                row = ChatRequestRow(**vars(request), attempts=0, at=dt.datetime.now(dt.UTC))
                session.add(row)
            is_same = row.fingerprint == request.fingerprint
            before = "" if messages else session.scalar(last_said(request.conversation)) or ""
            state = RequestState(row.attempts, is_same, messages, before)
            if is_same and not messages:
                row.attempts += 1
                self._tell(session, request.conversation)
            return state

        return transact(self._database, note)

    def of(self, conversation: str, after: int = 0, most: int = SHOWN) -> list[StoredMessage]:
        """The latest messages of a conversation, in order."""
        with self._database.session() as session:
            query = (
                select(ChatMessageRow)
                .where(ChatMessageRow.conversation == conversation, ChatMessageRow.number > after)
                .order_by(ChatMessageRow.number.desc())
                .limit(most)
            )
            rows = reversed(session.scalars(query).all())
            return [message_of(row, answer_of(row)) for row in rows]

    def led_to(
        self, reference: str, begun: dt.datetime, is_its: Callable[[str], bool]
    ) -> list[StoredMessage]:
        """The conversation in which a draft was begun, up to where it was shown last.

        `is_its`: whether a conversation is the one that the draft names, which is no other's.
        """
        row = ChatMessageRow
        shown = row.reply[("draft", "id")].as_string() == reference
        first = select(row.conversation).where(row.at >= begun - CLOCKS, shown)
        with self._database.session() as session:
            conversation = session.scalar(first.order_by(row.at, row.number).limit(1))
            if conversation is None or not is_its(conversation):
                return []
            mine = row.conversation == conversation
            last = select(func.max(row.number)).where(mine, shown).scalar_subquery()
            query = select(row).where(mine, row.number <= last)
            rows = session.scalars(query.order_by(row.number.desc()).limit(SHOWN)).all()
            return [message_of(one, answer_of(one)) for one in reversed(rows)]

    def of_key(self, conversation: str, key: str) -> list[StoredMessage]:
        """The messages that came with a key, in order."""
        with self._database.session() as session:
            rows = session.scalars(of_key(conversation, key))
            return [message_of(row, answer_of(row)) for row in rows]

    def since(
        self, conversations: Sequence[str], moment: dt.datetime
    ) -> list[tuple[str, StoredMessage]]:
        """What was stored in any of these conversations since, in order, each with its own."""
        found: list[ChatMessageRow] = []
        with self._database.session() as session:
            for first in range(0, len(conversations), AT_ONCE):
                some = conversations[first : first + AT_ONCE]
                query = select(ChatMessageRow).where(
                    ChatMessageRow.conversation.in_(some), ChatMessageRow.at >= moment
                )
                found += session.scalars(query.order_by(ChatMessageRow.number))
            return [(row.conversation, message_of(row, answer_of(row))) for row in found]

    def most_asked(self, since: dt.datetime, most: int) -> list[tuple[str, int]]:
        """Catalog entries that were the answer, the most frequent first, with how often."""
        times = func.count()
        query = (
            select(ChatMessageRow.entry, times)
            .where(ChatMessageRow.at >= since, ChatMessageRow.entry != "")
            .group_by(ChatMessageRow.entry)
            .order_by(times.desc(), ChatMessageRow.entry)
            .limit(most)
        )
        with self._database.session() as session:
            return [(entry, count) for entry, count in session.execute(query)]

    def first(self, key: str) -> bool:
        """Whether the key is new, in this and every other process; it is stored."""
        try:
            with self._database.session() as session:
                session.add(IdempotencyKeyRow(key=key, at=dt.datetime.now(dt.UTC)))
        except StoreError as error:
            if isinstance(error.__cause__, IntegrityError):
                return False
            raise
        return True

    def can_write(self) -> bool:
        """Whether something can be stored now. It is tried: a full disk can still be read."""
        tried = IdempotencyKeyRow(key=TRIED, at=dt.datetime.now(dt.UTC))
        try:
            transact(self._database, lambda session: session.merge(tried))
        except StoreError:
            return False
        return True

    def forget(self, before: dt.datetime, seen_before: dt.datetime) -> int:
        """Remove what is older; how many messages."""
        with self._database.session() as session:
            old = select(ChatMessageRow.number).where(ChatMessageRow.at < before)
            session.execute(delete(ChatFeedbackRow).where(ChatFeedbackRow.number.in_(old)))
            session.execute(delete(IdempotencyKeyRow).where(IdempotencyKeyRow.at < seen_before))
            session.execute(delete(ChatRequestRow).where(ChatRequestRow.at < before))
            return _deleted(session, before)

    def erase(self, reference: str) -> None:
        """Remove each conversation with a draft, up to where the draft was shown last.

        All of it: a draft takes values from messages before it was opened, too.
        """
        shown = ChatMessageRow.reply[("draft", "id")].as_string() == reference
        last = select(ChatMessageRow.conversation, func.max(ChatMessageRow.number)).where(shown)
        with writing(self._database) as session:
            conversations = session.execute(last.group_by(ChatMessageRow.conversation)).all()
            for conversation, number in conversations:
                shared = (
                    ChatMessageRow.conversation == conversation,
                    ChatMessageRow.number <= number,
                )
                numbers = select(ChatMessageRow.number).where(*shared)
                session.execute(delete(ChatFeedbackRow).where(ChatFeedbackRow.number.in_(numbers)))
                session.execute(delete(ChatMessageRow).where(*shared))


def _deleted(session: Session, before: dt.datetime) -> int:
    old = session.scalars(
        delete(ChatMessageRow).where(ChatMessageRow.at < before).returning(ChatMessageRow.number)
    )
    return len(old.all())
