"""What the session cookie remembers of a signed-in user, and until when it counts."""

import time
from collections.abc import MutableMapping
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from bot.channels.assistant import Audience, SignedIn
from bot.front.signin.settings import SignInSettings

USER = "user"
SKEW_S = 60  # by which another machine's clock may be ahead


class SessionUser(BaseModel):
    """A user as the cookie has it; short, for a browser keeps 4 KB. `at`: Unix time of sign-in."""

    id: Annotated[str, Field(min_length=1, max_length=255)]
    name: Annotated[str, Field(max_length=200)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    agency: Annotated[str, Field(max_length=200)] = ""
    audience: Audience = "employee"
    at: int


def remember(session: MutableMapping[str, Any], user: SessionUser) -> None:
    """Sign the user in."""
    session[USER] = user.model_dump()


def signed_in(
    session: MutableMapping[str, Any], settings: SignInSettings
) -> tuple[SignedIn | None, Audience]:
    """Who the session's user is and which audience they belong to; nobody when it is over.

    A sign-in that is over, or from before sign-in was turned off, is forgotten.
    """
    if USER not in session:
        return None, "employee"
    user = _in_force(session[USER], settings)
    if user is None:
        del session[USER]
        return None, "employee"
    return SignedIn(user.id, user.name, user.email, user.agency), user.audience


def _in_force(remembered: object, settings: SignInSettings) -> SessionUser | None:
    try:
        user = SessionUser.model_validate(remembered)
    except ValidationError:  # of another version
        return None
    age = time.time() - user.at
    in_force = settings.enabled and -SKEW_S <= age < settings.session_hours * 3_600
    return user if in_force else None
