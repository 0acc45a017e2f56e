"""Tells requesters what becomes of their drafts, unasked: which notice, in which words, by whom."""

import asyncio
import datetime as dt
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import httpx

from bot.channels.answer import Answer, answers_from
from common.database import Database, StoreError, transact
from common.loopback import bearer
from common.telemetry.handing_on import HANDED_ON
from tickets import notices
from tickets.notices import DueNotice, NoticeState

logger = logging.getLogger(__name__)

WORDS = "/notice"
TIMEOUT_S = 5.0
LEASE = dt.timedelta(minutes=2)
POLL_S = 1.0
# Notices at one time; more wait for the next round.
AT_ONCE = 8
CLOSE_S = 5.0


class NoticeChannel(Protocol):
    """A channel that can say something in a conversation unasked."""

    def has(self, notice: DueNotice) -> bool:
        """Whether the draft was begun in one of its conversations."""
        ...

    async def tell(self, notice: DueNotice) -> None:
        """Tell it, and note what came of that. Raises NoWordsError when it is to be tried again."""
        ...


class NoWordsError(Exception):
    """The action server could not say where a draft stands."""


class NoticeWords(Protocol):
    """Says where a draft stands, in the words of "status"."""

    async def of(self, reference: str, channel: str) -> list[Answer]:
        """What its requester is told; `channel` as the contract names it. Raises NoWordsError."""
        ...


class ActionServerWords:
    """Asks the action server, which words every reply."""

    def __init__(self, url: str, secret: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            headers=bearer(secret),
            trust_env=False,
            timeout=TIMEOUT_S,
            event_hooks=HANDED_ON,
        )

    async def of(self, reference: str, channel: str) -> list[Answer]:
        """What its requester is told; nothing of a draft that is erased."""
        try:
            response = await self._http.post(WORDS, json={"draft": reference, "channel": channel})
            response.raise_for_status()
            return answers_from(response.json())
        except (httpx.HTTPError, ValueError) as error:
            raise NoWordsError(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


class NoticeSignal(Protocol):
    """Says when there may be something to tell."""

    async def wait(self) -> None:
        """Return when it is worth looking."""
        ...


class Poller:
    """Looks again after some seconds: another process has written, which tells nobody."""

    def __init__(self, seconds: float = POLL_S) -> None:
        self._seconds = seconds

    async def wait(self) -> None:
        """Wait for so long."""
        await asyncio.sleep(self._seconds)


class NewsSignal:
    """Looks when the database tells of news; while it cannot be heard, as often as a Poller.

    What failed, and what another process left unfinished, is due without anybody telling it: so
    it looks every `seconds`, too.
    """

    def __init__(self, is_listening: Callable[[], bool], seconds: float = 5.0) -> None:
        self._is_listening, self._seconds = is_listening, seconds
        self._news = asyncio.Event()

    async def hear(self, _payload: str) -> None:
        """There is news."""
        self._news.set()

    async def wait(self) -> None:
        """Wait for it."""
        seconds = self._seconds if self._is_listening() else POLL_S
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)
        self._news.clear()


class NoticeTeller:
    """Tells what is due, for as long as the process runs; several processes share the work.

    `after`: what is done after each round: telling this process's open pages.
    """

    def __init__(
        self,
        database: Database,
        channels: Sequence[NoticeChannel],
        after: Callable[[], Awaitable[object]],
        signal: NoticeSignal | None = None,
    ) -> None:
        self.channels = list(channels)
        self._database = database
        self._after = after
        self._signal = signal or Poller()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Finish what is being told, for some seconds, and look no more."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def tell_due(self) -> int:
        """Tell everything that is due; how many drafts there was news of."""
        count = 0
        while claimed := await asyncio.to_thread(self._claim):
            telling = map(self._tell_each, _by_conversation(claimed))
            # None is left behind when another one fails: the database is closed after this.
            for error in await asyncio.gather(*telling, return_exceptions=True):
                if isinstance(error, Exception):
                    logger.error("notices: %s", _place_of(error))
            count += len(claimed)
        return count

    async def _run(self) -> None:
        while True:
            await self._signal.wait()
            work = asyncio.create_task(self._round())
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                # Or the database would be closed under it.
                await asyncio.wait([work], timeout=CLOSE_S)
                raise

    async def _round(self) -> None:
        try:
            await self.tell_due()
            await self._after()
        except StoreError as error:
            logger.error("%s", error)
        except Exception as error:  # the next round may pass
            logger.error("notices: %s", _place_of(error))

    def _claim(self) -> list[DueNotice]:
        found: list[DueNotice] = []
        while len(found) < AT_ONCE:
            due = transact(self._database, lambda session: notices.claim(session, LEASE))
            if due is None:
                break
            found.append(due)
        return found

    async def _tell_each(self, due: Sequence[DueNotice]) -> None:
        """One after another: what a chat answers to one decides about the next."""
        for notice in due:
            await self._tell(notice)

    async def _tell(self, notice: DueNotice) -> None:
        channel = next((one for one in self.channels if one.has(notice)), None)
        try:
            if channel:
                await channel.tell(notice)
            else:  # the terminal, or a channel that is no longer set up
                await self._note(lambda s: notices.give_up(s, notice, NoticeState.LOST))
        except Exception as error:
            logger.error("the news of %s waits: %s", notice.reference, _place_of(error))
            await self._note(lambda s: notices.try_again(s, notice))

    async def _note(self, change: Callable[..., object]) -> None:
        await asyncio.to_thread(transact, self._database, change)


def _by_conversation(claimed: Sequence[DueNotice]) -> list[list[DueNotice]]:
    found: dict[str, list[DueNotice]] = {}
    for notice in claimed:
        found.setdefault(notice.conversation, []).append(notice)
    return [*found.values()]


def _place_of(error: Exception) -> str:
    """An error's kind and place; its words may be what people typed."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" in {Path(frame[0].filename).name}:{frame[0].lineno}" if frame else ""
    return f"{type(error).__name__}{where}"
