"""How soon an ended process is started again, and when that is given up."""

import time
from collections import deque
from collections.abc import Callable

MOST_ENDS = 5
WITHIN_S = 60.0
FIRST_WAIT_S = 0.25


class Restarts:
    """The ends of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: deque[float] = deque(maxlen=MOST_ENDS)

    def wait(self) -> float | None:
        """Note an end; seconds until the next start, twice as many each time. None: give up."""
        now = self._clock()
        self._ends.append(now)
        recent = sum(now - end < WITHIN_S for end in self._ends)
        return None if recent >= MOST_ENDS else FIRST_WAIT_S * 2.0 ** (recent - 1)
