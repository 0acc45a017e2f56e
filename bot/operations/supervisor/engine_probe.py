"""Asks an engine one question before people's messages go to it."""

import asyncio
from contextlib import closing

import httpx

from common.database import Database, StoreError
from common.loopback import bearer
from common.settings import SharedSettings
from faq_kb.store import CachedKnowledge

PROBE = "/webhooks/rest/probe"


async def answers_question(settings: SharedSettings, engine: str) -> bool:
    """Whether the engine at the address answers the first question of the catalog in time."""
    try:
        text = await asyncio.to_thread(_first_question, settings)
        headers = bearer(settings.engine_secret.get_secret_value())
        timeout = settings.answer_timeout
        async with httpx.AsyncClient(headers=headers, timeout=timeout, trust_env=False) as client:
            response = await client.post(f"{engine}{PROBE}", json={"text": text})
            response.raise_for_status()
            return response.json()["answered"] is True
    except (StoreError, httpx.HTTPError, ValueError, KeyError, TypeError):
        return False


def _first_question(settings: SharedSettings) -> str:
    with closing(Database(settings.database_url)) as database:
        procedures = CachedKnowledge(database).current().procedures
    return next(iter(procedures.values())).question
