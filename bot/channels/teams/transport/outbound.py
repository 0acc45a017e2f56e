"""Sends to Teams: the typing sign, answers, our own words. A failure is a line in the log."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from bot.channels.teams.transport.backoff import at_most_once, once
from bot.channels.teams.transport.errors import log_safe
from bot.channels.teams.transport.origin import ActivityOrigin
from bot.channels.teams.transport.sdk import (
    Account,
    ActivityBase,
    ActivityContext,
    ApiClient,
    App,
    ConversationAccount,
    MessageActivityInput,
    TypingActivityInput,
    to_threaded_conversation_id,
)

logger = logging.getLogger(__name__)

TYPING_S = 2.0

Context = ActivityContext[Any]


def origin_of(context: Context) -> ActivityOrigin:
    """The origin of the activity at hand."""
    place = _place(context)
    user = context.activity.from_.id
    return ActivityOrigin(str(place.service_url), str(place.conversation.id), user)


def plain(text: str) -> dict[str, Any]:
    """A message of words alone."""
    return {"type": "message", "text": text, "textFormat": "plain"}


class TeamsSender:
    """Sends in the bot's name to wherever an activity came from."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def show_typing(self, origin: ActivityOrigin) -> None:
        """Show that an answer is coming. A failure doesn't matter."""
        try:
            async with asyncio.timeout(TYPING_S):
                await self._create(origin.service_url, origin.conversation, TypingActivityInput())
        except Exception as error:  # the answer is what matters
            logger.info("typing was not shown in Teams: %s", log_safe(error))

    async def send(self, origin: ActivityOrigin, message: Mapping[str, Any]) -> None:
        """Send a message (Bot Framework's JSON); in a channel, to the thread."""
        try:
            activity = MessageActivityInput.model_validate(message)
            await self._create(origin.service_url, origin.conversation, activity)
        except Exception as error:  # the next one may pass
            logger.error("an answer was not delivered to Teams: %s", log_safe(error))

    async def say(self, origin: ActivityOrigin, text: str) -> None:
        """Send words of our own."""
        await self.send(origin, plain(text))

    async def say_unasked(self, origin: ActivityOrigin, text: str) -> None:
        """Send words that nobody asked for: better not at all than twice."""
        with at_most_once():
            await self.say(origin, text)

    async def send_once(
        self, service_url: str, conversation: str, message: Mapping[str, Any]
    ) -> None:
        """Send a message that nobody asked for, once. Raises what Microsoft's answer was."""
        with once():
            await self._create(
                service_url, conversation, MessageActivityInput.model_validate(message)
            )

    async def member(self, origin: ActivityOrigin) -> tuple[str, str]:
        """The name and the account of who wrote. Raises what Microsoft's answer was."""
        # The roster is the channel's, not the thread's.
        conversation = origin.conversation.partition(";")[0]
        api = self._api(origin.service_url)
        member = await api.conversations.get_member_by_id(conversation, origin.user)
        return member.name or "", member.user_principal_name or ""

    async def _create(
        self,
        service_url: str,
        conversation: str,
        activity: MessageActivityInput | TypingActivityInput,
    ) -> None:
        # The SDK's own `send` gives the bot's id without the prefix by which Teams knows it.
        activity.from_ = Account(id=f"28:{self._app.id}")
        activity.conversation = ConversationAccount(id=conversation)
        await self._api(service_url).conversations.create_activity(conversation, activity)

    def _api(self, service_url: str) -> ApiClient:
        return self._app.api.clone(service_url=service_url)


def _place(context: Context) -> Any:
    activity: ActivityBase = context.activity
    place = context.conversation_ref.model_copy(deep=True)
    # An installation has no thread yet.
    if activity.type in ("message", "invoke") and _is_unthreaded(activity):
        root = activity.reply_to_id or activity.id
        if root.isdecimal():
            place.conversation.id = to_threaded_conversation_id(place.conversation.id, root)
    return place


def _is_unthreaded(activity: ActivityBase) -> bool:
    conversation = activity.conversation
    return conversation.conversation_type == "channel" and ";messageid=" not in conversation.id
