"""Jobs in the background: those of one conversation run in order, one at a time."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from common.telemetry.stages import Stage

CLOSE_S = 20.0


class ConversationQueue:
    """Jobs by conversation. Conversations run side by side."""

    def __init__(self, longest: int, most: int | None = None) -> None:
        """`longest`: jobs of one conversation; `most`: jobs of all. Both count waiting ones."""
        self._longest = longest
        self._most = most
        self._tasks: set[asyncio.Task[Any]] = set()
        self._locks: dict[str, asyncio.Lock] = {}
        self._counts: Counter[str] = Counter()
        self._is_closed = False

    def is_full(self, key: str) -> bool:
        """Whether another job of that conversation should be refused now."""
        return (
            self._is_closed
            or self._counts[key] >= self._longest
            or (self._most is not None and self._counts.total() >= self._most)
        )

    def submit[T](
        self, key: str, job: Callable[[], Awaitable[T]], within: float | None = None
    ) -> asyncio.Task[T]:
        """Run a job after the earlier ones of its conversation.

        `within`: seconds that it may wait for its turn; the task raises TimeoutError after that.
        """
        lock = self._locks.setdefault(key, asyncio.Lock())
        task = asyncio.get_running_loop().create_task(_run_in_turn(lock, job, within))
        self._tasks.add(task)
        self._counts[key] += 1
        task.add_done_callback(partial(self._forget, key))
        return task

    async def close(self, within: float = CLOSE_S) -> int:
        """Take no more jobs and wait for the rest; cancel and count those that take too long."""
        self._is_closed = True
        if not self._tasks:
            return 0
        _, late = await asyncio.wait(self._tasks, timeout=within)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
        return len(late)

    def _forget(self, key: str, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._counts[key] -= 1
        if not self._counts[key]:
            del self._counts[key], self._locks[key]


async def _run_in_turn[T](
    lock: asyncio.Lock, job: Callable[[], Awaitable[T]], within: float | None
) -> T:
    # A lock wakes those who wait for it in order.
    with Stage("turn_wait"):
        await asyncio.wait_for(lock.acquire(), within)
    try:
        return await job()
    finally:
        lock.release()
