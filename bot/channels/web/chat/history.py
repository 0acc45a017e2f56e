"""What was said on the web, in the database: it survives a reload and a restart."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.channels.answer import Answer, Button
from bot.channels.web.chat.tables import ChatFeedbackRow, ChatMessageRow, ChatRequestRow, SeenRow
from common.database import Database, StoreError, transact
from faq_kb.contract_upgrade import read_reply

# A page shows these; a file has many more.
SHOWN = 100
IN_A_FILE = 5_000
TRIED = "health"


@dataclass(frozen=True)
class Said:
    """One message of a conversation; `answer.reply` is the assistant's only."""

    number: int
    is_user: bool
    at: dt.datetime
    key: str
    answer: Answer


@dataclass(frozen=True)
class Exchange:
    """What a user said and what the assistant answered, to be stored together."""

    conversation: str
    key: str
    text: str
    answers: Sequence[Answer] = field(repr=False)


@dataclass(frozen=True)
class Request:
    """What a user sends under one key; `fingerprint` tells it from another with that key."""

    conversation: str
    key: str
    fingerprint: str


@dataclass(frozen=True)
class Begun:
    """What is known of a request.

    `attempts`: how often the assistant may have been asked before; `said`: what was stored in the
    end; `is_same`: that no other message came under the key.
    """

    attempts: int
    is_same: bool
    said: list[Said]


class History:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, exchange: Exchange) -> list[Said]:
        """Store both sides in one transaction."""
        mine = ChatMessageRow(**_shared(exchange), is_user=True, text=exchange.text)
        mine.reply, mine.buttons, mine.entry = None, [], ""
        rows = [mine, *(_row(exchange, answer) for answer in exchange.answers)]
        with self._database.session() as session:
            for row in rows:
                session.add(row)
                session.flush()  # one by one: the numbers are the order
            return [_said(row) for row in rows]

    def begin(self, request: Request) -> Begun:
        """Note that the assistant is about to be asked, unless the request was answered already."""

        def note(session: Session) -> Begun:
            row = session.get(ChatRequestRow, (request.conversation, request.key))
            stored = session.scalars(_of_key(request.conversation, request.key))
            said = [_said(one) for one in stored]
            if row is None:
                row = ChatRequestRow(**vars(request), attempts=0, at=dt.datetime.now(dt.UTC))
                session.add(row)
            begun = Begun(row.attempts, row.fingerprint == request.fingerprint, said)
            if begun.is_same and not said:
                row.attempts += 1
            return begun

        return transact(self._database, note)

    def answered(self, conversation: str, key: str) -> list[Said]:
        """What was stored for a request, nothing when it is new."""
        with self._database.session() as session:
            return [_said(row) for row in session.scalars(_of_key(conversation, key))]

    def of(self, conversation: str, after: int = 0, most: int = SHOWN) -> list[Said]:
        """The latest messages of a conversation, in order."""
        with self._database.session() as session:
            query = (
                select(ChatMessageRow)
                .where(ChatMessageRow.conversation == conversation, ChatMessageRow.number > after)
                .order_by(ChatMessageRow.number.desc())
                .limit(most)
            )
            return [_said(row) for row in reversed(session.scalars(query).all())]

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
        """Whether this is the first time that the key is seen, here or in another process."""
        try:
            with self._database.session() as session:
                session.add(SeenRow(key=key, at=dt.datetime.now(dt.UTC)))
        except StoreError as error:
            if isinstance(error.__cause__, IntegrityError):
                return False
            raise
        return True

    def can_write(self) -> bool:
        """Whether something can be stored now; tried, for a full disk can still be read."""
        try:
            with self._database.session() as session:
                session.merge(SeenRow(key=TRIED, at=dt.datetime.now(dt.UTC)))
        except StoreError:
            return False
        return True

    def forget(self, before: dt.datetime, seen_before: dt.datetime) -> int:
        """Remove what is older; how many messages."""
        with self._database.session() as session:
            old = select(ChatMessageRow.number).where(ChatMessageRow.at < before)
            session.execute(delete(ChatFeedbackRow).where(ChatFeedbackRow.number.in_(old)))
            session.execute(delete(SeenRow).where(SeenRow.at < seen_before))
            session.execute(delete(ChatRequestRow).where(ChatRequestRow.at < before))
            return _deleted(session, before)

    def erase(self, reference: str) -> None:
        """Remove what was said in each conversation with a draft, until it was shown last.

        All of it, since values are taken from what was said before the draft was opened, too.
        """
        shown = ChatMessageRow.reply[("draft", "id")].as_string() == reference
        last = select(ChatMessageRow.conversation, func.max(ChatMessageRow.number)).where(shown)
        with self._database.session() as session:
            found = session.execute(last.group_by(ChatMessageRow.conversation)).all()
            for conversation, number in found:
                said = (
                    ChatMessageRow.conversation == conversation,
                    ChatMessageRow.number <= number,
                )
                numbers = select(ChatMessageRow.number).where(*said)
                session.execute(delete(ChatFeedbackRow).where(ChatFeedbackRow.number.in_(numbers)))
                session.execute(delete(ChatMessageRow).where(*said))


def _of_key(conversation: str, key: str) -> Select[ChatMessageRow]:
    return (
        select(ChatMessageRow)
        .where(ChatMessageRow.conversation == conversation, ChatMessageRow.key == key)
        .order_by(ChatMessageRow.number)
    )


def _deleted(session: Session, before: dt.datetime) -> int:
    old = session.scalars(
        delete(ChatMessageRow).where(ChatMessageRow.at < before).returning(ChatMessageRow.number)
    )
    return len(old.all())


def _shared(exchange: Exchange) -> dict[str, Any]:
    return {
        "conversation": exchange.conversation,
        "key": exchange.key,
        "at": dt.datetime.now(dt.UTC),
    }


def _row(exchange: Exchange, answer: Answer) -> ChatMessageRow:
    reply = answer.reply
    return ChatMessageRow(
        **_shared(exchange),
        is_user=False,
        text=answer.text,
        reply=reply.model_dump(mode="json") if reply else None,
        buttons=[[button.title, button.payload] for button in answer.buttons],
        entry=(reply.procedure_id or "") if reply and not reply.is_follow_up else "",
    )


def _said(row: ChatMessageRow) -> Said:
    return Said(
        number=row.number,
        is_user=row.is_user,
        at=row.at if row.at.tzinfo else row.at.replace(tzinfo=dt.UTC),
        key=row.key,
        answer=Answer(
            text=row.text,
            reply=read_reply(row.reply) if row.reply else None,
            buttons=tuple(_buttons(row.buttons)),
        ),
    )


def _buttons(stored: Iterable[Sequence[str]]) -> Iterable[Button]:
    return (Button(title, payload) for title, payload in stored)
