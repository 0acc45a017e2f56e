"""At most so many requests in any window of time: counted in the process, or in Redis for all."""

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError

from common.settings.values import MEMORY

logger = logging.getLogger(__name__)

# Users wait no longer for a storage that is away, and for so long nobody asks it again.
STORAGE_TIMEOUT_S = 0.5
ASK_AGAIN_S = 5.0
KEY_PREFIX = "helpdesk"


class RateWindow(Protocol):
    """At most so many in any window, by name."""

    async def hit(self, name: str) -> float:
        """Seconds to wait; zero, and it is counted, when there is room for one more."""
        ...

    async def wait(self, name: str) -> float:
        """Seconds until there is room for one more, which is not counted."""
        ...


class RateWindows:
    """Makes windows over one storage.

    `storage`: memory:// or redis://host:6379/0. `pseudonym`: what stands for a name there.
    """

    def __init__(
        self, storage: str = MEMORY, pseudonym: Callable[[str], str] = lambda name: name
    ) -> None:
        self._shared = None if storage == MEMORY else SharedStorage(storage)
        self._pseudonym = pseudonym

    def of(self, kind: str, rate: str) -> RateWindow:
        """Those of a kind; `rate` as the library `limits` writes it: 20/minute."""
        alone = SlidingWindow(rate)
        if self._shared is None:
            return alone
        return SharedWindow(
            self._shared, parse(rate), lambda name: (kind, self._pseudonym(name)), alone
        )

    async def close(self) -> None:
        """Close the connections."""
        if self._shared:
            await self._shared.close()


class SlidingWindow:
    """Counts in this process.

    The library's own storage in memory counts by the time of day: after the clock was set back it
    would refuse for as long.
    """

    def __init__(self, rate: str, clock: Callable[[], float] = time.monotonic) -> None:
        item = parse(rate)
        self._most, self._window, self._clock = item.amount, float(item.get_expiry()), clock
        self._times: dict[str, deque[float]] = {}
        self._swept = clock()

    async def hit(self, name: str) -> float:
        """Seconds to wait; zero, and it is counted, when there is room for one more."""
        self._sweep(self._clock())
        if wait := await self.wait(name):
            return wait
        self._times.setdefault(name, deque(maxlen=self._most)).append(self._clock())
        return 0.0

    async def wait(self, name: str) -> float:
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


class SharedStorage:
    """Redis, by the library's own storage, and whether it is worth asking now."""

    def __init__(self, url: str) -> None:
        self._storage = RedisStorage(
            f"async+{url}",
            wrap_exceptions=True,
            implementation="redispy",
            key_prefix=KEY_PREFIX,
            socket_timeout=STORAGE_TIMEOUT_S,
            socket_connect_timeout=STORAGE_TIMEOUT_S,
        )
        self.limiter = MovingWindowRateLimiter(self._storage)
        self._away_until = 0.0

    def is_away(self) -> bool:
        """Whether it did not answer a moment ago."""
        return time.monotonic() < self._away_until

    def failed(self, error: StorageError) -> None:
        """Leave it alone for some seconds, and say so once in that time."""
        if not self.is_away():
            logger.error(
                "LIMITS_STORAGE does not answer (%s): each web app counts by itself for now",
                type(error.storage_error).__name__,
            )
        self._away_until = time.monotonic() + ASK_AGAIN_S

    async def close(self) -> None:
        """Close the connections."""
        client: Any = self._storage.bridge
        await client.storage.aclose()


class SharedWindow:
    """Counts for all web apps; `alone` counts for this one while the storage is away."""

    def __init__(
        self,
        storage: SharedStorage,
        rate: RateLimitItem,
        key_of: Callable[[str], tuple[str, str]],
        alone: RateWindow,
    ) -> None:
        self._storage, self._rate, self._key_of, self._alone = storage, rate, key_of, alone

    async def hit(self, name: str) -> float:
        """Seconds to wait; zero, and it is counted, when there is room for one more."""
        if self._storage.is_away():
            return await self._alone.hit(name)
        try:
            if await self._storage.limiter.hit(self._rate, *self._key_of(name)):
                return 0.0
            return await self._seconds(name)
        except StorageError as error:
            self._storage.failed(error)
            return await self._alone.hit(name)

    async def wait(self, name: str) -> float:
        """Seconds until there is room for one more, which is not counted."""
        if self._storage.is_away():
            return await self._alone.wait(name)
        try:
            if await self._storage.limiter.test(self._rate, *self._key_of(name)):
                return 0.0
            return await self._seconds(name)
        except StorageError as error:
            self._storage.failed(error)
            return await self._alone.wait(name)

    async def _seconds(self, name: str) -> float:
        stats = await self._storage.limiter.get_window_stats(self._rate, *self._key_of(name))
        return max(stats.reset_time - time.time(), 1.0)
