"""What the bot does with each kind of activity that it takes."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.channels.conversation_queue import ConversationQueue
from bot.channels.teams.inbox import Arrival, TeamsTask
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
from bot.channels.teams.transport.outbound import Context, origin_of
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


@dataclass(frozen=True)
class HandlerQueues:
    """What Teams waits for; `invoke_s`: seconds after which it is answered, work done or not.

    `stored`: says that something was stored, which nobody waits for.
    """

    jobs: ConversationQueue
    invoke_s: float
    stored: Callable[[], None]


class Handlers:
    """Handlers for the SDK's app. Messages are stored; what needs an answer at once is queued."""

    def __init__(
        self, ports: Ports, users: Users, replies: ReplySender, queue: HandlerQueues
    ) -> None:
        self._ports = ports
        self._users = users
        self._replies = replies
        self._queue = queue

    def register(self, app: App) -> None:
        """Give each handler the activities that it is for."""
        app.on_message(self._on_message)
        app.on_card_action(self._on_card_action)
        app.on_message_ext_query(self._on_search)
        app.on_conversation_update(self._on_added)
        app.on_install_add(self._on_installed)

    async def _on_message(self, context: ActivityContext[MessageActivity]) -> InvokeReply | None:
        activity = context.activity
        conversation, origin = self._conversation(context), origin_of(context)
        click, picked = clicked(activity.value), picked_text(activity.value)
        is_click = bool(click or picked)
        if not is_click and conversation.is_shared and not mentions_bot(activity):
            return None
        if click is None:
            text = picked or words_of(activity)
            task = self._replies.task_of_text(origin, conversation, text)
        else:
            task = self._replies.task_of_submit(origin, conversation, click)
        return await self._store(key_of(context), task)

    async def _store(self, key: str, task: TeamsTask) -> InvokeReply | None:
        """Store it before Teams is told that we have it. Raises StoreError."""
        arrival = await asyncio.to_thread(self._ports.inbox.add, key, task)
        if arrival is Arrival.REFUSED:
            return InvokeReply(status=503)
        self._queue.stored()
        return None

    async def _on_card_action(
        self, context: ActivityContext[AdaptiveCardInvokeActivity]
    ) -> InvokeReply:
        conversation = self._conversation(context)
        if self._queue.jobs.is_full(conversation.sender):
            return _as_reply(self._ports.words.busy)
        click = clicked(context.activity.value.action.data) or CardClick("", {})
        deadline, origin = InvokeDeadline(), origin_of(context)
        job = partial(self._replies.reply_to_execute, origin, conversation, click, deadline)
        task = self._submit(conversation.sender, key_of(context), job)
        await asyncio.wait([task], timeout=self._queue.invoke_s)
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

    async def _on_added(
        self, context: ActivityContext[ConversationUpdateActivity]
    ) -> InvokeReply | None:
        return await self._welcome(context)

    async def _on_installed(
        self, context: ActivityContext[InstalledActivity]
    ) -> InvokeReply | None:
        return await self._welcome(context)

    async def _welcome(self, context: Context) -> InvokeReply | None:
        """Welcome those to whom the bot was added, once, however often Teams says so."""
        chat = context.activity.conversation.id.partition(";")[0]
        key = _digest(f"welcome {chat}")
        conversation = self._conversation(context)
        task = self._replies.task_of_welcome(origin_of(context), conversation, key)
        return await self._store(key, task)

    def _conversation(self, context: Context) -> TeamsConversation:
        return conversation_of(context.activity, self._users.tenant_id, self._ports.sender_of)

    def _submit[T](
        self, sender: str, key: str, job: Callable[[], Awaitable[T]]
    ) -> asyncio.Task[T | None]:
        """Put a job into the queue; what was handled under that key before is not done again."""
        task = self._queue.jobs.submit(sender, partial(self._once, key, job))
        task.add_done_callback(_log_failure)
        return task

    async def _once[T](self, key: str, job: Callable[[], Awaitable[T]]) -> T | None:
        try:
            is_first = await self._ports.seen.first(f"teams:{key}")
        except Exception as error:  # answering twice is better than not at all
            logger.error("cannot tell what was answered before: %s", log_safe(error))
            is_first = True
        return await job() if is_first else None


def key_of(context: Context) -> str:
    """What an activity is known by, however often it is delivered."""
    return _digest(f"{context.activity.conversation.id} {context.activity.id}")


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def _as_reply(text: str) -> InvokeReply:
    return InvokeReply(body=as_message(text))


def _log_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()):
        logger.error("a click in Teams was not answered: %s", log_safe(error))
