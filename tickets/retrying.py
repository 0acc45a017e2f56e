"""How long to wait before something is tried again."""

import random

FIRST_WAIT_S = 10.0
LONGEST_WAIT_S = 3600.0


def wait(attempts: int, retry_after: float | None) -> float:
    """Seconds until the next attempt: doubling, with jitter, never before the receiver allows."""
    # What is tried for days must not overflow.
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(attempts - 1, 30))
    own = random.uniform(longest / 2, longest)  # noqa: S311  (spreads retries, hides nothing)
    return max(own, retry_after or 0.0)
