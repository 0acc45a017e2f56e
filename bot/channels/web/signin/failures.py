"""Why a sign-in failed: four kinds for the user, a reason without personal data for the log."""

import re
from typing import Any, Literal

from authlib.integrations.starlette_client import OAuthError
from joserfc.errors import JoseError

Kind = Literal["declined", "stale", "refused", "unavailable"]

KINDS: dict[str, Kind] = {
    "access_denied": "declined",
    "invalid_grant": "stale",
    "mismatching_state": "stale",
    "server_error": "unavailable",
    "temporarily_unavailable": "unavailable",
}
CODE = re.compile(r"[a-z_]{1,40}")
ENTRA_CODE = re.compile(r"\bAADSTS[0-9]{1,10}\b")


class SignInError(Exception):
    """Nobody was signed in; the message is for the log."""

    def __init__(self, kind: Kind, reason: str) -> None:
        super().__init__(reason)
        self.kind: Kind = kind


def provider_error(code: object, description: object) -> SignInError:
    """An error that the provider reports: its code and Entra's number, none of its words."""
    name = code if isinstance(code, str) and CODE.fullmatch(code) else "unknown error"
    number = ENTRA_CODE.search(description) if isinstance(description, str) else None
    reason = f"the provider says {name}{f' ({number[0]})' if number else ''}"
    return SignInError(KINDS.get(name, "refused"), reason)


def token_error(error: Exception) -> SignInError:
    """What was wrong with the provider's answer or its token."""
    if isinstance(error, OAuthError):
        return provider_error(error.error, error.description)
    claim: Any = getattr(error, "claim", None) if isinstance(error, JoseError) else None
    about = f" {claim}" if isinstance(claim, str) and CODE.fullmatch(claim) else ""
    return SignInError("refused", f"the ID token was refused: {type(error).__name__}{about}")
