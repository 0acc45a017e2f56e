"""How many event streams may be open: each holds a connection for as long as its page is open."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.channels.web.errors import ApiError
from bot.channels.web.limits import network_of

AGAIN_S = 30
FULL = "Too many pages are open at the moment. Messages are answered all the same."


@dataclass(frozen=True)
class StreamLimits:
    """Streams that may be open at once: of one address, and in all."""

    address: int = 100
    total: int = 1_500


class OpenStreams:
    """Counts the streams of this process while they are open."""

    def __init__(self, limits: StreamLimits) -> None:
        self._limits = limits
        self._open: Counter[str] = Counter()

    def require_room(self, address: str) -> None:
        """Raise ApiError 503 when this address, or everybody together, has too many."""
        network = network_of(address)
        is_full = self._open.total() >= self._limits.total
        if is_full or self._open[network] >= self._limits.address:
            raise ApiError(503, "busy", FULL, retry_after=AGAIN_S)

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
