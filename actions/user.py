"""Who asks: what the front door said of the user, and whether people may be named to them."""

from dataclasses import dataclass
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.reply import Audience

# Everybody in a channel reads the answer, whoever asked.
OPEN_CHANNELS = frozenset({"teams-channel"})
ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class User:
    """The user of a message; without `id` nobody has signed in."""

    id: str | None
    name: str = ""
    email: str = ""
    agency: str = ""
    channel: str = ""
    is_service_desk: bool = False

    def may_see_people(self, *, public: bool) -> bool:
        """Whether names and addresses of the registry may be shown."""
        return self.channel not in OPEN_CHANNELS and (public or self.id is not None)

    def is_person(self, email: str) -> bool:
        """Whether the address is the user's own."""
        return bool(email) and email.casefold() == self.email.casefold()


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
        is_service_desk=metadata.get("audience") == Audience.AGENT,
    )
