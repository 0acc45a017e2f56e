"""Does one stored task: replies, notes how far it has come, and ends it whatever happens."""

import asyncio
import datetime as dt
import logging

from bot.channels.assistant import AssistantUnavailableError
from bot.channels.teams.inbox import ClaimedTask, TeamsInbox
from bot.channels.teams.replies import ReplySender
from bot.channels.teams.transport.errors import log_safe
from common.database import StoreError

logger = logging.getLogger(__name__)

# While the assistant cannot be asked: for about a minute.
ASK_AGAIN = dt.timedelta(seconds=3)
MOST_ATTEMPTS = 20


class StoredReplies:
    """The work of a TeamsWorker."""

    def __init__(self, inbox: TeamsInbox, replies: ReplySender) -> None:
        self._inbox, self._replies = inbox, replies

    async def do(self, claimed: ClaimedTask) -> None:
        """Reply, once; never raises. What the database did not note is done when the lease ends."""
        try:
            await self._reply(claimed)
        except StoreError as error:
            logger.error("an answer in Teams waits: %s", error)

    async def _reply(self, claimed: ClaimedTask) -> None:
        async def note_sent(count: int) -> bool:
            return await asyncio.to_thread(self._inbox.note_sent, claimed, count)

        try:
            await self._replies.reply(claimed, note_sent)
        except AssistantUnavailableError as error:
            if claimed.attempts < MOST_ATTEMPTS:
                await asyncio.to_thread(self._inbox.put_off, claimed, ASK_AGAIN)
                return
            await self._failed(claimed, error)
        except StoreError:
            raise
        except Exception as error:
            await self._failed(claimed, error)
        await asyncio.to_thread(self._inbox.finish, claimed)

    async def _failed(self, claimed: ClaimedTask, error: Exception) -> None:
        logger.error("a message from Teams was not answered: %s", log_safe(error))
        await self._replies.apologize(claimed.task)
