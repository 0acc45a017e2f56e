"""Texts that mean the same come together by the running engine's own vectors."""

import asyncio
from typing import NoReturn

from bot.channels.engines.pool import EnginePool
from bot.channels.web.chat.rasa import RasaAssistant, RasaSettings
from tests.support.assistant import RunningAssistant
from tests.support.engines import NamedEngines


def test_the_engine_knows_the_same_need_in_other_words(assistant: RunningAssistant) -> None:
    texts = [
        "how do I share a OneDrive folder with a colleague",
        "where is the cafeteria",
        "sharing a folder in OneDrive with coworkers",
    ]
    assert asyncio.run(groups(assistant, texts)) == [0, 1, 0]


async def groups(assistant: RunningAssistant, texts: list[str]) -> list[int]:
    """What the front door is told about the texts."""
    secret = assistant.headers["Authorization"].removeprefix("Bearer ")
    url = f"http://127.0.0.1:{assistant.engine_port}"

    async def no_apology() -> NoReturn:
        raise AssertionError("nobody asks for an apology here")

    engines = EnginePool(NamedEngines((url,)))
    engine = RasaAssistant(engines, RasaSettings(secret=secret), no_apology)
    try:
        return await engine.groups(texts)
    finally:
        await engine.close()
