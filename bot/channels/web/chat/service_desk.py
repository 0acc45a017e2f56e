"""The Service Desk as the knowledge base has it now: its numbers, and the apology with them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import reduce

from bot.channels.answer import Answer
from common.database import StoreError
from faq_kb.answers import fallback_reply
from faq_kb.contract import FallbackReply
from faq_kb.store import CachedKnowledge

Phones = Callable[[], Awaitable[str]]
FRESH_S = 1.0
LOOKUP_S = 1.0


class ServiceDesk:
    """Whom to call instead; a changed number counts within a second.

    `apology`: the sentence with `{phones}` for when there is no answer. `either`: how the catalog
    offers the `{last}` of several numbers. Raises StoreError when the knowledge base cannot be
    read at the start; later, while it cannot, the numbers read last stay.
    """

    def __init__(
        self,
        knowledge: CachedKnowledge,
        apology: str,
        either: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._knowledge, self._apology, self._either = knowledge, apology, either
        self._clock = clock
        self._reply = self._read()
        self._until = clock() + FRESH_S

    async def reply(self) -> FallbackReply:
        """The contract's object for when nothing can be answered."""
        if self._clock() >= self._until:
            self._until = self._clock() + FRESH_S  # others need not look at the same time
            with suppress(StoreError, TimeoutError):
                async with asyncio.timeout(LOOKUP_S):
                    self._reply = await asyncio.to_thread(self._read)
        return self._reply

    async def phones(self) -> str:
        """The numbers to call, as people read them."""
        return reduce(self._join, (phone.number for phone in (await self.reply()).phones))

    async def apology(self) -> Answer:
        """What a user gets when there is no answer."""
        return Answer(self._apology.format(phones=await self.phones()), await self.reply())

    def _join(self, others: str, last: str) -> str:
        return self._either.format(others=others, last=last)

    def _read(self) -> FallbackReply:
        return fallback_reply(self._knowledge.current().directory, "unavailable")
