"""What goes wrong between Teams and us, and how to log it without quoting anybody."""

import traceback
from pathlib import Path

import httpx


class ActivityRefusedError(Exception):
    """A request that is not answered: an HTTP status and a code for the sender.

    The message is for our log, so it has neither the token nor any text.
    """

    def __init__(self, status: int, code: str, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.code = code


class KeysUnavailableError(Exception):
    """There are no usable signing keys, and none can be fetched."""


class UntrustedServiceError(Exception):
    """A chat whose service is not among TEAMS_SERVICE_HOSTS any more: our token is not for it."""


class NoTokenError(Exception):
    """Entra gave no token; `is_passing`: it may give one in a moment."""

    def __init__(self, code: str, *, is_passing: bool) -> None:
        """`code`: Entra's own word, such as invalid_client."""
        super().__init__(f"no token: {code}")
        self.is_passing = is_passing


def log_safe(error: BaseException) -> str:
    """What happened and where, without the error's message: that may quote a user.

    Such as `status 403`, `no token: invalid_client` or `KeyError (users.py:81)`.
    """
    if isinstance(error, httpx.HTTPStatusError):
        return f"status {error.response.status_code}"
    if isinstance(error, NoTokenError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{place}"
