"""Tells all open pages of a conversation what happens in it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.channels.web.chat.rendering import RenderedMessage

# A page that reads more slowly loses its connection, and asks again from what it had last.
LONGEST_BACKLOG = 100


@dataclass(frozen=True)
class TypingEvent:
    """The assistant is at work."""


ChatEvent = RenderedMessage | TypingEvent | None  # None: the backlog was lost


class Broadcaster:
    """The subscriptions of this process, by conversation."""

    def __init__(self) -> None:
        self._queues: dict[str, set[asyncio.Queue[ChatEvent]]] = {}

    @contextmanager
    def subscription(self, conversation: str) -> Iterator[asyncio.Queue[ChatEvent]]:
        """Everything that happens from now on."""
        queue: asyncio.Queue[ChatEvent] = asyncio.Queue(LONGEST_BACKLOG)
        self._queues.setdefault(conversation, set()).add(queue)
        try:
            yield queue
        finally:
            self._queues[conversation].discard(queue)
            if not self._queues[conversation]:
                del self._queues[conversation]

    def count(self, conversation: str) -> int:
        """How many pages of the conversation are open."""
        return len(self._queues.get(conversation, ()))

    def conversations(self) -> list[str]:
        """Those that have open pages."""
        return list(self._queues)

    def publish(self, conversation: str, event: RenderedMessage | TypingEvent) -> None:
        """Tell all pages; never waits for one."""
        for queue in self._queues.get(conversation, ()):
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(None)
            else:
                queue.put_nowait(event)
