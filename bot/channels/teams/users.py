"""Who a Teams user is: address and agency, and whether a Service Desk agent."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.channels.addresses import trusted_address
from bot.channels.assistant import Audience, SignedInUser
from bot.channels.teams.agents import TeamsAgents
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.transport.activities import TeamsConversation
from bot.channels.teams.transport.errors import log_safe
from bot.channels.teams.transport.origin import ActivityOrigin
from bot.channels.teams.transport.outbound import TeamsSender
from contacts.agency_table import AgencyTable

logger = logging.getLogger(__name__)

REMEMBER_S = 3600.0
MOST_REMEMBERED = 10_000
LOOKUP_S = 4.0
# When the roster didn't answer, or doesn't know the user.
ASK_AGAIN_S = 60.0


@dataclass(frozen=True)
class _Member:
    name: str
    email: str
    until: float


NOBODY = _Member(name="", email="", until=0.0)


class Users:
    """Knows users by the roster of Teams and by the operator's files."""

    def __init__(
        self,
        settings: TeamsSettings,
        agencies: AgencyTable | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Reads the file of agents. Raises SettingsError."""
        self.tenant_id = settings.tenant_id
        self._clock = clock
        self._agencies = agencies
        self._agents = TeamsAgents(settings)
        self._members: OrderedDict[str, _Member] = OrderedDict()

    def audience(self, user_id: str) -> Audience:
        """Agents are the users that the operator lists."""
        return "agent" if user_id in self._agents else "employee"

    async def signed_in(
        self, sender: TeamsSender, origin: ActivityOrigin, conversation: TeamsConversation
    ) -> SignedInUser | None:
        """The user with address and agency as far as known; None without an object id."""
        if not conversation.user_id:
            return None
        member = await self._member(sender, origin, conversation)
        agencies = self._agencies
        return SignedInUser(
            id=conversation.user_id,
            name=member.name or conversation.user_name,
            email=member.email,
            agency=agencies.agency_of([conversation.user_id], member.email) if agencies else "",
        )

    async def _member(
        self, sender: TeamsSender, origin: ActivityOrigin, conversation: TeamsConversation
    ) -> _Member:
        known = self._members.get(conversation.user_id)
        if known and known.until > self._clock():
            return known
        try:
            async with asyncio.timeout(LOOKUP_S):
                name, account = await sender.member(origin)
            # As on the web: who has a contact's address may do what the contact may, so the address
            # is the account's own name and not its mail attribute, which nobody vouches for.
            member = _Member(name, trusted_address(account), until=self._clock() + REMEMBER_S)
        except Exception as error:  # whatever it is, the question is answered
            logger.warning("Teams does not say who a user is: %s", log_safe(error))
            member = replace(known or NOBODY, until=self._clock() + ASK_AGAIN_S)
        self._members[conversation.user_id] = member
        self._members.move_to_end(conversation.user_id)
        while len(self._members) > MOST_REMEMBERED:
            self._members.popitem(last=False)
        return member
