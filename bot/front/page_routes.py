"""The routes of the pages, the launcher of the widget, and the built files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from bot.front.pages import Name, Pages, new_nonce, security_headers

ASSETS = "/assets"
# A built file's name has its content's digest.
FOREVER = "public, max-age=31536000, immutable"
LAUNCHER_CACHE = "public, max-age=300"


class BuiltFiles(StaticFiles):
    """Files that never change under their name."""

    def file_response(self, *given: Any, **named: Any) -> Response:
        """The file, to be kept by the browser."""
        response = super().file_response(*given, **named)
        response.headers["Cache-Control"] = FOREVER
        return response


def page_router(pages: Pages, dist: Path, embed_origins: Sequence[str]) -> APIRouter:
    """The full page, the page inside the widget, and the launcher that other pages load.

    `embed_origins`: pages that may show the widget.
    """
    router = APIRouter(include_in_schema=False)

    def page(name: Name, ancestors: Sequence[str]) -> HTMLResponse:
        nonce = new_nonce()
        html = pages.render(name, nonce)
        return HTMLResponse(html, headers=security_headers(nonce, ancestors))

    @router.get("/")
    async def index() -> HTMLResponse:
        return page("index", ())

    @router.get("/chat")
    async def chat() -> HTMLResponse:
        return page("chat", ("'self'", *embed_origins))

    @router.get("/widget.js")
    async def launcher() -> FileResponse:
        headers = {
            "Cache-Control": LAUNCHER_CACHE,
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return FileResponse(dist / "widget.js", media_type="text/javascript", headers=headers)

    return router
