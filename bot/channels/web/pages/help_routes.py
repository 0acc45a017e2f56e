"""The routes of the catalog pages, their pictures, and what a link into the chat says there."""

import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bot.channels.help_addresses import HELP, PICTURES
from bot.channels.search.desk_search import LONGEST_QUERY, UnderstandingSearch
from bot.channels.search.hits import CATALOG
from bot.channels.web.pages.help_pages import HelpPages
from common.database import StoreError
from faq_kb.contract import FallbackReply, PhoneRef
from faq_kb.knowledge import KnowledgeBase
from faq_kb.source import FOLDER
from locales.help import HelpWords

DRAWINGS = FOLDER / "pictures"
METHODS = ["GET", "HEAD"]
# No script at all, and nothing from elsewhere.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
# An edit of a record is seen at once; an unchanged page is not sent again.
KEPT = {"Cache-Control": "no-cache"}
NOT_KEPT = {"Cache-Control": "no-store"}
PICTURE_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'",
    # Cards in Teams show them.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True)
class HelpServices:
    """What the routes need.

    `desk`: whom to call, as it is now; `start_words`: of the button that begins a request; `count`:
    the limit of searches.
    """

    pages: HelpPages
    search: UnderstandingSearch
    knowledge: Callable[[], KnowledgeBase]
    desk: Callable[[], Awaitable[FallbackReply]]
    words: HelpWords
    start_words: str
    count: Callable[[Request], Awaitable[None]]


class HelpRoutes:
    """The handlers of the routes."""

    def __init__(self, services: HelpServices) -> None:
        self._services = services
        self._pages, self._words = services.pages, services.words

    async def index(self, request: Request, q: str = "") -> Response:
        """All entries by topic, or what a search has found."""
        query = " ".join(q.split())[:LONGEST_QUERY]
        if not query:
            knowledge = await run_in_threadpool(self._services.knowledge)
            return _page(request, self._pages.index(knowledge, await self._phones()))
        await self._services.count(request)
        hits = await self._services.search.find(query, CATALOG)
        # Read after the search: it knows every record that was found, unless one was removed.
        knowledge = await run_in_threadpool(self._services.knowledge)
        html = self._pages.results(query, hits, knowledge, await self._phones())
        return HTMLResponse(html, headers=HEADERS | NOT_KEPT)

    async def entry(self, request: Request, entry: str) -> Response:
        """The page of an entry."""
        knowledge = await run_in_threadpool(self._services.knowledge)
        if entry not in knowledge.procedures:
            return await self.not_found()
        desk = await self._services.desk()
        return _page(request, self._pages.entry(entry, knowledge, desk))

    async def opening(self, entry: str) -> Response:
        """What a link into the chat says there: the question, and the words of the button."""
        knowledge = await run_in_threadpool(self._services.knowledge)
        procedure = knowledge.procedures.get(entry)
        if procedure is None:
            return JSONResponse({"ask": None, "draft": None}, 404, NOT_KEPT)
        draft = self._services.start_words if procedure.can_draft else None
        return JSONResponse({"ask": procedure.question, "draft": draft}, headers=KEPT)

    async def picture(self, name: str) -> Response:
        """A drawing of a step."""
        file = DRAWINGS / name
        if file.suffix not in MEDIA_TYPES or not file.is_file():
            return await self.not_found()
        return FileResponse(file, media_type=MEDIA_TYPES[file.suffix], headers=PICTURE_HEADERS)

    async def not_found(self) -> Response:
        """That there is no such page."""
        words = self._words
        html = self._pages.notice(words.not_found_title, words.not_found, await self._phones())
        return HTMLResponse(html, 404, HEADERS | NOT_KEPT)

    async def unavailable(self) -> Response:
        """That nothing can be read now, and whom to call."""
        words = self._words
        html = self._pages.notice(words.unavailable_title, words.unavailable, await self._phones())
        return HTMLResponse(html, 503, {**HEADERS, **NOT_KEPT, "Retry-After": "30"})

    async def _phones(self) -> list[PhoneRef]:
        return (await self._services.desk()).phones


def help_router(services: HelpServices) -> APIRouter:
    """`/help`, `/help?q=`, `/help/<entry>`, its opening in the chat, and the pictures."""
    routes = HelpRoutes(services)

    class StoreRoute(APIRoute):
        """While the store is away, people get a page and not the JSON of the API."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()

            async def handler(request: Request) -> Response:
                try:
                    return await answer(request)
                except StoreError:
                    return await routes.unavailable()

            return handler

    router = APIRouter(include_in_schema=False, route_class=StoreRoute)
    for path, handler in (
        (HELP, routes.index),
        (f"{PICTURES}/{{name}}", routes.picture),
        (f"{HELP}/{{entry}}", routes.entry),
        (f"{HELP}/{{entry}}/opening", routes.opening),
    ):
        router.add_api_route(path, handler, methods=METHODS, response_model=None)
    return router


def _page(request: Request, html: str) -> Response:
    """The page, or only that it has not changed."""
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    headers = {**HEADERS, **KEPT, "ETag": tag}
    sent = request.headers.get("If-None-Match", "")
    known = [one.strip().removeprefix("W/") for one in sent.split(",")]
    if tag in known:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(html, headers=headers)
