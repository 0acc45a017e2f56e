"""Asks the engines over Rasa's internal REST channel: each conversation its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.channels.answer import Answer, answers_from
from bot.channels.assistant import AssistantUnavailableError, Question
from bot.channels.engines.message_body import message_body
from bot.channels.engines.pool import EnginePool
from bot.channels.web.security.security_log import SecurityEvent, record
from common.loopback import bearer
from common.telemetry.engine_load import EngineLoad
from common.telemetry.handing_on import HANDED_ON
from faq_kb.contract import ContactsReply, DraftReply

logger = logging.getLogger(__name__)

WEBHOOK = "/webhooks/rest/webhook"
PARSE = "/webhooks/rest/parse"
PROBE = "/webhooks/rest/probe"
GROUPS = "/webhooks/rest/groups"
PARSE_TIMEOUT_S = 2.0
GROUPS_TIMEOUT_S = 60.0  # thousands of texts that it has not seen before
# The share of the timeout that must be left when a question is sent.
LEAST_SHARE = 0.25
MOST_REPEATS = 3
# Before a message goes to another engine: what the last one has asked of the action server is done.
REPEAT_AFTER_S = 0.5
MOST_SEARCHES = 8

Apology = Callable[[], Awaitable[Answer]]


@dataclass(frozen=True)
class RasaSettings:
    """`timeout`: seconds until the user gets an apology; `at_once`: messages of each engine.

    `secret`: what engines demand of their callers.
    """

    timeout: float = 10.0
    at_once: int = 16
    secret: str = field(default="", repr=False)


class BusyError(Exception):
    """No engine was there, or all its places were taken, until the deadline."""


NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout)
BROKEN_OFF = (httpx.NetworkError, httpx.RemoteProtocolError)


class RasaAssistant:
    """Asks the engines; `apology` is for users who would otherwise get no answer."""

    def __init__(self, engines: EnginePool, settings: RasaSettings, apology: Apology) -> None:
        self._engines = engines
        self._settings = settings
        self._apology = apology
        # Of each engine. More at once would only queue up in it, where they cannot be canceled.
        self._places: dict[str, asyncio.Semaphore] = {}
        self._searches = asyncio.Semaphore(MOST_SEARCHES)
        self._http = httpx.AsyncClient(
            headers=bearer(settings.secret),
            trust_env=False,
            timeout=settings.timeout,
            limits=httpx.Limits(max_connections=None),
            event_hooks=HANDED_ON,
        )

    async def start(self) -> None:
        """Watch which engines there are."""
        await self._engines.start()

    async def ask(self, question: Question) -> list[Answer]:
        """The answers; an apology when there are none in time.

        Raises AssistantUnavailableError for a question with an id that was not received, or whose
        answer broke off: Rasa's channel answers a repeated id without processing it again.
        """
        try:
            response = await self._post(question)
            response.raise_for_status()
            answers = answers_from(response.json())
            note_disclosures(question, answers)
            return answers or [await self._apology()]
        except BusyError as error:
            return await self._failed(question, error, is_worth_repeating=True)
        except BROKEN_OFF as error:
            # Not forever: a message that crashes the engine must not do so again and again.
            return await self._failed(
                question, error, is_worth_repeating=question.attempts < MOST_REPEATS
            )
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            return await self._failed(question, error, is_worth_repeating=False)

    async def likely_entries(self, text: str) -> dict[str, float]:
        """The likeliest intents of a text with their confidences; empty while Rasa is away."""
        try:
            found = await self._look_up(PARSE, {"text": text}, PARSE_TIMEOUT_S)
            intents = found["intents"]
            return {str(one["name"]): float(one["confidence"]) for one in intents}
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            logger.warning("a search goes without understanding: %s", type(error).__name__)
            return {}

    async def groups(self, texts: Sequence[str]) -> list[int]:
        """For each text the place of the one that begins its group: texts that mean the same.

        Raises AssistantUnavailableError.
        """
        body = {"texts": list(texts)}
        try:
            answer = await self._look_up(GROUPS, body, GROUPS_TIMEOUT_S)
            found = [int(place) for place in answer["groups"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            logger.warning("texts are not grouped: %s", type(error).__name__)
            raise AssistantUnavailableError(type(error).__name__) from error
        if len(found) != len(body["texts"]):
            raise AssistantUnavailableError("not all texts were grouped")
        return found

    async def answers(self, text: str) -> bool:
        """Whether an engine answers a question, of which nothing is kept."""
        try:
            found = await self._look_up(PROBE, {"text": text}, self._settings.timeout)
            return found["answered"] is True
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return False

    async def _look_up(self, path: str, body: dict[str, Any], within: float) -> dict[str, Any]:
        """What is of no conversation: any engine does. Raises httpx.HTTPError, ValueError."""
        await self._engines.know()
        # Vectors of texts are kept where they were made.
        engines = self._engines.ranked(path) if path == GROUPS else self._engines.shuffled()
        for engine in engines:
            try:
                async with self._searches:
                    response = await self._http.post(f"{engine}{path}", json=body, timeout=within)
            except NOT_CONNECTED:
                self._engines.lost(engine)
            else:
                response.raise_for_status()
                found: dict[str, Any] = response.json()
                return found
        raise httpx.ConnectError("no engine is there")

    async def _post(self, question: Question) -> httpx.Response:
        """The response of the conversation's engine, or of the next one when that is gone.

        Every message has an id, so that an engine whose predecessor broke off finds out whether the
        message was answered before.
        """
        deadline = asyncio.get_running_loop().time() + self._seconds(question)
        latest = deadline - self._settings.timeout * LEAST_SHARE
        body = message_body(question)
        is_first = not question.attempts
        while True:
            engine = await self._engines.of(question.sender, latest)
            if engine is None:
                raise BusyError("no engine is there")
            try:
                response = await self._post_to(engine, body, latest, deadline)
                if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    return response
                self._engines.lost(engine)
            except NOT_CONNECTED:
                self._engines.lost(engine)
            except BROKEN_OFF:
                if not is_first or asyncio.get_running_loop().time() > latest:
                    raise
                is_first = False  # or a message that crashes an engine would crash them all
                body["repeated"] = True
                await asyncio.sleep(REPEAT_AFTER_S)

    async def _post_to(
        self, engine: str, body: dict[str, Any], latest: float, deadline: float
    ) -> httpx.Response:
        free = self._places.setdefault(engine, asyncio.Semaphore(self._settings.at_once))
        load = EngineLoad(engine)
        with load.waiting():
            await _take_place(free, latest)
        try:
            with load.in_flight():
                async with asyncio.timeout_at(deadline):
                    return await self._http.post(f"{engine}{WEBHOOK}", json=body)
        finally:
            free.release()

    async def _failed(
        self, question: Question, error: Exception, *, is_worth_repeating: bool
    ) -> list[Answer]:
        logger.error("no answer for %s: %s", question.sender, type(error).__name__)
        if question.id and is_worth_repeating:
            raise AssistantUnavailableError(type(error).__name__) from error
        return [await self._apology()]

    def _seconds(self, question: Question) -> float:
        usual = self._settings.timeout
        return usual if question.within is None else min(usual, max(question.within, 0.0))

    async def is_there(self) -> bool:
        """Whether an engine answers at all."""
        await self._engines.look()
        return bool(self._engines.ranked(""))

    async def keeps_conversations(self) -> bool:
        """Whether engines can read and store conversations; True while none reports otherwise."""
        return not self._engines.is_degraded

    async def close(self) -> None:
        """Close the connections."""
        await self._engines.close()
        await self._http.aclose()


async def _take_place(free: asyncio.Semaphore, until: float) -> None:
    """Take one of the places; without enough time for an answer the question is not sent."""
    if until <= asyncio.get_running_loop().time():
        raise BusyError("no time left")
    try:
        async with asyncio.timeout_at(until):
            await free.acquire()
    except TimeoutError as error:
        raise BusyError("all places are taken") from error


def note_disclosures(question: Question, answers: Iterable[Answer]) -> None:
    """Record in the security log who was shown contacts, and an agent's look at a draft."""
    who = {"user": question.user.id if question.user else "-", "sender": question.sender}
    for reply in (answer.reply for answer in answers):
        if isinstance(reply, ContactsReply) and reply.contacts:
            record(SecurityEvent.CONTACTS_SHOWN, **who, count=len(reply.contacts))
        elif isinstance(reply, DraftReply) and reply.draft and question.audience == "agent":
            record(SecurityEvent.DRAFT_READ_BY_AGENT, **who, draft=reply.draft.id)
