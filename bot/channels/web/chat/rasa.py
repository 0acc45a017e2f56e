"""Asks the assistant over Rasa's internal REST channel."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.channels.answer import Answer, answers_from
from bot.channels.assistant import AssistantUnavailableError, Question
from bot.channels.web.security.security_log import SecurityEvent, record
from common.loopback import bearer
from faq_kb.contract import ContactsReply, DraftReply

logger = logging.getLogger(__name__)

HEALTH = "/webhooks/rest/"
DEGRADED = "degraded"  # it answers, but forgets what is said (bot/engine/rasa_patches)
WEBHOOK = "/webhooks/rest/webhook"
PARSE = "/webhooks/rest/parse"
HEALTH_TIMEOUT_S = 2.0
GROUPS = "/webhooks/rest/groups"
PARSE_TIMEOUT_S = 2.0
GROUPS_TIMEOUT_S = 60.0  # thousands of texts that it has not seen before
# The share of the timeout that must be left when a question is sent.
LEAST_SHARE = 0.25
MOST_REPEATS = 3

Apology = Callable[[], Awaitable[Answer]]


@dataclass(frozen=True)
class RasaSettings:
    """Where Rasa listens; `timeout`: seconds until the user gets an apology.

    `secret`: what it demands of its callers.
    """

    url: str
    timeout: float = 10.0
    at_once: int = 16
    secret: str = field(default="", repr=False)


class BusyError(Exception):
    """All connections were busy until the deadline."""


NOT_RECEIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, BusyError)
BROKEN_OFF = (httpx.NetworkError, httpx.RemoteProtocolError)


class RasaAssistant:
    """Asks Rasa; `apology` is for users who would otherwise get no answer."""

    def __init__(self, settings: RasaSettings, apology: Apology) -> None:
        self._settings = settings
        self._apology = apology
        # More at once would only queue up in Rasa, where they cannot be canceled.
        self._free = asyncio.Semaphore(settings.at_once)
        self._http = httpx.AsyncClient(
            base_url=settings.url,
            headers=bearer(settings.secret),
            trust_env=False,
            timeout=settings.timeout,
            limits=httpx.Limits(max_connections=settings.at_once + 2),
        )

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
        except NOT_RECEIVED as error:
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
            response = await self._http.post(PARSE, json={"text": text}, timeout=PARSE_TIMEOUT_S)
            response.raise_for_status()
            intents = response.json()["intents"]
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
            response = await self._http.post(GROUPS, json=body, timeout=GROUPS_TIMEOUT_S)
            response.raise_for_status()
            found = [int(place) for place in response.json()["groups"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            logger.warning("texts are not grouped: %s", type(error).__name__)
            raise AssistantUnavailableError(type(error).__name__) from error
        if len(found) != len(body["texts"]):
            raise AssistantUnavailableError("not all texts were grouped")
        return found

    async def _post(self, question: Question) -> httpx.Response:
        deadline = asyncio.get_running_loop().time() + self._seconds(question)
        await self._place(deadline - self._settings.timeout * LEAST_SHARE)
        try:
            async with asyncio.timeout_at(deadline):
                return await self._http.post(WEBHOOK, json=_body(question))
        finally:
            self._free.release()

    async def _place(self, until: float) -> None:
        """Take one of the places; without enough time for an answer the question is not sent."""
        if until <= asyncio.get_running_loop().time():
            raise BusyError("no time left")
        try:
            async with asyncio.timeout_at(until):
                await self._free.acquire()
        except TimeoutError as error:
            raise BusyError("all places are taken") from error

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
        """Whether Rasa answers at all."""
        return await self._status() is not None

    async def keeps_conversations(self) -> bool:
        """Whether Rasa can read and store conversations; True while it reports nothing else."""
        return await self._status() != DEGRADED

    async def _status(self) -> str | None:
        """The status that Rasa reports; None when it does not answer."""
        try:
            response = await self._http.get(HEALTH, timeout=HEALTH_TIMEOUT_S)
            response.raise_for_status()
            return str(response.json()["status"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def note_disclosures(question: Question, answers: Iterable[Answer]) -> None:
    """Record in the security log who was shown contacts, and an agent's look at a draft."""
    who = {"user": question.user.id if question.user else "-", "sender": question.sender}
    for reply in (answer.reply for answer in answers):
        if isinstance(reply, ContactsReply) and reply.contacts:
            record(SecurityEvent.CONTACTS_SHOWN, **who, count=len(reply.contacts))
        elif isinstance(reply, DraftReply) and reply.draft and question.audience == "agent":
            record(SecurityEvent.DRAFT_READ_BY_AGENT, **who, draft=reply.draft.id)


def _body(question: Question) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "channel": question.channel,
        "audience": question.audience,
        "payload": question.is_payload,
    }
    if question.visitor:
        metadata["visitor"] = question.visitor
    if question.origin:
        metadata["origin"] = question.origin
    if question.masked is not None:
        metadata["masked"] = list(question.masked)
    if user := question.user:
        known = {"name": user.name, "email": user.email, "agency": user.agency}
        metadata["user"] = {
            "id": user.id,
            **{key: value for key, value in known.items() if value},
        }
    body: dict[str, Any] = {
        "sender": question.sender,
        "message": question.text,
        "metadata": metadata,
    }
    if question.id:
        body |= {"message_id": question.id, "repeated": question.attempts > 0}
    return body
