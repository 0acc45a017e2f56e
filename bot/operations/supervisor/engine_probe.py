"""Asks an engine one question before people's messages go to it."""

from common.loopback import bearer
from common.settings import SharedSettings

PROBE = "/webhooks/rest/probe"


async def answers_question(settings: SharedSettings, engine: str, question: str) -> bool:
    """Whether the engine at the address answers the question in time."""
    # Imported late: 6 MB that a supervisor needs for a reload only.
    import httpx

    try:
        headers = bearer(settings.engine_secret.get_secret_value())
        timeout = settings.answer_timeout
        async with httpx.AsyncClient(headers=headers, timeout=timeout, trust_env=False) as client:
            response = await client.post(f"{engine}{PROBE}", json={"text": question})
            response.raise_for_status()
            return response.json()["answered"] is True
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return False
