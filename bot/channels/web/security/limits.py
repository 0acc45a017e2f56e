"""Rate limits of conversations and addresses, and the number of open event streams."""

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from limits import parse

from bot.channels.web.api.errors import ApiError

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


class SlidingWindow:
    """At most so many in any window, by name; `rate` as the library `limits` writes it: 20/minute.

    The library's own storage counts by the time of day: after the clock was set back it would
    refuse for as long.
    """

    def __init__(self, rate: str, clock: Callable[[], float] = time.monotonic) -> None:
        item = parse(rate)
        self._most, self._window, self._clock = item.amount, float(item.get_expiry()), clock
        self._times: dict[str, deque[float]] = {}
        self._swept = clock()

    def hit(self, name: str) -> float:
        """Seconds to wait; zero, and it is counted, when there is room for one more."""
        self._sweep(self._clock())
        if wait := self.wait(name):
            return wait
        self._times.setdefault(name, deque(maxlen=self._most)).append(self._clock())
        return 0.0

    def wait(self, name: str) -> float:
        """Seconds until there is room for one more, which is not counted."""
        times = self._times.get(name)
        if times is None or len(times) < self._most:
            return 0.0
        return max(0.0, times[0] + self._window - self._clock())

    def _sweep(self, now: float) -> None:
        """Forget, once in a window, the names that were not counted in it."""
        if now - self._swept < self._window:
            return
        self._swept = now
        for name in [
            name for name, times in self._times.items() if times[-1] <= now - self._window
        ]:
            del self._times[name]


class RateLimits:
    """Counts the requests of this process."""

    def __init__(self, limits: Limits) -> None:
        self._conversation, self._address = (
            SlidingWindow(limits.conversation),
            SlidingWindow(limits.address),
        )
        self._open, self._unsigned = SlidingWindow(limits.address), SlidingWindow(limits.address)

    async def count(self, conversation: str, address: str) -> None:
        """One more request. Raises ApiError 429 when there were too many."""
        _refuse_for(self._conversation.hit(conversation))
        await self.count_address(address)

    async def count_address(self, address: str) -> None:
        """One more request that belongs to no conversation yet."""
        _refuse_for(self._address.hit(network_of(address)))

    async def count_open(self, address: str) -> None:
        """One more request of the kind that anybody may make: for a page, or for the health."""
        _refuse_for(self._open.hit(network_of(address)))

    async def count_unsigned(self, address: str) -> None:
        """One more request without the signature it should have; never refused here."""
        self._unsigned.hit(network_of(address))

    async def require_signed(self, address: str) -> None:
        """Raise ApiError 429 when too many requests of this address came without a signature."""
        _refuse_for(self._unsigned.wait(network_of(address)))


def _refuse_for(wait: float) -> None:
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
