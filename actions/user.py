"""Who asks: what the web app said of the user, and whether people may be named to them."""

from dataclasses import dataclass
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.reply import Audience

# Everybody in a channel reads the answer, whoever asked.
OPEN_CHANNELS = frozenset({"teams-channel"})
# The web page has a sign-in; the terminal has none, and in Teams everybody is signed in.
SIGN_IN_CHANNEL = "web"
ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class User:
    """The user of a message; without `id` nobody has signed in.

    `visitor`: who writes anonymously, the same in one conversation after another.
    """

    id: str | None
    name: str = ""
    email: str = ""
    agency: str = ""
    channel: str = ""
    # A keyed hash of the network address; empty where it says nothing, as in Teams.
    origin: str = ""
    is_service_desk: bool = False
    visitor: str = ""

    @property
    def is_overheard(self) -> bool:
        """Whether others read the answer, too."""
        return self.channel in OPEN_CHANNELS

    @property
    def can_sign_in(self) -> bool:
        """Whether there is a sign-in where the user writes."""
        return self.channel == SIGN_IN_CHANNEL and self.id is None

    def may_see_people(self, *, public: bool) -> bool:
        """Whether names and addresses of the registry may be shown.

        An agent may see them without a name of his or her own: only our front ends say who is one.
        """
        is_known = self.id is not None or self.is_service_desk
        return not self.is_overheard and (public or is_known)

    def is_person(self, email: str | None) -> bool:
        """Whether the address is the user's own."""
        mine = self.email.casefold()
        return bool(mine) and (email or "").casefold() == mine


def user_of(tracker: Tracker) -> User:
    """The user as the metadata of the latest message has it (docs/contract.md)."""
    metadata: dict[str, Any] = tracker.latest_message.get("metadata") or {}
    known: dict[str, Any] = metadata.get("user") or {}
    return User(
        id=str(known["id"]) if known.get("id") else None,
        name=str(known.get("name") or ""),
        email=str(known.get("email") or ""),
        agency=str(known.get("agency") or ""),
        channel=str(metadata.get("channel") or ""),
        origin=str(metadata.get("origin") or ""),
        is_service_desk=metadata.get("audience") == Audience.AGENT,
        visitor=str(metadata.get("visitor") or ""),
    )
