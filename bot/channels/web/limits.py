"""How much one conversation and one address may ask, and how much is worked on at once."""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from bot.channels.web.errors import ApiError
from bot.channels.web.rates import Rate

SLOWER = "That was a lot at once. Wait {seconds} seconds, then go on."
IPV6_PREFIX = 64  # whoever has one address of such a network has all of them
ONE_BY_ONE = "Your earlier messages are still being answered. Wait for them, then go on."


@dataclass(frozen=True)
class Limits:
    """Rates in the words of the library `limits`: "20/minute"; `waiting`: of one conversation."""

    conversation: str = "30/minute"
    address: str = "600/minute"
    waiting: int = 3


class RateLimits:
    """Counts requests of this process."""

    def __init__(self, limits: Limits) -> None:
        self._conversation, self._address = Rate(limits.conversation), Rate(limits.address)
        self._open, self._unsigned = Rate(limits.address), Rate(limits.address)

    async def count(self, conversation: str, address: str) -> None:
        """One more request. Raises ApiError 429 when there were too many."""
        _refuse_for(self._conversation.hit(conversation))
        await self.count_address(address)

    async def count_address(self, address: str) -> None:
        """One more request that belongs to no conversation yet."""
        _refuse_for(self._address.hit(network_of(address)))

    async def count_open(self, address: str) -> None:
        """One more request of the kind that anybody may make: a page, or whether all is well."""
        _refuse_for(self._open.hit(network_of(address)))

    async def count_unsigned(self, address: str) -> None:
        """One more request that came without a signature of who should send it; never refused."""
        self._unsigned.hit(network_of(address))

    async def require_signed(self, address: str) -> None:
        """Raise ApiError 429 when too many requests of this address came without a signature."""
        _refuse_for(self._unsigned.wait(network_of(address)))


def _refuse_for(wait: float) -> None:
    if wait:
        seconds = max(1, math.ceil(wait))
        raise ApiError(429, "rate_limited", SLOWER.format(seconds=seconds), retry_after=seconds)


def network_of(address: str) -> str:
    """What counts as one address; what is none, as the name of a socket, counts as it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found.packed, IPV6_PREFIX), strict=False))


class Queues:
    """One request of a conversation after another, and only a few waiting."""

    def __init__(self, waiting: int) -> None:
        self._waiting = waiting
        self._counts: Counter[str] = Counter()
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, conversation: str, within: float) -> AsyncIterator[None]:
        """Wait for this conversation's turn, so many seconds at most.

        Raises ApiError 429 when too many wait already, or when it does not come in time.
        """
        if self._counts[conversation] > self._waiting:
            raise ApiError(429, "busy", ONE_BY_ONE, retry_after=2)
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        self._counts[conversation] += 1
        try:
            try:
                await asyncio.wait_for(lock.acquire(), within)
            except TimeoutError as error:
                raise ApiError(429, "busy", ONE_BY_ONE, retry_after=5) from error
            try:
                yield
            finally:
                lock.release()
        finally:
            self._counts[conversation] -= 1
            if not self._counts[conversation]:
                del self._counts[conversation], self._locks[conversation]
