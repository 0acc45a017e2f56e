"""An error in few words for the log: what and where, never its message, which may quote a text."""

import traceback
from pathlib import Path

import httpx

from bot.channels.teams.credentials import NoTokenError


def describe(error: BaseException) -> str:
    """Such as `status 403`, `no token: invalid_client` or `KeyError (users.py:81)`."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"status {error.response.status_code}"
    if isinstance(error, NoTokenError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{place}"
