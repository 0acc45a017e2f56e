"""Shows on the open pages of this web app what happens in a conversation through another one."""

import datetime as dt
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

from bot.channels.web.chat.broadcaster import Broadcaster, TypingEvent
from bot.channels.web.chat.history import History
from bot.channels.web.chat.messages import CHANNEL, ConversationNews, StoredMessage, Visitor
from bot.channels.web.chat.rendering import MessageRenderer, RenderedMessage

# Another machine's clock may differ, and its transaction may have ended late.
OVERLAP = dt.timedelta(seconds=60)


class NewsReader:
    """Hears of news by conversation and key, and reads the messages from the history."""

    def __init__(
        self,
        history: History,
        broadcaster: Broadcaster,
        renderer: MessageRenderer,
        sender_of: Callable[..., str],
    ) -> None:
        self._history, self._broadcaster = history, broadcaster
        self._renderer, self._sender_of = renderer, sender_of

    async def hear(self, payload: str) -> None:
        """Show what another web app tells; our own pages know already. Raises StoreError."""
        news = ConversationNews.read(payload)
        conversation = news.conversation
        if news.origin == self._history.origin or not self._broadcaster.count(conversation):
            return
        if not news.key:
            self._broadcaster.publish(conversation, TypingEvent())
            return
        stored = await run_in_threadpool(self._history.of_key, conversation, news.key)
        await self._show(conversation, stored)

    async def catch_up(self, since: dt.datetime) -> None:
        """Show what may have been missed; a stream leaves out what it has. Raises StoreError."""
        conversations = self._broadcaster.conversations()
        if not conversations:
            return
        found = await run_in_threadpool(self._history.since, conversations, since - OVERLAP)
        for conversation, stored in found:
            await self._show(conversation, [stored])

    async def _show(self, conversation: str, stored: list[StoredMessage]) -> None:
        for message in await run_in_threadpool(self._rendered, conversation, stored):
            self._broadcaster.publish(conversation, message)

    def _rendered(self, conversation: str, stored: list[StoredMessage]) -> list[RenderedMessage]:
        visitor = Visitor(conversation, self._sender_of(CHANNEL, conversation))
        return [self._renderer.render(visitor, one) for one in stored]
