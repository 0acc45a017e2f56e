"""Hears what other processes tell through PostgreSQL: ids only, never a text."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from common.clock import utc_now
from common.database.connection import Database, StoreError

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 3
RETRY_S = 1.0
# How often the connection is asked whether it still is one, and how long it may take to answer.
PROBE_S = 5.0
PROBE_TIMEOUT_S = 3.0

Heard = Callable[[str], Awaitable[None]]


class DatabaseListener:
    """One connection that hears `channels`; what was told while it was lost is looked up.

    `catch_up` is given the moment from which something may have been missed. What a channel's
    function or `catch_up` raises ends the connection, and is caught up with when it is back.
    On SQLite there is nobody else to hear, and nothing runs.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Heard],
        catch_up: Callable[[dt.datetime], Awaitable[None]],
    ) -> None:
        self._database, self._channels, self._catch_up = database, channels, catch_up
        self._heard_until = utc_now()
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    @property
    def is_listening(self) -> bool:
        """Whether it hears what is told now."""
        return self._listening.is_set()

    async def start(self) -> None:
        """Begin to listen; returns when it does, or after some seconds without a server."""
        if self._database.url.get_backend_name() != "postgresql":
            return
        self._heard_until = utc_now()
        self._listening = asyncio.Event()  # of this loop: an app may be started again in another
        self._task = asyncio.create_task(self._run())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._listening.wait(), CONNECT_TIMEOUT_S)

    async def close(self) -> None:
        """Listen no more."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as error:  # whatever it is, it is tried again
                if self._listening.is_set():
                    logger.warning("the database tells no news for now: %s", _reason(error))
            finally:
                self._listening.clear()
            await asyncio.sleep(RETRY_S)

    async def _listen(self) -> None:
        # Imported late: on SQLite, where nothing is heard, the driver would be 5 MB for nothing.
        import psycopg
        from psycopg import sql

        from common.database.server_lock import watched

        connection = await psycopg.AsyncConnection.connect(
            watched(self._database.dsn), autocommit=True
        )
        async with connection:
            for channel in self._channels:
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            # After LISTEN: what is told from here on waits in the connection.
            await self._catch_up(self._heard_until)
            self._listening.set()
            while True:
                asked_at = utc_now()
                async for notification in connection.notifies(timeout=PROBE_S):
                    await self._channels[notification.channel](notification.payload)
                async with asyncio.timeout(PROBE_TIMEOUT_S):
                    await connection.execute("SELECT 1")
                self._heard_until = asked_at


def _reason(error: Exception) -> str:
    """The first line of what the server says; of any other error its kind only."""
    import psycopg  # late, as above

    is_known = isinstance(error, psycopg.Error | StoreError)
    return (str(error).strip().partition("\n")[0] if is_known else "") or type(error).__name__
