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

from bot.channels.web.api.errors import ApiError, ErrorBody
from bot.channels.web.api.routes import address
from bot.channels.web.api.schemas import LONGEST_NUMBER
from bot.channels.web.chat.broadcaster import Broadcaster, ChatEvent, TypingEvent
from bot.channels.web.chat.history import History
from bot.channels.web.chat.messages import Visitor
from bot.channels.web.chat.rendering import MessageRenderer, RenderedMessage
from bot.channels.web.security.limits import OpenStreams
from bot.channels.web.sessions.visitors import Sessions

MOST_PAGES = 8
PING_S = 15
SEND_TIMEOUT_S = 30
GRACE_S = 2.0
PAGES_RETRY_S = 30


class EventStreams:
    """The stream of one conversation for each open page."""

    def __init__(
        self,
        sessions: Sessions,
        history: History,
        broadcaster: Broadcaster,
        renderer: MessageRenderer,
        streams: OpenStreams,
    ) -> None:
        self._streams = streams
        self._sessions = sessions
        self._history = history
        self._broadcaster = broadcaster
        self._renderer = renderer

    async def stream(
        self,
        request: Request,
        last: Annotated[str, Header(alias="Last-Event-ID")] = "",
    ) -> EventSourceResponse:
        """EventStreams `typing` and `message`; those after `Last-Event-ID` are sent again first."""
        visitor = self._sessions.visitor(request)
        if self._broadcaster.count(visitor.conversation) >= MOST_PAGES:
            raise ApiError("too_many_pages", PAGES_RETRY_S)
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
            with self._streams.place(where):
                async with aclosing(events):
                    async for event in events:
                        yield event
        except ApiError:
            return  # others came at the same moment; when it asks again it is told so

    async def _events(
        self, visitor: Visitor, after: int | None, leaving: anyio.Event
    ) -> AsyncGenerator[ServerSentEvent]:
        with self._broadcaster.subscription(visitor.conversation) as queue:
            if self._broadcaster.count(visitor.conversation) > MOST_PAGES:
                return  # others came at the same moment; when it asks again it is told so
            # Whatever is stored from now on is in the queue, too, and some of it twice.
            known: set[int] = set()
            for missed in await self._missed(visitor, after):
                known.add(missed.number)
                yield _sent(missed)
            async for event in _until_lost(queue, leaving):
                if isinstance(event, TypingEvent):
                    yield ServerSentEvent(event="typing", data="{}")
                elif event.number not in known:
                    known.add(event.number)
                    yield _sent(event)

    async def _missed(self, visitor: Visitor, after: int | None) -> list[RenderedMessage]:
        if after is None:
            return []
        stored = await run_in_threadpool(self._history.of, visitor.conversation, after)
        return [self._renderer.render(visitor, one) for one in stored]


def _sent(message: RenderedMessage) -> ServerSentEvent:
    data = json.dumps(message.activity)
    return ServerSentEvent(event="message", id=str(message.number), data=data)


def events_router(events: EventStreams) -> APIRouter:
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
    queue: asyncio.Queue[ChatEvent], leaving: anyio.Event
) -> AsyncIterator[RenderedMessage | TypingEvent]:
    """The events; ends when some were lost, so that the page asks again from what it has."""
    left = asyncio.create_task(leaving.wait())
    coming: asyncio.Task[ChatEvent] | None = None
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
