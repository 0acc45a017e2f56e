"""The assistant behind the front door: Rasa's internal REST channel."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

import httpx

from bot.channels.answer import Answer, answers_from
from bot.channels.assistant import Question

logger = logging.getLogger(__name__)

HEALTH = "/webhooks/rest/"
WEBHOOK = "/webhooks/rest/webhook"
HEALTH_TIMEOUT_S = 2.0


@dataclass(frozen=True)
class RasaSettings:
    """Where Rasa listens; `timeout`: seconds until the user is told that it does not answer."""

    url: str
    timeout: float = 10.0
    at_once: int = 16


class RasaAssistant:
    """Asks Rasa; `apology` is what a user gets who would otherwise get nothing."""

    def __init__(self, settings: RasaSettings, apology: Answer) -> None:
        self._settings = settings
        self._apology = apology
        # More at once would only wait in Rasa, where a late one cannot be given up.
        self._free = asyncio.Semaphore(settings.at_once)
        self._http = httpx.AsyncClient(
            base_url=settings.url,
            trust_env=False,
            timeout=settings.timeout,
            limits=httpx.Limits(max_connections=settings.at_once + 2),
        )

    async def ask(self, question: Question) -> list[Answer]:
        """The answers; an apology when there are none in time."""
        try:
            async with asyncio.timeout(self._seconds(question)), self._free:
                response = await self._http.post(WEBHOOK, json=_body(question))
            response.raise_for_status()
            return answers_from(response.json()) or [self._apology]
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            logger.error("no answer for %s: %s", question.sender, type(error).__name__)
            return [self._apology]

    def _seconds(self, question: Question) -> float:
        usual = self._settings.timeout
        return usual if question.within is None else min(usual, max(question.within, 0.0))

    async def is_there(self) -> bool:
        """Whether Rasa answers at all."""
        try:
            response = await self._http.get(HEALTH, timeout=HEALTH_TIMEOUT_S)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()


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
    if user := question.user:
        known = {"name": user.name, "email": user.email, "agency": user.agency}
        metadata["user"] = {
            "id": user.id,
            **{key: value for key, value in known.items() if value},
        }
    return {"sender": question.sender, "message": question.text, "metadata": metadata}
