"""The routes of the catalog pages, their pictures, and what a link into the chat says there."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bot.channels.help_addresses import HELP, PICTURES
from bot.channels.search.catalog_search import LONGEST_QUERY, CatalogSearch
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
    search: CatalogSearch
    knowledge: Callable[[], KnowledgeBase]
    desk: Callable[[], Awaitable[FallbackReply]]
    words: HelpWords
    start_words: str
    count: Callable[[Request], Awaitable[None]]


def help_router(services: HelpServices) -> APIRouter:
    """`/help`, `/help?q=`, `/help/<entry>`, its opening in the chat, and the pictures."""
    router = APIRouter(include_in_schema=False)
    pages, words = services.pages, services.words

    async def phones() -> list[PhoneRef]:
        return (await services.desk()).phones

    async def unavailable() -> Response:
        html = pages.notice(words.unavailable_title, words.unavailable, await phones())
        return HTMLResponse(html, 503, {**HEADERS, **NOT_KEPT, "Retry-After": "30"})

    async def not_found() -> Response:
        html = pages.notice(words.not_found_title, words.not_found, await phones())
        return HTMLResponse(html, 404, HEADERS | NOT_KEPT)

    @router.api_route(HELP, methods=METHODS)
    async def index(request: Request, q: str = "") -> Response:
        query = " ".join(q.split())[:LONGEST_QUERY]
        try:
            knowledge = await run_in_threadpool(services.knowledge)
            if not query:
                return _page(request, pages.index(knowledge, await phones()))
            await services.count(request)
            hits = await services.search.find(query)
        except StoreError:
            return await unavailable()
        html = pages.results(query, hits, knowledge, await phones())
        return HTMLResponse(html, headers=HEADERS | NOT_KEPT)

    @router.api_route(f"{HELP}/{{entry}}", methods=METHODS)
    async def entry_page(request: Request, entry: str) -> Response:
        try:
            knowledge = await run_in_threadpool(services.knowledge)
        except StoreError:
            return await unavailable()
        if entry not in knowledge.procedures:
            return await not_found()
        return _page(request, pages.entry(entry, knowledge, await phones()))

    @router.api_route(f"{HELP}/{{entry}}/opening", methods=["GET"])
    async def opening(entry: str) -> Response:
        """What a link into the chat says there: the question, and the words of the button."""
        knowledge = await run_in_threadpool(services.knowledge)
        procedure = knowledge.procedures.get(entry)
        if procedure is None:
            return JSONResponse({"ask": None, "draft": None}, 404, NOT_KEPT)
        draft = services.start_words if procedure.can_draft else None
        return JSONResponse({"ask": procedure.question, "draft": draft}, headers=KEPT)

    @router.api_route(f"{PICTURES}/{{name}}", methods=METHODS)
    async def picture(name: str) -> Response:
        file = DRAWINGS / name
        if file.parent != DRAWINGS or file.suffix not in MEDIA_TYPES or not file.is_file():
            return await not_found()
        media_type = MEDIA_TYPES[file.suffix]
        return FileResponse(Path(file), media_type=media_type, headers=PICTURE_HEADERS)

    return router


def _page(request: Request, html: str) -> Response:
    """The page, or only that it has not changed."""
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    headers = {**HEADERS, **KEPT, "ETag": tag}
    known = [one.strip().removeprefix("W/") for one in _if_none_match(request).split(",")]
    if tag in known:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(html, headers=headers)


def _if_none_match(request: Request) -> str:
    return request.headers.get("If-None-Match", "")
