"""Questions and clicks of one user become the assistant's answers."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.answer import Answer
from bot.channels.assistant import Question
from bot.channels.teams.faults import describe
from bot.channels.teams.outbound import Context, plain, say, send, show_typing
from bot.channels.teams.ports import Ports
from bot.channels.teams.text import LONGEST_TEXT
from bot.channels.teams.users import Talk, Users

logger = logging.getLogger(__name__)

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"

Rendered = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What a user typed, or the payload of what was clicked."""

    text: str
    is_payload: bool = False


@dataclass
class Deadline:
    """Whether Teams has stopped waiting for the answer of an invoke."""

    is_over: bool = False


class Answering:
    """Asks the assistant and sends what it answers."""

    def __init__(self, ports: Ports, users: Users) -> None:
        """`users`: who the users are."""
        self._ports = ports
        self._users = users

    async def message(self, context: Context, talk: Talk, text: str) -> None:
        """Answer what was typed; the text may be empty."""
        if len(text) > LONGEST_TEXT:
            await say(context, self._ports.words["too_long"].format(limit=LONGEST_TEXT))
        elif text:
            await self._post(context, await self._answers(context, talk, Asked(text)))
        else:
            await say(context, self._ports.words["text_only"])

    async def submitted(self, context: Context, talk: Talk, token: str) -> None:
        """Answer a click on Action.Submit."""
        payload = self._payload(talk, token)
        if payload is None:
            await say(context, self._ports.words["refused_action"])
        else:
            asked = Asked(payload, is_payload=True)
            await self._post(context, await self._answers(context, talk, asked))

    async def executed(
        self, context: Context, talk: Talk, token: str, deadline: Deadline
    ) -> dict[str, Any]:
        """Answer a click on Action.Execute: what is to be shown in place of the card.

        What is no card, or comes too late, is sent to the chat like any other answer: Teams shows
        the text of an invoke's answer for some seconds only.
        """
        payload = self._payload(talk, token)
        if payload is None:
            return as_message(self._ports.words["refused_action"])
        asked = Asked(payload, is_payload=True)
        rendered = await self._answers(context, talk, asked)
        card = None if deadline.is_over or not rendered else _card(rendered[-1])
        await self._post(context, rendered[:-1] if card else rendered)
        if card:
            return {"statusCode": 200, "type": CARD, "value": card}
        return as_message(self._ports.words["answered"])

    def _payload(self, talk: Talk, token: str) -> str | None:
        try:
            return self._ports.read_action(talk.sender, token)
        except ValueError:
            return None

    async def _answers(self, context: Context, talk: Talk, asked: Asked) -> list[Rendered]:
        _, user = await asyncio.gather(show_typing(context), self._users.signed_in(context, talk))
        answers = await self._ports.assistant.ask(
            Question(
                sender=talk.sender,
                text=asked.text,
                channel=talk.channel,
                audience=self._users.audience(talk.user_id),
                user=user,
                is_payload=asked.is_payload,
            )
        )
        return [self._rendered(talk, answer) for answer in answers]

    def _rendered(self, talk: Talk, answer: Answer) -> Rendered:
        sign = self._ports.sign_for(talk.sender)
        try:
            return self._ports.render(answer, sign, open_channel=talk.open_channel)
        except Exception as error:  # the text alone is enough
            logger.error("an answer has no card: %s", describe(error))
            return plain(answer.text)

    async def _post(self, context: Context, messages: list[Rendered]) -> None:
        for message in messages:
            await send(context, message)


def as_message(text: str) -> dict[str, Any]:
    """The answer of an invoke that Teams shows as words."""
    return {"statusCode": 200, "type": MESSAGE, "value": text}


def _card(message: Rendered) -> Any:
    cards = (item for item in message.get("attachments") or () if item.get("contentType") == CARD)
    return next((item.get("content") for item in cards), None)
