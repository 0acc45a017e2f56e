"""Work in the background: one at a time and in order for each conversation, not without bound."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.teams.faults import describe

logger = logging.getLogger(__name__)

LONGEST_QUEUE = 8
MOST_AT_ONCE = 256
CLOSE_S = 20.0


class Work:
    """Jobs by conversation."""

    def __init__(self, longest: int = LONGEST_QUEUE, most: int = MOST_AT_ONCE) -> None:
        """`longest`: jobs of one conversation; `most`: of all, waiting ones included."""
        self._longest = longest
        self._most = most
        self._tasks: set[asyncio.Task[Any]] = set()
        self._last: dict[str, asyncio.Task[Any]] = {}
        self._count: Counter[str] = Counter()
        self._closed = False

    def is_full(self, key: str) -> bool:
        """Whether a job of that conversation should not be taken on now."""
        return (
            self._closed or self._count[key] >= self._longest or self._count.total() >= self._most
        )

    def submit[T](self, key: str, job: Callable[[], Awaitable[T]]) -> asyncio.Task[T]:
        """Begin it when those before it of the same conversation have ended."""
        task = asyncio.get_running_loop().create_task(_after(self._last.get(key), job))
        self._tasks.add(task)
        self._last[key] = task
        self._count[key] += 1
        task.add_done_callback(lambda done: self._ended(key, done))
        return task

    async def close(self, within: float = CLOSE_S) -> None:
        """Take nothing more, wait for what was begun; cancel it after so many seconds."""
        self._closed = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within)
            for task in late:
                task.cancel()
            if late:
                logger.warning("%d messages from Teams were not answered any more", len(late))
                await asyncio.wait(late)

    def _ended(self, key: str, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._count[key] -= 1
        if not self._count[key]:
            del self._count[key]
        if self._last.get(key) is task:
            del self._last[key]
        if not task.cancelled() and (error := task.exception()):
            logger.error("a message from Teams was not answered: %s", describe(error))


async def _after[T](earlier: asyncio.Task[Any] | None, job: Callable[[], Awaitable[T]]) -> T:
    if earlier:
        await asyncio.wait([earlier])
    return await job()
