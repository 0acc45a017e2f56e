"""One message of a web user: read, asked, stored and told to all open pages, once."""

import time
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from bot.channels.assistant import Assistant, Audience, Question, SignedIn
from bot.front.chat.history import Exchange, History, Said
from bot.front.chat.hub import Hub, Typing
from bot.front.errors import ApiError
from bot.front.limits import Queues
from bot.front.tokens import ForgedError, Tokens
from bot.masking import ConversationMasker

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
class Chat:
    """The conversations of the web; `within`: seconds in which everybody hears something."""

    assistant: Assistant
    history: History
    hub: Hub
    tokens: Tokens
    queues: Queues
    within: float = 9.0
    masker: ConversationMasker = field(default_factory=ConversationMasker, repr=False)

    async def take(self, visitor: Visitor, message: Message) -> list[Said]:
        """Answer a message; a repeated one gets what the first one got.

        Raises ApiError for a forged button, another message's key or too many at once, StoreError
        when nothing is stored.
        """
        deadline = time.monotonic() + self.within
        text = self.masker.mask(visitor.conversation, message.text or message.title).text
        async with self.queues.turn(visitor.conversation, self.within):
            if said := await run_in_threadpool(
                self.history.answered, visitor.conversation, message.key
            ):
                if said[0].answer.text != text:
                    raise ApiError(409, "conflict", KEY_USED)
                return said
            question = self._question(visitor, message, deadline - time.monotonic())
            self.hub.tell(visitor.conversation, Typing())
            answers = await self.assistant.ask(question)
            exchange = Exchange(visitor.conversation, message.key, text, answers)
            said = await run_in_threadpool(self.history.add, exchange)
            for one in said:
                self.hub.tell(visitor.conversation, one)
            return said

    def _question(self, visitor: Visitor, message: Message, within: float) -> Question:
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
            within=within,
            origin=self.tokens.origin(message.address) if message.address else "",
        )
