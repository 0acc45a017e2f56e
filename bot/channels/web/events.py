"""Server-sent events: what happens in a conversation, as it happens."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Header, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from bot.channels.web.api import address
from bot.channels.web.bodies import LONGEST_NUMBER
from bot.channels.web.chat.chat import Visitor
from bot.channels.web.chat.history import History, Said
from bot.channels.web.chat.hub import Event, Hub, Typing
from bot.channels.web.chat.rendering import Rendering
from bot.channels.web.errors import ApiError, ErrorBody
from bot.channels.web.session import Sessions
from bot.channels.web.streams import OpenStreams

MOST_PAGES = 8
PING_S = 15
SEND_TIMEOUT_S = 30
GRACE_S = 2.0
TOO_MANY = "This conversation is open in too many pages. Close one of them."


class Events:
    """The stream of one conversation for each open page."""

    def __init__(
        self,
        sessions: Sessions,
        history: History,
        hub: Hub,
        rendering: Rendering,
        streams: OpenStreams,
    ) -> None:
        self._streams = streams
        self._sessions = sessions
        self._history = history
        self._hub = hub
        self._rendering = rendering

    async def stream(
        self,
        request: Request,
        last: Annotated[str, Header(alias="Last-Event-ID")] = "",
    ) -> EventSourceResponse:
        """Events `typing` and `message`; those after `Last-Event-ID` are sent again first."""
        visitor = self._sessions.visitor(request)
        if self._hub.count(visitor.conversation) >= MOST_PAGES:
            raise ApiError(429, "busy", TOO_MANY, retry_after=30)
        where = address(request)
        self._streams.require_room(where)
        is_number = last.isascii() and last.isdecimal() and len(last) <= LONGEST_NUMBER
        after = int(last) if is_number else None
        leaving = anyio.Event()  # set when the process is told to stop
        return EventSourceResponse(
            self._counted(where, self._events(visitor, after, leaving)),
            ping=PING_S,
            send_timeout=SEND_TIMEOUT_S,
            shutdown_event=leaving,
            shutdown_grace_period=GRACE_S,
        )

    async def _counted(
        self, where: str, events: AsyncGenerator[ServerSentEvent]
    ) -> AsyncIterator[ServerSentEvent]:
        """The same events; the stream counts from the first to the last of them."""
        try:
            place = self._streams.place(where)
            with place:
                async with aclosing(events):
                    async for event in events:
                        yield event
        except ApiError:
            return  # others came at the same moment; when it asks again it is told so

    async def _events(
        self, visitor: Visitor, after: int | None, leaving: anyio.Event
    ) -> AsyncGenerator[ServerSentEvent]:
        with self._hub.subscription(visitor.conversation) as queue:
            if self._hub.count(visitor.conversation) > MOST_PAGES:
                return  # others came at the same moment; when it asks again it is told so
            # Whatever is stored from now on is in the queue, too: a page knows ids it has.
            for said in await self._missed(visitor, after):
                yield self._message(visitor, said)
            async for event in _until_lost(queue, leaving):
                if isinstance(event, Typing):
                    yield ServerSentEvent(event="typing", data="{}")
                else:
                    yield self._message(visitor, event)

    async def _missed(self, visitor: Visitor, after: int | None) -> list[Said]:
        if after is None:
            return []
        return await run_in_threadpool(self._history.of, visitor.conversation, after)

    def _message(self, visitor: Visitor, said: Said) -> ServerSentEvent:
        data = json.dumps(self._rendering.activity(visitor, said))
        return ServerSentEvent(event="message", id=str(said.number), data=data)


def events_router(events: Events) -> APIRouter:
    """`GET /api/chat/events`."""
    router = APIRouter(prefix="/api/chat", tags=["chat"])
    refusals: dict[int | str, dict[str, Any]] = {
        status: {"model": ErrorBody} for status in (401, 429, 503)
    }
    router.add_api_route(
        "/events",
        events.stream,
        methods=["GET"],
        response_class=EventSourceResponse,
        responses=refusals,
    )
    return router


async def _until_lost(
    queue: asyncio.Queue[Event], leaving: anyio.Event
) -> AsyncIterator[Said | Typing]:
    """What comes; ends when some was lost, so that the page asks again from what it has."""
    left = asyncio.create_task(leaving.wait())
    coming: asyncio.Task[Event] | None = None
    try:
        while True:
            coming = asyncio.create_task(queue.get())
            await asyncio.wait({coming, left}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done() or (event := coming.result()) is None:
                return
            yield event
    finally:
        # A page that is closed ends the waiting for both.
        left.cancel()
        if coming is not None:
            coming.cancel()
