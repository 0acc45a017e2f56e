"""How many drafts a signed-in user has open, which the page says at the beginning."""

from dataclasses import dataclass

from bot.channels.assistant import SignedInUser
from tickets.draft import SIGNED_IN
from tickets.service import Tickets


@dataclass(frozen=True)
class OpenDrafts:
    """Who has not signed in may sit at a browser that many use: nothing is said of drafts there."""

    tickets: Tickets

    def count(self, user: SignedInUser | None) -> int:
        """The user's open drafts; 0 without a user. Raises StoreError."""
        return self.tickets.open_count(f"{SIGNED_IN}{user.id}") if user else 0
