"""Answers what one user types or clicks: asks the assistant, sends what it says."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.answer import Answer
from bot.channels.assistant import Question
from bot.channels.cards.style import CARD
from bot.channels.posted_form import LONGEST_FORM, FormTooLongError, PostedForm, posted
from bot.channels.teams.chats import TeamsChat
from bot.channels.teams.inbox import ClaimedTask, TeamsTask
from bot.channels.teams.ports import Ports
from bot.channels.teams.transport.activities import CardClick, TeamsConversation
from bot.channels.teams.transport.errors import log_safe
from bot.channels.teams.transport.message_text import LONGEST_TEXT
from bot.channels.teams.transport.origin import ActivityOrigin
from bot.channels.teams.transport.outbound import TeamsSender, plain
from bot.channels.teams.users import Users
from common.masking import ConversationMasker
from faq_kb.contract import DraftReply

logger = logging.getLogger(__name__)

MESSAGE = "application/vnd.microsoft.activity.message"

RenderedMessage = Mapping[str, Any]
# Notes how many messages Teams has; False when somebody else goes on with the task.
NoteSent = Callable[[int], Awaitable[bool]]


@dataclass
class InvokeDeadline:
    """Whether Teams has stopped waiting for the answer of an invoke."""

    is_over: bool = False


@dataclass(frozen=True)
class Identity:
    """By which the assistant knows a question again; without an id it knows none."""

    id: str = ""
    attempts: int = 0


class RefusedClickError(Exception):
    """A click that nothing follows from; the message says why, for who clicked."""


class ReplySender:
    """Replies to messages and clicks."""

    def __init__(self, ports: Ports, users: Users, sender: TeamsSender) -> None:
        self._ports, self._users, self._sender = ports, users, sender
        self._masker = ConversationMasker()

    def task_of_text(
        self, origin: ActivityOrigin, conversation: TeamsConversation, text: str
    ) -> TeamsTask:
        """What is to be done about what was typed; the text may be empty."""
        task, words = _task(origin, conversation), self._ports.words
        if len(text) > LONGEST_TEXT:
            return task.model_copy(update={"says": words.too_long.format(limit=LONGEST_TEXT)})
        if not text:
            return task.model_copy(update={"says": words.text_only})
        # Before it is stored; the engine looks, too, for what a message before announced.
        masked = self._masker.mask(conversation.sender, text)
        return task.model_copy(update={"asks": masked.text, "masked": masked.kinds})

    def task_of_submit(
        self, origin: ActivityOrigin, conversation: TeamsConversation, click: CardClick
    ) -> TeamsTask:
        """What is to be done about a click on Action.Submit."""
        task = _task(origin, conversation)
        try:
            form = self._payload(conversation, click)
        except RefusedClickError as refusal:
            return task.model_copy(update={"says": str(refusal)})
        asked = {"asks": form.payload, "masked": form.masked, "is_payload": True}
        return task.model_copy(update=asked)

    def task_of_welcome(
        self, origin: ActivityOrigin, conversation: TeamsConversation, chat: str
    ) -> TeamsTask:
        """The welcome of a chat."""
        words = self._ports.words
        text = words.welcome_channel if conversation.is_shared else words.welcome
        task = _task(origin, conversation)
        return task.model_copy(update={"sender": chat, "says": text, "is_unasked": True})

    async def reply(self, claimed: ClaimedTask, note_sent: NoteSent) -> None:
        """Do a task; messages of its answer that Teams has already are left out.

        Raises AssistantUnavailableError when the question is to be asked again.
        """
        task = claimed.task
        if task.is_unasked:
            # It may have arrived before a web app broke off: better not at all than twice.
            if claimed.attempts == 1:
                await self._sender.say_unasked(task.origin, task.says)
        elif task.says:
            await self._sender.say(task.origin, task.says)
        else:
            question = PostedForm(task.asks, task.masked)
            identity = Identity(claimed.key, claimed.attempts - 1)
            messages = await self._answers(
                task.origin,
                _conversation(task),
                question,
                identity,
                is_payload=task.is_payload,
            )
            for count, message in enumerate(messages, 1):
                if count > claimed.sent:
                    await self._sender.send(task.origin, message)
                    if not await note_sent(count):
                        return

    async def apologize(self, task: TeamsTask) -> None:
        """Say that there is no answer."""
        await self._sender.say(task.origin, self._ports.words.failed)

    async def reply_to_execute(
        self,
        origin: ActivityOrigin,
        conversation: TeamsConversation,
        click: CardClick,
        deadline: InvokeDeadline,
    ) -> dict[str, Any]:
        """Answer a click on Action.Execute with the card that takes the place of the clicked one.

        An answer without a card, or one that comes too late, is sent to the chat instead: Teams
        shows the text of an invoke's answer for a few seconds only.
        """
        try:
            form = self._payload(conversation, click)
        except RefusedClickError as refusal:
            return as_message(str(refusal))
        messages = await self._answers(origin, conversation, form, Identity(), is_payload=True)
        card = None if deadline.is_over or not messages else _card(messages[-1])
        for message in messages[:-1] if card else messages:
            await self._sender.send(origin, message)
        if card:
            return {"statusCode": 200, "type": CARD, "value": card}
        return as_message(self._ports.words.answered)

    def _payload(self, conversation: TeamsConversation, click: CardClick) -> PostedForm:
        """What the button does, with the form that it sends. Raises RefusedClickError."""
        words = self._ports.words
        try:
            payload = self._ports.read_action(conversation.sender, click.token)
        except ValueError as error:
            raise RefusedClickError(words.refused_action) from error
        try:
            return posted(payload, click.values)
        except FormTooLongError as error:
            raise RefusedClickError(words.too_long.format(limit=LONGEST_FORM)) from error

    async def _answers(
        self,
        origin: ActivityOrigin,
        conversation: TeamsConversation,
        said: PostedForm,
        identity: Identity,
        *,
        is_payload: bool,
    ) -> list[RenderedMessage]:
        """The answers to words, or to what a button does."""
        _, user = await asyncio.gather(
            self._sender.show_typing(origin),
            self._users.signed_in(self._sender, origin, conversation),
        )
        answers = await self._ports.assistant.ask(
            Question(
                sender=conversation.sender,
                text=said.payload,
                channel=conversation.channel,
                audience=self._users.audience(conversation.user_id),
                user=user,
                is_payload=is_payload,
                masked=said.masked,
                id=identity.id,
                attempts=identity.attempts,
            )
        )
        await self._keep(origin, conversation, answers)
        return [self._rendered(conversation, answer) for answer in answers]

    async def _keep(
        self, origin: ActivityOrigin, conversation: TeamsConversation, answers: Sequence[Answer]
    ) -> None:
        """Remember the chat in which a draft was begun; its answer doesn't depend on that."""
        drafts = (one.reply.draft for one in answers if isinstance(one.reply, DraftReply))
        if not self._ports.chats:
            return
        chat = TeamsChat(
            conversation.sender, origin.service_url, origin.conversation, conversation.is_shared
        )
        try:
            for reference in {draft.id for draft in drafts if draft}:
                await self._ports.chats.keep(chat, reference)
        except Exception as error:
            logger.error("the chat of a draft was not kept: %s", log_safe(error))

    def _rendered(self, conversation: TeamsConversation, answer: Answer) -> RenderedMessage:
        sign = self._ports.sign_for(conversation.sender)
        try:
            return self._ports.render(answer, sign, is_shared=conversation.is_shared)
        except Exception as error:
            logger.error("an answer has no card: %s", log_safe(error))
            # The text alone is enough, but it may name people.
            return plain(self._ports.words.failed if conversation.is_shared else answer.text)


def _task(origin: ActivityOrigin, conversation: TeamsConversation) -> TeamsTask:
    return TeamsTask(
        origin=origin,
        sender=conversation.sender,
        user_id=conversation.user_id,
        user_name=conversation.user_name,
        is_shared=conversation.is_shared,
    )


def _conversation(task: TeamsTask) -> TeamsConversation:
    return TeamsConversation(task.sender, task.user_id, task.user_name, task.is_shared)


def as_message(text: str) -> dict[str, Any]:
    """The answer of an invoke that Teams shows as words."""
    return {"statusCode": 200, "type": MESSAGE, "value": text}


def _card(message: RenderedMessage) -> Any:
    cards = (item for item in message.get("attachments") or () if item.get("contentType") == CARD)
    return next((item.get("content") for item in cards), None)
