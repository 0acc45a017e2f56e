"""Answers what waits in the inbox: in order within a conversation, conversations side by side."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.channels.teams.inbox import ClaimedTask, TeamsInbox
from bot.channels.teams.transport.errors import log_safe
from common.database import StoreError

logger = logging.getLogger(__name__)

# How often a web app says during a lease that it is still there.
RENEWALS = 4
AT_ONCE = 32
# How often it is looked for what other web apps have left behind.
POLL_S = 1.0
CLOSE_S = 20.0

Work = Callable[[ClaimedTask], Awaitable[None]]


class TeamsWorker:
    """Takes tasks one after another and gives each to `work`, which does not raise."""

    def __init__(self, inbox: TeamsInbox, work: Work) -> None:
        self._inbox, self._work = inbox, work
        self._tasks: set[asyncio.Task[None]] = set()
        self._news, self._leaving = asyncio.Event(), False
        self._loop: asyncio.Task[None] | None = None
        self._is_away = False

    async def start(self) -> None:
        """Begin to look for work."""
        self._loop = asyncio.create_task(self._run())

    def wake(self) -> None:
        """There is something to do."""
        self._news.set()

    async def close(self, within: float = CLOSE_S) -> int:
        """Answer what waits, for some seconds; how many were broken off.

        What is not answered then, another web app answers, or this one when it is back.
        """
        self._leaving = True
        self.wake()
        if self._loop is None:
            return 0
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._loop), within)
        late = [task for task in (self._loop, *self._tasks) if not task.done()]
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
        return len([task for task in late if task is not self._loop])

    async def _run(self) -> None:
        while True:
            self._news.clear()
            while len(self._tasks) < AT_ONCE and (claimed := await self._claim()):
                task = asyncio.create_task(self._do(claimed))
                self._tasks.add(task)
                task.add_done_callback(self._forget)
            if self._leaving and not self._tasks:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), POLL_S)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.wake()  # the next one of its conversation may begin

    async def _claim(self) -> ClaimedTask | None:
        try:
            claimed = await asyncio.to_thread(self._inbox.claim)
        except StoreError as error:
            if not self._is_away:  # once, not every second
                logger.error("%s", error)
            self._is_away = True
            return None
        self._is_away = False
        return claimed

    async def _do(self, claimed: ClaimedTask) -> None:
        renewing = asyncio.create_task(self._renew(claimed))
        try:
            await self._work(claimed)
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing

    async def _renew(self, claimed: ClaimedTask) -> None:
        while True:
            await asyncio.sleep(self._inbox.lease.total_seconds() / RENEWALS)
            try:
                await asyncio.to_thread(self._inbox.renew, claimed)
            except StoreError as error:
                logger.warning("a lease was not renewed: %s", log_safe(error))
