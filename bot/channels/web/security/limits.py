"""Rate limits of conversations and addresses, and the number of open event streams."""

import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from bot.channels.web.api.errors import ApiError
from bot.channels.web.security.rate_windows import RateWindows

IPV6_PREFIX = 64  # a client has a whole network of this size
STREAM_RETRY_S = 30


@dataclass(frozen=True)
class Limits:
    """Rates as the library `limits` writes them: "20/minute"; `waiting`: of one conversation."""

    conversation: str = "30/minute"
    address: str = "600/minute"
    waiting: int = 3


@dataclass(frozen=True)
class StreamLimits:
    """Event streams that may be open at once: of one address, and in all."""

    address: int = 100
    total: int = 1_500


class RateLimits:
    """Counts requests, of this web app or, where the storage is shared, of all of them."""

    def __init__(self, limits: Limits, windows: RateWindows | None = None) -> None:
        window = (windows or RateWindows()).of
        self._conversation = window("conversation", limits.conversation)
        self._address = window("address", limits.address)
        self._open = window("open", limits.address)
        self._unsigned = window("unsigned", limits.address)

    async def count(self, conversation: str, address: str) -> None:
        """One more request. Raises ApiError 429 when there were too many."""
        refuse_for(await self._conversation.hit(conversation))
        await self.count_address(address)

    async def count_address(self, address: str) -> None:
        """One more request that belongs to no conversation yet."""
        refuse_for(await self._address.hit(network_of(address)))

    async def count_open(self, address: str) -> None:
        """One more request of the kind that anybody may make: for a page, or for the health."""
        refuse_for(await self._open.hit(network_of(address)))

    async def count_unsigned(self, address: str) -> None:
        """One more request without the signature it should have; never refused here."""
        await self._unsigned.hit(network_of(address))

    async def require_signed(self, address: str) -> None:
        """Raise ApiError 429 when too many requests of this address came without a signature."""
        refuse_for(await self._unsigned.wait(network_of(address)))


def refuse_for(wait: float) -> None:
    """Raise ApiError 429 where there are seconds to wait."""
    if wait:
        seconds = max(1, math.ceil(wait))
        raise ApiError("rate_limited", seconds, {"seconds": seconds})


def network_of(address: str) -> str:
    """What counts as one client: an IPv4 address, or an IPv6 network; other names as they are."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found.packed, IPV6_PREFIX), strict=False))


class OpenStreams:
    """Counts the event streams of this process: each holds a connection while its page is open."""

    def __init__(self, limits: StreamLimits) -> None:
        self._limits = limits
        self._open: Counter[str] = Counter()

    def require_room(self, address: str) -> None:
        """Raise ApiError 503 when this address, or all together, have too many."""
        network = network_of(address)
        is_full = self._open.total() >= self._limits.total
        if is_full or self._open[network] >= self._limits.address:
            raise ApiError("streams_full", STREAM_RETRY_S)

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """One more stream. Raises ApiError 503 when there is no room."""
        self.require_room(address)
        network = network_of(address)
        self._open[network] += 1
        try:
            yield
        finally:
            self._open[network] -= 1
            if not self._open[network]:
                del self._open[network]
