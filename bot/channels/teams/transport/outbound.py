"""Sends to Teams: the typing sign, answers, our own words. A failure is a line in the log."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from bot.channels.teams.transport.backoff import at_most_once, once
from bot.channels.teams.transport.errors import log_safe
from bot.channels.teams.transport.sdk import (
    Account,
    ActivityBase,
    ActivityContext,
    App,
    ConversationAccount,
    MessageActivityInput,
    TypingActivityInput,
    to_threaded_conversation_id,
)

logger = logging.getLogger(__name__)

TYPING_S = 2.0

Context = ActivityContext[Any]


async def show_typing(context: Context) -> None:
    """Show that an answer is coming. A failure doesn't matter."""
    try:
        async with asyncio.timeout(TYPING_S):
            await context.send(TypingActivityInput(), _place(context))
    except Exception as error:  # the answer is what matters
        logger.info("typing was not shown in Teams: %s", log_safe(error))


async def say(context: Context, text: str) -> None:
    """Send words of our own."""
    await send(context, plain(text))


async def say_unasked(context: Context, text: str) -> None:
    """Send words that nobody asked for: better not at all than twice."""
    with at_most_once():
        await say(context, text)


async def send_to(
    app: App, service_url: str, conversation: str, message: Mapping[str, Any]
) -> None:
    """Send a message that nobody asked for, once. Raises what Microsoft's answer was."""
    activity = MessageActivityInput.model_validate(message)
    # The SDK's own `send` gives the bot's id without the prefix by which Teams knows it.
    activity.from_ = Account(id=f"28:{app.id}")
    activity.conversation = ConversationAccount(id=conversation)
    with once():
        api = app.api.clone(service_url=service_url)
        await api.conversations.create_activity(conversation, activity)


def place_of(context: Context) -> tuple[str, str]:
    """Where answers to an activity go: the service's URL and the conversation, with its thread."""
    place = _place(context)
    return str(place.service_url), str(place.conversation.id)


def plain(text: str) -> dict[str, Any]:
    """A message of words alone."""
    return {"type": "message", "text": text, "textFormat": "plain"}


async def send(context: Context, message: Mapping[str, Any]) -> None:
    """Send a message (Bot Framework's JSON) to where the activity came from: in a channel, to its
    thread.
    """
    try:
        activity = MessageActivityInput.model_validate(message)
        await context.send(activity, _place(context))
    except Exception as error:  # the next one may pass
        logger.error("an answer was not delivered to Teams: %s", log_safe(error))


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
