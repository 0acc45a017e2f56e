"""The engines that answer now: looked at every second, left as soon as one is gone."""

import asyncio
import logging
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

import httpx

from bot.channels.engines.rendezvous import ranked
from bot.channels.engines.sources import EngineSource

logger = logging.getLogger(__name__)

HEALTH = "/webhooks/rest/"
# It has no action server now, so it takes no messages (bot/engine/action_server.py).
NO_ACTIONS = "no_actions"
DEGRADED = "degraded"  # it answers, but forgets what is said (bot/engine/rasa_patches)
LOOK_S = 1.0
# Twice this, and the second between two looks, is less than the five seconds that are promised.
HEALTH_TIMEOUT_S = 1.5
CLOSE_S = 5.0


class Presence(Enum):
    """Whether an engine takes messages; SLOW: it has not answered in time, twice."""

    LIVE = "live"
    SLOW = "slow"
    GONE = "gone"


@dataclass
class EngineState:
    """What is known of one engine; `has_answered`: ever; `is_degraded`: it said so itself."""

    presence: Presence = Presence.LIVE
    has_answered: bool = False
    is_degraded: bool = False


class EnginePool:
    """Each conversation has its engine among those that are there; no two processes need to agree.

    An engine that is new counts as live until it turns out not to be: whoever lists it has seen it.
    """

    def __init__(self, source: EngineSource) -> None:
        self._source = source
        self._states: dict[str, EngineState] = {}
        self._http = httpx.AsyncClient(trust_env=False, timeout=HEALTH_TIMEOUT_S)
        self._changed = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    @property
    def states(self) -> Mapping[str, EngineState]:
        """Every engine that there should be, by its address."""
        return self._states

    @property
    def is_degraded(self) -> bool:
        """Whether an engine that answers has said that it forgets."""
        return any(
            state.is_degraded and state.presence is not Presence.GONE
            for state in self._states.values()
        )

    async def start(self) -> None:
        """Look once, and then every second."""
        await self.look()
        self._watching = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Look no more."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        await self._http.aclose()

    def ranked(self, key: str) -> list[str]:
        """The engines to ask for a key, the one that it belongs to first.

        Those that are slow only where no other is left: then it is the load, not the engine.
        """
        for presence in (Presence.LIVE, Presence.SLOW):
            found = [url for url, state in self._states.items() if state.presence is presence]
            if found:
                return ranked(key, found)
        return []

    def shuffled(self) -> list[str]:
        """The engines to ask for what is of no conversation."""
        found = self.ranked("")
        random.shuffle(found)
        return found

    async def of(self, key: str, until: float) -> str | None:
        """The engine of a key, waiting for one until so late by the loop's clock."""
        await self.know()
        while not (found := self.ranked(key)):
            try:
                async with asyncio.timeout_at(until):
                    await self._next_change()
            except TimeoutError:
                return None
        return found[0]

    async def know(self) -> None:
        """Look, unless that has been done."""
        if not self._states:
            await self.look()

    def lost(self, url: str) -> None:
        """An engine has refused a message: it is left until it answers again."""
        if url in self._states:
            self._set(url, Presence.GONE)

    async def look(self) -> None:
        """Find out which engines there are, and whether they answer."""
        urls = await self._source.find()
        if set(urls) != self._states.keys():
            self._states = {url: self._states.get(url) or EngineState() for url in urls}
            self._tell()
        await asyncio.gather(*(self._look_at(url) for url in urls))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look()
            except Exception as error:  # whatever it is, it is tried again
                logger.error("the engines were not looked at: %s", type(error).__name__)

    async def _look_at(self, url: str) -> None:
        presence, status = await self._answer(url)
        if presence is Presence.SLOW:  # once is nothing
            presence, status = await self._answer(url)
        if url in self._states:
            self._states[url].is_degraded = status == DEGRADED
            self._set(url, presence)

    async def _answer(self, url: str) -> tuple[Presence, str]:
        """Whether it answers, and the status that it reports."""
        try:
            response = await self._http.get(f"{url}{HEALTH}")
            response.raise_for_status()
            status = str(response.json()["status"])
            return Presence.GONE if status == NO_ACTIONS else Presence.LIVE, status
        except httpx.ConnectError:
            return Presence.GONE, ""
        except httpx.TimeoutException:
            return Presence.SLOW, ""
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return Presence.GONE, ""

    def _set(self, url: str, presence: Presence) -> None:
        state = self._states[url]
        if presence is not state.presence:
            # One that is still starting is no news.
            level = logging.WARNING if state.has_answered else logging.INFO
            logger.log(level, "the engine at %s is %s", url, presence.value)
            state.presence = presence
            self._tell()
        state.has_answered |= presence is Presence.LIVE

    def _tell(self) -> None:
        """Wake whoever waits for an engine."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def _next_change(self) -> None:
        await self._changed.wait()
