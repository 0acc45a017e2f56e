"""The signed-in user in a session; sessions/store.py says for how long."""

from collections.abc import MutableMapping
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from bot.channels.assistant import Audience, SignedInUser
from bot.channels.web.sessions.store import AGENT, USER
from bot.channels.web.signin.settings import SignInSettings


class SessionUser(BaseModel):
    """A user as the identity provider named them."""

    id: Annotated[str, Field(min_length=1, max_length=255)]
    name: Annotated[str, Field(max_length=200)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    agency: Annotated[str, Field(max_length=200)] = ""
    audience: Audience = "employee"


def remember(session: MutableMapping[str, Any], user: SessionUser) -> None:
    """Sign the user in, in the place of whoever the session was given to before."""
    session.pop(AGENT, None)
    session[USER] = user.model_dump()


def signed_in(
    session: MutableMapping[str, Any], settings: SignInSettings
) -> tuple[SignedInUser | None, Audience]:
    """Who the session's user is and which audience they belong to.

    A user of another version, or from before sign-in was turned off, is forgotten.
    """
    if USER not in session:
        return None, "employee"
    user = _in_force(session[USER], settings)
    if user is None:
        del session[USER]
        return None, "employee"
    return SignedInUser(user.id, user.name, user.email, user.agency), user.audience


def _in_force(remembered: object, settings: SignInSettings) -> SessionUser | None:
    try:
        user = SessionUser.model_validate(remembered)
    except ValidationError:  # of another version
        return None
    return user if settings.enabled else None
