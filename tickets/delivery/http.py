"""What adapters that speak HTTP share: reading answers, waiting as told, cutting to a length."""

from typing import Any

import httpx

from common.retry_after import retry_after

LONGEST_WAIT_S = 86_400.0


def is_temporary(status: int) -> bool:
    """Whether the same request may succeed later."""
    return status in (408, 429) or status >= 500


def wait_of(response: httpx.Response) -> float | None:
    """Seconds until the server wants to be asked again, at most a day."""
    seconds = retry_after(response.headers.get("Retry-After", ""))
    return None if seconds is None else min(seconds, LONGEST_WAIT_S)


def json_of(response: httpx.Response) -> Any:
    """What an answer says; None for a page."""
    try:
        return response.json()
    except ValueError:
        return None


def cut(value: str, longest: int, rest: str) -> str:
    """The value, or its beginning and `rest`, which says that it goes on."""
    return value if len(value) <= longest else value[: longest - len(rest)] + rest
