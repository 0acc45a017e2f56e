"""Counts what is sent to Teams by what Microsoft answers: the status, or `failed` without one."""

from collections.abc import Awaitable, Callable

import httpx

from common.telemetry.metrics import TEAMS_SENDS


async def counted(send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """The response to one attempt. Raises what it raises."""
    try:
        response = await send()
    except httpx.HTTPStatusError as error:
        TEAMS_SENDS.add(str(error.response.status_code))
        raise
    except Exception:
        TEAMS_SENDS.add("failed")
        raise
    TEAMS_SENDS.add(str(response.status_code))
    return response
