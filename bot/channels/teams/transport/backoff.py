"""Sends again what Microsoft refuses for the moment: later each time, five times at most."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import httpx

from bot.channels.teams.transport.errors import NoTokenError
from bot.channels.teams.transport.send_counter import counted
from common.retry_after import retry_after

ATTEMPTS = 5
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
PASSING = frozenset({408, 412, 429})

NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

Send = Callable[[], Awaitable[httpx.Response]]


@contextmanager
def at_most_once() -> Iterator[None]:
    """Inside this block, nothing is sent again that may have arrived."""
    with _again_if(lambda error: is_passing(error) and not is_unclear(error)):
        yield


@contextmanager
def once() -> Iterator[None]:
    """Inside this block, nothing is sent again: whoever sends it knows when to."""
    with _again_if(lambda _: False):
        yield


@contextmanager
def _again_if(rule: Callable[[Exception], bool]) -> Iterator[None]:
    token = _rule.set(rule)
    try:
        yield
    finally:
        _rule.reset(token)


class Backoff:
    """Middleware for the SDK's HTTP client, which tries only once.

    When Microsoft's receipt is lost, an answer is sent twice. That is better than not at all. What
    nobody asked for is sent with `at_most_once`.
    """

    def __init__(
        self,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """`sleep` takes seconds; `jitter` picks a number between two."""
        self._sleep = sleep
        self._jitter = jitter

    async def send(self, context: object, next: Send) -> httpx.Response:  # noqa: A002 (the SDK's name)
        """Send, and raise what the last attempt raised."""
        for attempt in range(1, ATTEMPTS):
            try:
                return await counted(next)
            except (httpx.HTTPStatusError, httpx.TransportError, NoTokenError) as error:
                if not _rule.get()(error):
                    raise
                await self._sleep(self._wait(attempt, error))
        return await counted(next)

    def _wait(self, attempt: int, error: Exception) -> float:
        longest = min(FIRST_WAIT_S * 2**attempt, LONGEST_WAIT_S)
        asked = _asked_wait(error)
        if asked is None:
            return self._jitter(longest / 2, longest)
        # Not earlier than we were asked to, and not all at once.
        return min(asked, LONGEST_WAIT_S) + self._jitter(0, FIRST_WAIT_S)


def is_passing(error: Exception) -> bool:
    """Whether another attempt may succeed."""
    if isinstance(error, httpx.HTTPStatusError):
        status = error.response.status_code
        return status in PASSING or status >= httpx.codes.INTERNAL_SERVER_ERROR
    if isinstance(error, NoTokenError):
        return error.is_passing
    return isinstance(error, httpx.TransportError)


_rule: ContextVar[Callable[[Exception], bool]] = ContextVar("rule", default=is_passing)


def is_unclear(error: Exception) -> bool:
    """Whether the message may have arrived all the same."""
    if isinstance(error, httpx.HTTPStatusError):
        status = error.response.status_code
        return status == httpx.codes.REQUEST_TIMEOUT or status >= httpx.codes.INTERNAL_SERVER_ERROR
    return isinstance(error, httpx.TransportError) and not isinstance(error, NEVER_SENT)


def _asked_wait(error: Exception) -> float | None:
    """Seconds that the answer asks us to wait."""
    if isinstance(error, httpx.HTTPStatusError):
        return retry_after(error.response.headers.get("retry-after", ""))
    return None
