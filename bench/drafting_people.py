"""People who fill in draft tickets while processes are killed; they send again, as pages do."""

import asyncio
import random
import time
import uuid
from contextlib import suppress
from typing import Any

import httpx
from ruamel.yaml import YAML

from bench.kill_faults import APOLOGY, Observations, StoredRows
from bench.pages import VisitedPage
from common.settings import ROOT

AGAIN_S = 0.5
PATIENCE_S = 120.0  # of who sends again; a start takes 7 to 15 seconds, and more where all start
MOST_MESSAGES = 20  # of one draft
DRAFT = ROOT / "tests" / "dialogues" / "drafts" / "website_unblock.yml"


class MessagePace:
    """Gives out the moments at which messages are sent, so many a second of all people together.

    What nobody has asked for in time is not made up for.
    """

    def __init__(self, rate: float) -> None:
        self._between = 1 / rate
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for one's moment."""
        now = time.monotonic()
        moment = max(self._next, now)
        self._next = moment + self._between
        await asyncio.sleep(moment - now)


class DraftingPerson:
    """Fills in one draft after another, each in a new conversation."""

    def __init__(
        self, page: VisitedPage, stored: StoredRows, observed: Observations, pace: MessagePace
    ) -> None:
        self._page, self._stored, self._observed = page, stored, observed
        self._pace = pace

    async def work(self, done: asyncio.Event) -> None:
        """Until all is done; a draft that was begun is finished."""
        while not done.is_set():
            with suppress(LookupError):  # what failed has been noted
                await self._draft()

    async def _draft(self) -> None:
        await self._insist(self._page.begin)
        name = uuid.uuid4().hex[:8]
        url, reason = f"https://{name}.example.com", f"we need {name} to train park rangers"
        answers: dict[str, dict[str, str]] = YAML(typ="safe").load(DRAFT)["answers"]
        answers["justification"] = {"say": reason, "value": reason}
        self._observed.given[url] = {"url": url} | {
            item: given["value"] for item, given in answers.items()
        }
        await self._say("how do I reset my password?")
        reply = await self._say(f"Please file a ticket to unblock {url}")
        for _ in range(MOST_MESSAGES):
            if reply["type"] != "draft" or not reply["draft"]:
                return  # an apology
            self._observed.references.add(reply["draft"]["id"])
            if reply["draft"]["status"] != "collecting":
                self._observed.saved += 1
                return
            asked = reply["asked"]
            reply = await self._say(answers[asked]["say"] if asked else "save")

    async def _say(self, text: str) -> dict[str, Any]:
        await self._pace.turn()
        key = uuid.uuid4().hex
        self._observed.sent += 1
        begun = time.monotonic()
        try:
            answer = await self._insist(lambda: self._page.say(text, key))
        except LookupError:
            self._observed.unanswered.append(key)
            raise
        self._observed.keys.append(key)
        self._observed.answered_at.append((time.monotonic(), time.monotonic() - begun))
        # What was answered is answered: the same key gets the same messages for ever.
        numbers, reply = await asyncio.to_thread(self._read, key)
        if [message["id"] for message in answer["messages"]] != numbers:
            self._observed.different.append(key)
        self._observed.apologies += reply["type"] == APOLOGY
        return reply

    def _read(self, key: str) -> tuple[list[str], dict[str, Any]]:
        return self._stored.numbers(key), self._stored.reply(key)

    async def _insist(self, send: Any) -> Any:
        """The answer, however often it takes. Raises LookupError when none came in time."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                response = await send()
                if response.status_code == httpx.codes.OK:
                    return response.json()
            self._observed.repeated += 1
            self._page.go_elsewhere()
            await asyncio.sleep(AGAIN_S * random.uniform(0.5, 1.5))
        raise LookupError("no answer")
