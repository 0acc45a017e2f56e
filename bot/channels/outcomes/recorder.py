"""Notes what became of each message, beside the answer: nobody waits for it."""

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from bot.channels.answer import Answer
from bot.channels.assistant import Assistant, Question
from bot.channels.outcomes.log import NotedMessage, OutcomeLog
from bot.channels.outcomes.metrics import MeasuredAssistant, begin_counting
from bot.channels.outcomes.reading import door_of, outcome_of
from bot.channels.outcomes.rephrasing import LatestTexts
from common.clock import utc_now
from common.database import StoreError

logger = logging.getLogger(__name__)

# While the database is away: messages that are kept, and seconds until it is tried again.
MOST_WAITING = 10_000
TRY_AGAIN_S = 5.0
# Messages that come together are written together.
GATHER_S = 0.2
MOST_AT_ONCE = 200

# What pseudonyms are of.
CONVERSATION, MESSAGE, PERSON = "conversation", "message", "person"
# A keyed hash of a name; its first argument says of what.
Pseudonym = Callable[[str, str], str]


class OutcomeRecorder:
    """Writes in the background. What waits when a process is killed is not counted."""

    def __init__(self, log: OutcomeLog, pseudonym: Pseudonym) -> None:
        self._log, self._pseudonym = log, pseudonym
        self._texts = LatestTexts()
        self._waiting: deque[NotedMessage] = deque()
        self._news, self._closing = asyncio.Event(), asyncio.Event()
        self._flushing = asyncio.Lock()
        self._writing: asyncio.Task[None] | None = None

    def around(self, assistant: Assistant) -> "RecordedAssistant":
        """The assistant, whose messages are noted."""
        return RecordedAssistant(MeasuredAssistant(assistant), self)

    def note(self, question: Question, answers: Sequence[Answer]) -> None:
        """Note a message that was answered; it is written soon."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.popleft()
        self._waiting.append(self.noted(question, answers))
        self._news.set()

    def noted(self, question: Question, answers: Sequence[Answer]) -> NotedMessage:
        """The message as it is written: no text, no name."""
        at, user = utc_now(), question.user
        conversation = self._pseudonym(CONVERSATION, question.sender)
        person = (user.id if user else "") or question.visitor or question.sender
        message = f"{question.sender} {question.id or uuid.uuid4()}"
        is_typed = not question.is_payload
        return NotedMessage(
            id=self._pseudonym(MESSAGE, message),
            at=at,
            door=door_of(question.channel),
            result=outcome_of(answer.reply for answer in answers),
            agency=user.agency if user else "",
            conversation=conversation,
            person=self._pseudonym(PERSON, person),
            is_agent=question.audience == "agent",
            is_click=question.is_payload,
            is_repeated=is_typed and self._texts.repeats(conversation, question.text, at),
        )

    async def start(self) -> None:
        """Begin to write."""
        begin_counting()
        self._writing = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Write what waits, and end; what cannot be written now is given up."""
        self._closing.set()
        self._news.set()
        if self._writing is not None:
            await self._writing
        with suppress(StoreError):
            await self.flush()

    async def _write(self) -> None:
        while not self._closing.is_set():
            await self._news.wait()
            await self._pause(GATHER_S)
            self._news.clear()
            try:
                await self.flush()
            except StoreError as error:
                logger.warning("%d outcomes wait: %s", len(self._waiting), error)
                self._news.set()
                await self._pause(TRY_AGAIN_S)

    async def flush(self) -> None:
        """Write what waits. Raises StoreError, and it waits on."""
        async with self._flushing:
            while self._waiting:
                size = min(MOST_AT_ONCE, len(self._waiting))
                batch = [self._waiting.popleft() for _ in range(size)]
                try:
                    await run_in_threadpool(self._log.write, batch)
                except StoreError:
                    self._waiting.extendleft(reversed(batch))
                    raise

    async def _pause(self, seconds: float) -> None:
        """Wait, but not when we are to end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)


@dataclass(frozen=True)
class RecordedAssistant:
    """The assistant as every door of the web app asks it."""

    assistant: Assistant
    recorder: OutcomeRecorder

    async def ask(self, question: Question) -> list[Answer]:
        """Its answers, unchanged. Raises AssistantUnavailableError, which is not noted."""
        answers = await self.assistant.ask(question)
        try:
            self.recorder.note(question, answers)
        except Exception as error:  # whatever it is, the user gets the answer
            logger.error("an outcome was not noted: %s", type(error).__name__)
        return answers
