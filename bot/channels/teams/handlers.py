"""What the bot does with each kind of activity that it takes."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from bot.channels.conversation_queue import ConversationQueue
from bot.channels.teams.ports import Ports
from bot.channels.teams.replies import InvokeDeadline, ReplySender, as_message
from bot.channels.teams.search.extension import answer_search
from bot.channels.teams.transport.activities import (
    CardClick,
    TeamsConversation,
    clicked,
    conversation_of,
    picked_text,
)
from bot.channels.teams.transport.errors import log_safe
from bot.channels.teams.transport.message_text import mentions_bot, words_of
from bot.channels.teams.transport.outbound import Context, say, say_unasked
from bot.channels.teams.transport.sdk import (
    ActivityContext,
    AdaptiveCardInvokeActivity,
    App,
    ConversationUpdateActivity,
    InstalledActivity,
    InvokeResponse,
    MessageActivity,
    MessageExtensionQueryInvokeActivity,
)
from bot.channels.teams.users import Users

logger = logging.getLogger(__name__)

# Without `Any` the SDK would validate what we answer with its own models, and change cards by that.
InvokeReply = InvokeResponse[Any]


class Handlers:
    """Handlers for the SDK's app. Whatever takes time goes into `queue`."""

    def __init__(
        self, ports: Ports, users: Users, queue: ConversationQueue, invoke_s: float
    ) -> None:
        """`invoke_s`: seconds after which an invoke is answered, work done or not."""
        self._ports = ports
        self._users = users
        self._queue = queue
        self._invoke_s = invoke_s
        self._replies = ReplySender(ports, users)

    def register(self, app: App) -> None:
        """Give each handler the activities that it is for."""
        app.on_message(self._on_message)
        app.on_card_action(self._on_card_action)
        app.on_message_ext_query(self._on_search)
        app.on_conversation_update(self._on_added)
        app.on_install_add(self._on_installed)

    async def _on_message(self, context: ActivityContext[MessageActivity]) -> InvokeReply | None:
        activity = context.activity
        conversation = self._conversation(context)
        click, picked = clicked(activity.value), picked_text(activity.value)
        is_click = bool(click or picked)
        if not is_click and conversation.is_shared and not mentions_bot(activity):
            return None
        if self._queue.is_full(conversation.sender):
            return InvokeReply(status=503)
        if click is None:
            text = picked or words_of(activity)
            job = partial(self._replies.reply_to_text, context, conversation, text)
        else:
            job = partial(self._replies.reply_to_submit, context, conversation, click)
        self._submit(conversation.sender, _name(context), partial(self._or_apology, context, job))
        return None

    async def _on_card_action(
        self, context: ActivityContext[AdaptiveCardInvokeActivity]
    ) -> InvokeReply:
        conversation = self._conversation(context)
        if self._queue.is_full(conversation.sender):
            return _as_reply(self._ports.words.busy)
        click = clicked(context.activity.value.action.data) or CardClick("", {})
        deadline = InvokeDeadline()
        job = partial(self._replies.reply_to_execute, context, conversation, click, deadline)
        task = self._submit(conversation.sender, _name(context), job)
        await asyncio.wait([task], timeout=self._invoke_s)
        if not task.done():
            deadline.is_over = True
            return _as_reply(self._ports.words.still_working)
        if task.cancelled() or task.exception():
            return _as_reply(self._ports.words.failed)
        answer = task.result()
        return InvokeReply(body=answer) if answer else _as_reply(self._ports.words.answered)

    async def _on_search(
        self, context: ActivityContext[MessageExtensionQueryInvokeActivity]
    ) -> InvokeReply:
        conversation = self._conversation(context)
        value = context.activity.value.model_dump(by_alias=True, exclude_none=True)
        audience = self._users.audience(conversation.user_id)
        return InvokeReply(body=await answer_search(self._ports, audience, conversation, value))

    async def _on_added(self, context: ActivityContext[ConversationUpdateActivity]) -> None:
        self._welcome(context)

    async def _on_installed(self, context: ActivityContext[InstalledActivity]) -> None:
        self._welcome(context)

    def _welcome(self, context: Context) -> None:
        """Welcome those to whom the bot was added, once, however often Teams says so."""
        chat = context.activity.conversation.id.partition(";")[0]
        words = self._ports.words
        is_shared = self._conversation(context).is_shared
        text = words.welcome_channel if is_shared else words.welcome
        job = partial(say_unasked, context, text)
        self._submit(chat, f"welcome {chat}", job)

    def _conversation(self, context: Context) -> TeamsConversation:
        return conversation_of(context.activity, self._users.tenant_id, self._ports.sender_of)

    def _submit[T](
        self, key: str, name: str, job: Callable[[], Awaitable[T]]
    ) -> asyncio.Task[T | None]:
        """Put a job into the queue; what was handled under that name before is not done again."""
        task = self._queue.submit(key, partial(self._once, name, job))
        task.add_done_callback(_log_failure)
        return task

    async def _or_apology(self, context: Context, job: Callable[[], Awaitable[None]]) -> None:
        try:
            await job()
        except Exception:
            await say(context, self._ports.words.failed)
            raise

    async def _once[T](self, name: str, job: Callable[[], Awaitable[T]]) -> T | None:
        key = f"teams:{hashlib.sha256(name.encode()).hexdigest()}"
        try:
            is_first = await self._ports.seen.first(key)
        except Exception as error:  # answering twice is better than not at all
            logger.error("cannot tell what was answered before: %s", log_safe(error))
            is_first = True
        return await job() if is_first else None


def _as_reply(text: str) -> InvokeReply:
    return InvokeReply(body=as_message(text))


def _name(context: Context) -> str:
    return f"{context.activity.conversation.id} {context.activity.id}"


def _log_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()):
        logger.error("a message from Teams was not answered: %s", log_safe(error))
