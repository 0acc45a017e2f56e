"""News of drafts on the web: a message in the conversation's history, and on its open pages."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from bot.channels.notices import NoticeWords
from bot.channels.web.chat.broadcaster import Broadcaster
from bot.channels.web.chat.history import History
from bot.channels.web.chat.history_rows import say
from bot.channels.web.chat.messages import CHANNEL, Visitor
from bot.channels.web.chat.rendering import MessageRenderer, RenderedMessage
from bot.channels.web.sessions.visitors import Sessions
from common.clock import utc_now
from common.database import Database, transact
from tickets import notices
from tickets.draft import SIGNED_IN, VISITOR
from tickets.notices import DueNotice, NoticeState, ToldNotice

# Another process's clock may differ, and its transaction may have ended late.
OVERLAP = dt.timedelta(seconds=60)


class WebNotices:
    """Tells a notice in the newest conversation of whoever the draft belongs to."""

    def __init__(self, database: Database, sessions: Sessions, words: NoticeWords) -> None:
        self._database, self._sessions, self._words = database, sessions, words

    def has(self, notice: DueNotice) -> bool:
        """Whether the draft was begun on the web."""
        return notice.conversation.startswith(f"{CHANNEL}-")

    async def tell(self, notice: DueNotice) -> None:
        """Write it into the history, in one transaction with noting it as told."""
        visitor = await run_in_threadpool(self._sessions.newest_of, notice.owner)
        if visitor is None:
            await run_in_threadpool(
                transact, self._database, lambda session: notices.postpone(session, notice)
            )
            return
        answers = await self._words.of(notice.reference, CHANNEL)
        conversation, key = visitor.conversation, key_of(notice.ids[0])

        def write(session: Session) -> None:
            if not answers:
                notices.give_up(session, notice, NoticeState.LOST)
            elif notices.told(session, notice, conversation):
                say(session, conversation, key, answers)

        await run_in_threadpool(transact, self._database, write)

    def visited(self, visitor: Visitor) -> None:
        """Somebody opens a page: what could not be told is told now. Raises StoreError."""
        owners = owners_of(visitor)
        with self._database.session() as session:
            is_waiting = notices.has_waiting(session, owners)
        if is_waiting:
            transact(self._database, lambda session: notices.wake(session, owners))


class NoticePublisher:
    """Shows on the open pages of this process what any process has told."""

    def __init__(
        self,
        database: Database,
        history: History,
        broadcaster: Broadcaster,
        renderer: MessageRenderer,
        sender_of: Callable[..., str],
    ) -> None:
        self._database, self._history = database, history
        self._broadcaster, self._renderer = broadcaster, renderer
        self._sender_of = sender_of
        self._since = utc_now()
        self._shown: set[int] = set()

    async def publish(self) -> None:
        """Show what is new; a page that has a message already leaves it out."""
        since, now = self._since - OVERLAP, utc_now()
        found = await run_in_threadpool(self._told, since)
        for notice in found:
            if notice.id in self._shown or not self._broadcaster.count(notice.conversation):
                continue
            for message in await run_in_threadpool(self._rendered, notice):
                self._broadcaster.publish(notice.conversation, message)
        self._shown = {notice.id for notice in found}
        self._since = now

    def _told(self, since: dt.datetime) -> list[ToldNotice]:
        with self._database.session() as session:
            return notices.told_since(session, since)

    def _rendered(self, notice: ToldNotice) -> list[RenderedMessage]:
        conversation = notice.conversation
        visitor = Visitor(conversation, self._sender_of(CHANNEL, conversation))
        stored = self._history.of_key(conversation, key_of(notice.id))
        return [self._renderer.render(visitor, message) for message in stored]


def key_of(number: int) -> str:
    """The key of a notice's message in the history."""
    return f"notice-{number}"


def owners_of(visitor: Visitor) -> list[str]:
    """The owners whose drafts are this visitor's."""
    user = [f"{SIGNED_IN}{visitor.user.id}"] if visitor.user else []
    return [*user, f"{VISITOR}{visitor.browser}"]
