"""Who asks: the person and the conversation of an activity, the person's address and agency."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.channels.addresses import trusted_address
from bot.channels.assistant import Audience, SignedIn
from bot.channels.teams.faults import describe
from bot.channels.teams.mapping import Table, agency_of, read_agencies, read_agents
from bot.channels.teams.sdk import ActivityBase, ActivityContext
from bot.channels.teams.settings import TeamsSettings

logger = logging.getLogger(__name__)

PERSONAL = "personal"
REMEMBER_S = 3600.0
MOST_REMEMBERED = 10_000
LOOKUP_S = 4.0
# The roster does not answer, or does not know the user.
ASK_AGAIN_S = 60.0


@dataclass(frozen=True)
class Talk:
    """One person in one conversation; `user_id`: object id in Entra, empty where Teams has none.

    `open_channel`: others read what is said there.
    """

    sender: str
    user_id: str
    user_name: str
    open_channel: bool

    @property
    def channel(self) -> str:
        """The channel as the contract names it."""
        return "teams-channel" if self.open_channel else "teams"


@dataclass(frozen=True)
class _Member:
    name: str
    email: str
    until: float


NOBODY = _Member(name="", email="", until=0.0)


def talk_of(
    activity: ActivityBase, tenant_id: str, sender_of: Callable[[str, str, str], str]
) -> Talk:
    """The talk that an activity belongs to: in a channel, each thread is a conversation."""
    user = activity.from_
    user_id = (user.aad_object_id or "").casefold()
    conversation = activity.conversation
    return Talk(
        sender=sender_of(tenant_id, conversation.id, user_id or user.id),
        user_id=user_id,
        user_name=user.name or "",
        open_channel=conversation.conversation_type != PERSONAL,
    )


class Users:
    """Knows users by Teams' roster and by the operator's tables."""

    def __init__(
        self, settings: TeamsSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Reads the tables. Raises TableError."""
        self.tenant_id = settings.tenant_id
        self._clock = clock
        self._agencies = Table(settings.agencies, read_agencies) if settings.agencies else None
        self._agents = frozenset(settings.agents)
        self._more = Table(settings.agents_file, read_agents) if settings.agents_file else None
        self._members: OrderedDict[str, _Member] = OrderedDict()

    def audience(self, user_id: str) -> Audience:
        """Service Desk agents are those that the operator lists."""
        listed = user_id in self._agents or (self._more and user_id in self._more.content)
        return "agent" if user_id and listed else "employee"

    async def signed_in(
        self, context: ActivityContext[ActivityBase], talk: Talk
    ) -> SignedIn | None:
        """The user with address and agency as far as known; None without an object id."""
        if not talk.user_id:
            return None
        member = await self._member(context, talk)
        agencies = self._agencies.content if self._agencies else {}
        return SignedIn(
            id=talk.user_id,
            name=member.name or talk.user_name,
            email=member.email,
            agency=agency_of(agencies, talk.user_id, member.email),
        )

    async def _member(self, context: ActivityContext[ActivityBase], talk: Talk) -> _Member:
        known = self._members.get(talk.user_id)
        if known and known.until > self._clock():
            return known
        try:
            async with asyncio.timeout(LOOKUP_S):
                name, email = await _lookup(context)
            member = _Member(name, email, until=self._clock() + REMEMBER_S)
        except Exception as error:  # whatever it is, the question is answered
            logger.warning("Teams does not say who a user is: %s", describe(error))
            member = replace(known or NOBODY, until=self._clock() + ASK_AGAIN_S)
        self._members[talk.user_id] = member
        self._members.move_to_end(talk.user_id)
        while len(self._members) > MOST_REMEMBERED:
            self._members.popitem(last=False)
        return member


async def _lookup(context: ActivityContext[ActivityBase]) -> tuple[str, str]:
    activity = context.activity
    # The roster is the channel's, not the thread's.
    conversation_id = activity.conversation.id.partition(";")[0]
    member = await context.api.conversations.get_member_by_id(conversation_id, activity.from_.id)
    # As on the web: who has a contact's address may do what the contact may, so the address is the
    # account's own name and not its mail attribute, which nobody vouches for.
    return member.name or "", trusted_address(member.user_principal_name)
