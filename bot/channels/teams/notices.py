"""News of drafts in Teams: a message in the chat in which the draft was begun."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx

from bot.channels.notices import NoticeWords
from bot.channels.teams.chats import TeamsChat, TeamsChats
from bot.channels.teams.ports import Render, Sign
from bot.channels.teams.transport.backoff import NEVER_SENT
from bot.channels.teams.transport.errors import NoTokenError, UntrustedServiceError, log_safe
from common.database import Database, transact
from common.retry_after import retry_after
from tickets import notices
from tickets.notices import DueNotice, NoticeState

logger = logging.getLogger(__name__)

# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
LATER = frozenset({412, 429})
# The person has blocked the bot, or removed it.
REFUSED = 403

Send = Callable[[TeamsChat, Mapping[str, Any]], Awaitable[None]]


class TeamsNotices:
    """Tells a notice in its draft's chat; what Teams limits waits, everything else is told once."""

    def __init__(
        self,
        database: Database,
        words: NoticeWords,
        send: Send,
        render: Render,
        sign_for: Callable[[str], Sign],
    ) -> None:
        """`send` tries once, and raises what Microsoft's answer was."""
        self._database, self._chats = database, TeamsChats(database)
        self._words, self._send = words, send
        self._render, self._sign_for = render, sign_for

    def has(self, notice: DueNotice) -> bool:
        """Whether the draft was begun in Teams."""
        return notice.conversation.startswith("teams-")

    async def tell(self, notice: DueNotice) -> None:
        """Send it, and note what came of that."""
        chat = await asyncio.to_thread(self._chats.find, notice.conversation)
        if chat is None:
            await self._note(lambda session: notices.postpone(session, notice))
        elif chat.is_refused:
            await self._give_up(notice, NoticeState.REFUSED)
        else:
            await self._tell_in(chat, notice)

    async def _tell_in(self, chat: TeamsChat, notice: DueNotice) -> None:
        channel = "teams-channel" if chat.is_shared else "teams"
        answers = await self._words.of(notice.reference, channel)
        sign = self._sign_for(chat.sender)
        try:
            for answer in answers:
                await self._send(chat, self._render(answer, sign, is_shared=chat.is_shared))
        except (httpx.HTTPError, NoTokenError, UntrustedServiceError) as error:
            await self._failed(chat, notice, error)
        else:
            await self._note(lambda session: notices.told(session, notice))

    async def _failed(self, chat: TeamsChat, notice: DueNotice, error: Exception) -> None:
        status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else 0
        if status == REFUSED:
            await asyncio.to_thread(self._chats.refuse, chat.sender)
            await self._give_up(notice, NoticeState.REFUSED)
        elif status in LATER or _was_never_sent(error):
            seconds = _asked_wait(error)
            await self._note(lambda session: notices.try_again(session, notice, seconds))
        else:  # it may have arrived
            logger.error("%s was not told in Teams: %s", notice.reference, log_safe(error))
            await self._give_up(notice, NoticeState.LOST)

    async def _give_up(self, notice: DueNotice, state: NoticeState) -> None:
        if state is NoticeState.REFUSED:
            logger.error(
                "Teams takes no messages for the requester of %s any more (blocked or removed): "
                "tell them another way",
                notice.reference,
            )
        await self._note(lambda session: notices.give_up(session, notice, state))

    async def _note(self, change: Callable[..., object]) -> None:
        await asyncio.to_thread(transact, self._database, change)


def _was_never_sent(error: Exception) -> bool:
    return isinstance(error, NEVER_SENT) or (isinstance(error, NoTokenError) and error.is_passing)


def _asked_wait(error: Exception) -> float | None:
    """Seconds that Microsoft's answer asks us to wait."""
    if isinstance(error, httpx.HTTPStatusError):
        return retry_after(error.response.headers.get("retry-after", ""))
    return None
