"""The message extension's side of the protocol: who may search, for how long, what is shown."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from bot.channels.assistant import Audience
from bot.channels.teams.faults import describe
from bot.channels.teams.ports import Ports
from bot.channels.teams.users import Talk
from contacts.registry import Lookup

logger = logging.getLogger(__name__)

CHANNEL = "teams-extension"
# Teams itself waits five seconds.
SEARCH_S = 4.0


async def search(ports: Ports, audience: Audience, talk: Talk, value: object) -> Mapping[str, Any]:
    """The body of the answer: what was found, or words that say why there is nothing.

    What is found in a channel or a group chat is put there for everybody, so it names nobody.
    """
    if ports.extension is None or audience != "agent":
        return _words(ports.words["agents_only"])
    asking = Lookup(talk.user_id, CHANNEL)
    try:
        async with asyncio.timeout(SEARCH_S):
            return await ports.extension.query(value, people=not talk.open_channel, asking=asking)
    except Exception as error:  # whatever it is, Teams waits for an answer
        logger.error("a search in Teams failed: %s", describe(error))
        return _words(ports.words["failed"])


def _words(text: str) -> dict[str, Any]:
    return {"composeExtension": {"type": "message", "text": text}}
