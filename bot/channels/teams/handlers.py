"""What the bot does with each kind of activity that it takes."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from bot.channels.teams.answering import Answering, Deadline, as_message
from bot.channels.teams.faults import describe
from bot.channels.teams.outbound import Context, say, say_unasked
from bot.channels.teams.ports import Ports
from bot.channels.teams.sdk import (
    ActivityContext,
    AdaptiveCardInvokeActivity,
    App,
    ConversationUpdateActivity,
    InstalledActivity,
    InvokeResponse,
    MessageActivity,
    MessageExtensionQueryInvokeActivity,
)
from bot.channels.teams.searching import search
from bot.channels.teams.text import mentions_bot, words_of
from bot.channels.teams.users import Talk, Users, talk_of
from bot.channels.teams.work import Work

logger = logging.getLogger(__name__)

# Without `Any` the SDK would make its own models of what is answered, and change cards by that.
Reply = InvokeResponse[Any]


class Handlers:
    """Handlers of the SDK's app; all that takes time is put into `work`."""

    def __init__(self, ports: Ports, users: Users, work: Work, invoke_s: float) -> None:
        """`invoke_s`: seconds after which an invoke is answered, work done or not."""
        self._ports = ports
        self._users = users
        self._work = work
        self._invoke_s = invoke_s
        self._answering = Answering(ports, users)

    def register(self, app: App) -> None:
        """Give each of them the activities that it is for."""
        app.on_message(self._on_message)
        app.on_card_action(self._on_card_action)
        app.on_message_ext_query(self._on_search)
        app.on_conversation_update(self._on_added)
        app.on_install_add(self._on_installed)

    async def _on_message(self, context: ActivityContext[MessageActivity]) -> Reply | None:
        activity = context.activity
        talk = self._talk(context)
        token = _action(activity.value)
        if token is None and talk.open_channel and not mentions_bot(activity):
            return None
        if self._work.is_full(talk.sender):
            return Reply(status=503)
        if token is None:
            job = partial(self._answering.message, context, talk, words_of(activity))
        else:
            job = partial(self._answering.submitted, context, talk, token)
        answered = partial(self._or_sorry, context, job)
        self._work.submit(talk.sender, partial(self._once, _name(context), answered))
        return None

    async def _on_card_action(self, context: ActivityContext[AdaptiveCardInvokeActivity]) -> Reply:
        talk = self._talk(context)
        if self._work.is_full(talk.sender):
            return self._words("busy")
        token = _action(context.activity.value.action.data) or ""
        deadline = Deadline()
        job = partial(self._answering.executed, context, talk, token, deadline)
        task = self._work.submit(talk.sender, partial(self._once, _name(context), job))
        await asyncio.wait([task], timeout=self._invoke_s)
        if not task.done():
            deadline.is_over = True
            return self._words("still_working")
        if task.cancelled() or task.exception():
            return self._words("failed")
        answer = task.result()
        return Reply(body=answer) if answer else self._words("answered")

    async def _on_search(
        self, context: ActivityContext[MessageExtensionQueryInvokeActivity]
    ) -> Reply:
        talk = self._talk(context)
        value = context.activity.value.model_dump(by_alias=True, exclude_none=True)
        audience = self._users.audience(talk.user_id)
        return Reply(body=await search(self._ports, audience, talk, value))

    async def _on_added(self, context: ActivityContext[ConversationUpdateActivity]) -> None:
        self._welcome(context)

    async def _on_installed(self, context: ActivityContext[InstalledActivity]) -> None:
        self._welcome(context)

    def _welcome(self, context: Context) -> None:
        """Welcome those to whom the bot was added, once, however often Teams says so."""
        place = context.activity.conversation.id.partition(";")[0]
        word = "welcome_channel" if self._talk(context).open_channel else "welcome"
        job = partial(say_unasked, context, self._ports.words[word])
        self._work.submit(place, partial(self._once, f"welcome {place}", job))

    def _talk(self, context: Context) -> Talk:
        return talk_of(context.activity, self._users.tenant_id, self._ports.sender_of)

    def _words(self, word: str) -> Reply:
        return Reply(body=as_message(self._ports.words[word]))

    async def _or_sorry(self, context: Context, job: Callable[[], Awaitable[None]]) -> None:
        try:
            await job()
        except Exception:
            await say(context, self._ports.words["failed"])
            raise

    async def _once[T](self, name: str, job: Callable[[], Awaitable[T]]) -> T | None:
        key = f"teams:{hashlib.sha256(name.encode()).hexdigest()}"
        try:
            is_first = await self._ports.seen.first(key)
        except Exception as error:  # an answer too many is better than none
            logger.error("cannot say what was answered before: %s", describe(error))
            is_first = True
        return await job() if is_first else None


def _name(context: Context) -> str:
    return f"{context.activity.conversation.id} {context.activity.id}"


def _action(value: object) -> str | None:
    """The token in what a button of ours submits; None where nothing was clicked."""
    if isinstance(value, str):  # some clients pass a messageBack's value on as JSON in a text
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    if not isinstance(value, dict) or "action" not in value:
        return None
    return str(value["action"])
