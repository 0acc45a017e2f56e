"""Pages that people have open: a session, messages, and the stream of events.

All share one HTTP client, since thousands of clients would measure themselves; a page's cookie is
sent by hand. A stream is a bare connection, of which only the names of events are read.
"""

import asyncio
import random
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import count
from urllib.parse import urlsplit

import httpx

COOKIE = "service_desk_session"
TIMEOUT_S = 30.0
MOST_CONNECTIONS = 256  # of messages and sessions; each web app serves 2,000
KEPT_CONNECTIONS = 64
KEPT_S = 2.0  # the web apps close what was idle for five seconds; no message meets that
AT_ONCE = 16  # pages that are opened at the same time
MESSAGE_EVENT = b"event: message"
NUMBERS = count(1)


def page_client() -> httpx.AsyncClient:
    """The client of all pages; it keeps no cookie."""
    return httpx.AsyncClient(
        trust_env=False,
        verify=False,  # noqa: S501  (nothing here is encrypted; loading certificates takes long)
        timeout=TIMEOUT_S,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        limits=httpx.Limits(
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=KEPT_CONNECTIONS,
            keepalive_expiry=KEPT_S,
        ),
    )


@dataclass
class StreamCounts:
    """What became of the streams of all pages."""

    opened: int = 0
    lost: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    messages: int = 0


class VisitedPage:
    """One page, which goes to one web app as long as that answers."""

    def __init__(
        self, client: httpx.AsyncClient, webs: Sequence[str], streams: StreamCounts
    ) -> None:
        self.number = next(NUMBERS)
        self._client, self._webs, self._streams = client, webs, streams
        self._web = self.number % len(webs)
        high, low = divmod(self.number % 2**16, 2**8)
        # One of the addresses that a proxy reports; a web app gives each so many streams.
        self._headers = {"X-Forwarded-For": f"10.17.{high}.{low}"}
        self._listening: asyncio.Task[None] | None = None
        self.is_asking = False
        self.asked = 0

    @property
    def web(self) -> str:
        """The web app that it goes to."""
        return self._webs[self._web]

    def go_elsewhere(self) -> None:
        """As the proxy in front does when a web app doesn't answer."""
        self._web = (self._web + 1) % len(self._webs)

    async def begin(self) -> httpx.Response:
        """A new session with a new conversation, or a new conversation of the session."""
        url = f"{self.web}/api/session"
        response = await self._client.post(url, json={"new": True}, headers=self._headers)
        # http.cookies would read the same; this is the one cookie that there is.
        name, _, value = response.headers.get("set-cookie", "").partition(";")[0].partition("=")
        if name == COOKIE:
            self._headers["Cookie"] = f"{COOKIE}={value}"
        return response

    async def say(self, text: str, key: str = "") -> httpx.Response:
        """One message; a key that was used gets the same answer."""
        headers = {**self._headers, "Idempotency-Key": key or uuid.uuid4().hex}
        url = f"{self.web}/api/chat"
        return await self._client.post(url, json={"text": text}, headers=headers)

    async def listen(self) -> None:
        """Open the stream of events, and read it until the page is closed."""
        parts = urlsplit(self.web)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        headers = {"Host": parts.netloc, "Accept": "text/event-stream", **self._headers}
        lines = ["GET /api/chat/events HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        await writer.drain()
        status = (await asyncio.wait_for(reader.readline(), TIMEOUT_S)).split()
        if len(status) < 2 or status[1] != b"200":
            self._streams.refused[status[1].decode() if len(status) > 1 else "closed"] += 1
            writer.close()
            return
        self._streams.opened += 1
        self._listening = asyncio.create_task(self._read(reader, writer))

    async def close(self) -> None:
        """The person is gone."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(2**16):
                self._streams.messages += data.count(MESSAGE_EVENT)
            self._streams.lost += 1
        except OSError:
            self._streams.lost += 1
        finally:
            writer.close()


async def open_pages(
    number: int, client: httpx.AsyncClient, webs: Sequence[str], streams: StreamCounts
) -> list[VisitedPage]:
    """So many pages, each with its stream. Raises httpx.HTTPError."""
    room = asyncio.Semaphore(AT_ONCE)

    async def opened() -> VisitedPage:
        async with room:
            page = VisitedPage(client, webs, streams)
            (await page.begin()).raise_for_status()
            await page.listen()
            return page

    return list(await asyncio.gather(*(opened() for _ in range(number))))


async def close_pages(pages: Sequence[VisitedPage]) -> None:
    """All of them."""
    await asyncio.gather(*(page.close() for page in pages))


def idle_page(pages: Sequence[VisitedPage]) -> VisitedPage | None:
    """One whose reader may ask now; None where all wait for an answer."""
    for _ in range(len(pages)):
        page = random.choice(pages)
        if not page.is_asking:
            return page
    return None
