"""Whether the assistant can answer: asks every part that it needs, now and then."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import httpx

CHECK_TIMEOUT_S = 2.0
KEPT_S = 1.0
START_INTERVAL_S = 0.1

Check = Callable[[], Awaitable[bool]]


class Health:
    """The parts by name, each with its check; the answer is kept for a while."""

    def __init__(
        self,
        checks: Mapping[str, Check],
        clock: Callable[[], float] = time.monotonic,
        kept_s: float = KEPT_S,
    ) -> None:
        self._checks = checks
        self._kept_s = kept_s
        self._clock = clock
        self._lock = asyncio.Lock()
        self._unavailable: list[str] = []
        self._until = float("-inf")

    async def unavailable(self) -> list[str]:
        """The names of the parts that do not answer; requests at the same time share one check."""
        async with self._lock:
            if self._clock() >= self._until:
                found = await asyncio.gather(*(check() for check in self._checks.values()))
                both = zip(self._checks, found, strict=True)
                self._unavailable = [name for name, is_there in both if not is_there]
                self._until = self._clock() + self._kept_s
            return self._unavailable


class HttpCheck:
    """Whether an address answers 200."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.AsyncClient(trust_env=False, timeout=CHECK_TIMEOUT_S)

    async def __call__(self) -> bool:
        """Send the request."""
        try:
            return (await self._http.get(self.url)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


async def wait_for(*checks: Check) -> None:
    """Return when every part is there; the supervisor knows how long that may take."""
    for check in checks:
        while not await check():  # noqa: ASYNC110  (it is another process's news)
            await asyncio.sleep(START_INTERVAL_S)
