"""Counts what happens in the last seconds, by a clock that nobody sets."""

import time
from collections import deque
from collections.abc import Callable

from limits import parse


class Rate:
    """At most so many in any window, by name; `rate` as the library `limits` writes it: 20/minute.

    The library's own storage counts by the time of day: a clock that was set would refuse for as
    long as it was set back.
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
        """Forget, once in a window, those who have not come for as long."""
        if now - self._swept < self._window:
            return
        self._swept = now
        for name in [
            name for name, times in self._times.items() if times[-1] <= now - self._window
        ]:
            del self._times[name]
