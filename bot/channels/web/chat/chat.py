"""One message of a web user: read, asked, stored and told to all open pages, once."""

import asyncio
import time
from dataclasses import dataclass, field, replace

from starlette.concurrency import run_in_threadpool

from bot.channels.assistant import Assistant, Audience, Question, SignedIn
from bot.channels.web.chat.history import Exchange, History, Request, Said
from bot.channels.web.chat.hub import Hub, Typing
from bot.channels.web.errors import ApiError
from bot.channels.web.limits import Queues
from bot.channels.web.tokens import ForgedError, Tokens
from common.masking import ConversationMasker

CHANNEL = "web"
KEY_USED = "This Idempotency-Key belongs to another message. Send a new one with a new message."
NOT_OURS = "That button is not of this conversation. Ask again in your own words."


@dataclass(frozen=True)
class Visitor:
    """Who is at the other end: the conversation of the session, and the user if signed in.

    `browser`: the same in all conversations of a browser, one after another.
    """

    conversation: str
    sender: str
    user: SignedIn | None = None
    audience: Audience = "employee"
    browser: str = ""


@dataclass(frozen=True)
class Message:
    """What the user sent: words, or the token of a button with what the button said.

    `address`: the network that it came from.
    """

    key: str
    text: str = ""
    action: str = ""
    title: str = ""
    address: str = ""


@dataclass(frozen=True)
class Work:
    """A message that is being answered."""

    fingerprint: str
    answer: asyncio.Task[list[Said]]


@dataclass(frozen=True)
class Chat:
    """The conversations of the web; `within`: seconds in which everybody hears something."""

    assistant: Assistant
    history: History
    hub: Hub
    tokens: Tokens
    queues: Queues
    within: float = 9.0
    masker: ConversationMasker = field(default_factory=ConversationMasker, repr=False)
    running: dict[tuple[str, str], Work] = field(default_factory=dict, repr=False)

    async def take(self, visitor: Visitor, message: Message) -> list[Said]:
        """Answer a message; a repeated one gets what the first one got, also while that is asked.

        Raises ApiError for a forged button, another message's key or too many at once, StoreError
        when nothing is stored, AssistantAwayError when it is to be sent again.
        """
        place = visitor.conversation, message.key
        content = message.text, message.action, message.title
        fingerprint = self.tokens.fingerprint(*place, *content)
        work = self.running.get(place)
        if work is None:
            question = self._question(visitor, message)
            answer = asyncio.create_task(self._answer(visitor, message, question, fingerprint))
            work = self.running[place] = Work(fingerprint, answer)
            answer.add_done_callback(lambda _: self.running.pop(place))
        elif work.fingerprint != fingerprint:
            raise ApiError(409, "conflict", KEY_USED)
        # Whoever leaves does not take the answer away from the others.
        return await asyncio.shield(work.answer)

    async def _answer(
        self, visitor: Visitor, message: Message, question: Question, fingerprint: str
    ) -> list[Said]:
        deadline = time.monotonic() + self.within
        request = Request(visitor.conversation, message.key, fingerprint)
        async with self.queues.turn(visitor.conversation, self.within):
            # Before anybody is asked: what happens from here on can be found again.
            begun = await run_in_threadpool(self.history.begin, request)
            if not begun.is_same:
                raise ApiError(409, "conflict", KEY_USED)
            if begun.said:
                return begun.said
            self.hub.tell(visitor.conversation, Typing())
            within = deadline - time.monotonic()
            asked = replace(question, within=within, attempts=begun.attempts)
            answers = await self.assistant.ask(asked)
            text = self.masker.mask(visitor.conversation, message.text or message.title).text
            exchange = Exchange(visitor.conversation, message.key, text, answers)
            said = await run_in_threadpool(self.history.add, exchange)
            for one in said:
                self.hub.tell(visitor.conversation, one)
            return said

    def _question(self, visitor: Visitor, message: Message) -> Question:
        text = message.text
        if message.action:
            try:
                text = self.tokens.read_payload(visitor.sender, message.action)
            except ForgedError as error:
                raise ApiError(403, "forbidden", NOT_OURS) from error
        return Question(
            sender=visitor.sender,
            text=text,
            channel=CHANNEL,
            audience=visitor.audience,
            user=visitor.user,
            visitor=visitor.browser,
            is_payload=bool(message.action),
            id=message.key,
            origin=self.tokens.origin(message.address) if message.address else "",
        )
