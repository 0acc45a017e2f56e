"""One message of a web user: masked, asked, stored, and shown on all open pages, each once."""

import asyncio
import json
import time
from dataclasses import dataclass, field, replace
from functools import partial

from starlette.concurrency import run_in_threadpool

from bot.channels.assistant import Assistant, AssistantUnavailableError, Question
from bot.channels.conversation_queue import ConversationQueue
from bot.channels.posted_form import FormTooLongError, PostedForm, posted
from bot.channels.web.api.errors import ApiError
from bot.channels.web.chat.broadcaster import Broadcaster, TypingEvent
from bot.channels.web.chat.history import History
from bot.channels.web.chat.messages import (
    CHANNEL,
    ChatRequest,
    Exchange,
    IncomingMessage,
    Visitor,
)
from bot.channels.web.chat.rendering import MessageRenderer, RenderedMessage
from bot.channels.web.security.tokens import ForgedError, Tokens
from common.masking import ConversationMasker, MaskedText

# Of all conversations. In a rush, more would wait until nobody waits for their answers any more.
MOST_PENDING = 48


@dataclass(frozen=True)
class PendingAnswer:
    """A message that is being answered."""

    fingerprint: str
    answer: asyncio.Task[list[RenderedMessage]]


@dataclass(frozen=True)
class Chat:
    """The conversations of the web.

    `within`: seconds until every user gets some answer; `most_pending`: messages that are answered
    at a time.
    """

    assistant: Assistant
    history: History
    broadcaster: Broadcaster
    renderer: MessageRenderer
    tokens: Tokens
    queue: ConversationQueue
    within: float = 9.0
    most_pending: int = MOST_PENDING
    masker: ConversationMasker = field(default_factory=ConversationMasker, repr=False)
    pending: dict[tuple[str, str], PendingAnswer] = field(default_factory=dict, repr=False)

    async def answer(self, visitor: Visitor, message: IncomingMessage) -> list[RenderedMessage]:
        """The user's message and its answers, as pages show them.

        A repeated message gets what the first one got, also while that is still being answered.
        Raises ApiError for a forged button, another message's key or too many at once, StoreError
        when nothing is stored, AssistantUnavailableError when it is to be sent again.
        """
        place = visitor.conversation, message.key
        form = json.dumps(dict(message.values)) if message.values else ""
        content = message.text, message.action, message.title, form
        fingerprint = self.tokens.fingerprint(*place, *content)
        pending = self.pending.get(place)
        if pending is None:
            payload = self._payload(visitor, message)
            if self.queue.is_full(visitor.conversation):
                raise ApiError("busy", 2)
            if len(self.pending) >= self.most_pending:
                raise AssistantUnavailableError("too many messages at once")
            deadline = time.monotonic() + self.within
            job = partial(self._take, visitor, message, payload, fingerprint, deadline)
            task = self.queue.submit(visitor.conversation, job, self.within)
            pending = self.pending[place] = PendingAnswer(fingerprint, task)
            task.add_done_callback(lambda _: self.pending.pop(place))
        elif pending.fingerprint != fingerprint:
            raise ApiError("conflict")
        # A page that is closed must not take the answer away from the others.
        try:
            return await asyncio.shield(pending.answer)
        except TimeoutError as error:  # its turn did not come
            raise ApiError("busy", 5) from error

    async def _take(
        self,
        visitor: Visitor,
        message: IncomingMessage,
        payload: PostedForm | None,
        fingerprint: str,
        deadline: float,
    ) -> list[RenderedMessage]:
        conversation = visitor.conversation
        # Before anybody is asked: what happens from here on can be found again.
        request = ChatRequest(conversation, message.key, fingerprint)
        known = await run_in_threadpool(self.history.begin, request)
        if not known.is_same:
            raise ApiError("conflict")
        if known.messages:
            return [self.renderer.render(visitor, stored) for stored in known.messages]
        self.broadcaster.publish(conversation, TypingEvent())
        # The one place where a web message is masked: neither store nor engine sees a secret.
        said = message.text or message.title
        masked = self.masker.mask(conversation, said, known.before)
        question = self._question(visitor, message, masked, payload)
        within = deadline - time.monotonic()
        question = replace(question, within=within, attempts=known.attempts)
        answers = await self.assistant.ask(question)
        exchange = Exchange(conversation, message.key, masked.text, answers)
        stored = await run_in_threadpool(self.history.add, exchange)
        rendered = [self.renderer.render(visitor, one) for one in stored]
        for one in rendered:
            self.broadcaster.publish(conversation, one)
        return rendered

    def _payload(self, visitor: Visitor, message: IncomingMessage) -> PostedForm | None:
        """What a button of ours does, with the form that it sends; None for a typed message."""
        if not message.action:
            return None
        try:
            payload = self.tokens.read_payload(visitor.sender, message.action)
            return posted(payload, message.values)
        except ForgedError as error:
            raise ApiError("forbidden") from error
        except FormTooLongError as error:
            raise ApiError("too_large") from error

    def _question(
        self,
        visitor: Visitor,
        message: IncomingMessage,
        masked: MaskedText,
        payload: PostedForm | None,
    ) -> Question:
        return Question(
            sender=visitor.sender,
            text=masked.text if payload is None else payload.payload,
            masked=masked.kinds if payload is None else payload.masked,
            channel=CHANNEL,
            audience=visitor.audience,
            user=visitor.user,
            visitor=visitor.browser,
            is_payload=payload is not None,
            id=message.key,
            origin=self.tokens.origin(message.address) if message.address else "",
        )
