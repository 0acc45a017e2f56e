"""Answers what one user types or clicks: asks the assistant, sends what it says."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.answer import Answer
from bot.channels.assistant import Question
from bot.channels.cards.style import CARD
from bot.channels.posted_form import LONGEST_FORM, FormTooLongError, PostedForm, posted
from bot.channels.teams.chats import TeamsChat
from bot.channels.teams.ports import Ports
from bot.channels.teams.transport.activities import CardClick, TeamsConversation
from bot.channels.teams.transport.errors import log_safe
from bot.channels.teams.transport.message_text import LONGEST_TEXT
from bot.channels.teams.transport.outbound import Context, place_of, plain, say, send, show_typing
from bot.channels.teams.users import Users
from faq_kb.contract import DraftReply

logger = logging.getLogger(__name__)

MESSAGE = "application/vnd.microsoft.activity.message"

RenderedMessage = Mapping[str, Any]


@dataclass
class InvokeDeadline:
    """Whether Teams has stopped waiting for the answer of an invoke."""

    is_over: bool = False


class RefusedClickError(Exception):
    """A click that nothing follows from; the message says why, for who clicked."""


class ReplySender:
    """Replies to messages and clicks."""

    def __init__(self, ports: Ports, users: Users) -> None:
        self._ports = ports
        self._users = users

    async def reply_to_text(
        self, context: Context, conversation: TeamsConversation, text: str
    ) -> None:
        """Answer what was typed; the text may be empty."""
        if len(text) > LONGEST_TEXT:
            await say(context, self._ports.words.too_long.format(limit=LONGEST_TEXT))
        elif text:
            await _post(context, await self._answers(context, conversation, text))
        else:
            await say(context, self._ports.words.text_only)

    async def reply_to_submit(
        self, context: Context, conversation: TeamsConversation, click: CardClick
    ) -> None:
        """Answer a click on Action.Submit."""
        try:
            payload = self._payload(conversation, click)
        except RefusedClickError as refusal:
            await say(context, str(refusal))
        else:
            await _post(context, await self._answers(context, conversation, payload))

    async def reply_to_execute(
        self,
        context: Context,
        conversation: TeamsConversation,
        click: CardClick,
        deadline: InvokeDeadline,
    ) -> dict[str, Any]:
        """Answer a click on Action.Execute with the card that takes the place of the clicked one.

        An answer without a card, or one that comes too late, is sent to the chat instead: Teams
        shows the text of an invoke's answer for a few seconds only.
        """
        try:
            payload = self._payload(conversation, click)
        except RefusedClickError as refusal:
            return as_message(str(refusal))
        messages = await self._answers(context, conversation, payload)
        card = None if deadline.is_over or not messages else _card(messages[-1])
        await _post(context, messages[:-1] if card else messages)
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
        context: Context,
        conversation: TeamsConversation,
        said: str | PostedForm,
    ) -> list[RenderedMessage]:
        """The answers to words, or to what a button does."""
        _, user = await asyncio.gather(
            show_typing(context), self._users.signed_in(context, conversation)
        )
        answers = await self._ports.assistant.ask(
            Question(
                sender=conversation.sender,
                text=said if isinstance(said, str) else said.payload,
                channel=conversation.channel,
                audience=self._users.audience(conversation.user_id),
                user=user,
                is_payload=isinstance(said, PostedForm),
                # Nobody has looked at words yet: the engine does.
                masked=None if isinstance(said, str) else said.masked,
            )
        )
        await self._keep(context, conversation, answers)
        return [self._rendered(conversation, answer) for answer in answers]

    async def _keep(
        self, context: Context, conversation: TeamsConversation, answers: Sequence[Answer]
    ) -> None:
        """Remember the chat in which a draft was begun; its answer doesn't depend on that."""
        drafts = (one.reply.draft for one in answers if isinstance(one.reply, DraftReply))
        if not self._ports.chats:
            return
        service_url, place = place_of(context)
        chat = TeamsChat(conversation.sender, service_url, place, conversation.is_shared)
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


async def _post(context: Context, messages: list[RenderedMessage]) -> None:
    for message in messages:
        await send(context, message)


def as_message(text: str) -> dict[str, Any]:
    """The answer of an invoke that Teams shows as words."""
    return {"statusCode": 200, "type": MESSAGE, "value": text}


def _card(message: RenderedMessage) -> Any:
    cards = (item for item in message.get("attachments") or () if item.get("contentType") == CARD)
    return next((item.get("content") for item in cards), None)
