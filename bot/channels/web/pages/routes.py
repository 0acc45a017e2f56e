"""The routes of the pages, the launcher of the widget, and the built files."""

import os
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.channels.web.branding.brand import Brand
from bot.channels.web.chat.service_desk import Phones
from bot.channels.web.pages.encoding import sent_file, sent_page
from bot.channels.web.pages.rendering import Name, Pages, new_nonce, security_headers

ASSETS = "/assets"
# A built file's name has its content's digest.
FOREVER = "public, max-age=31536000, immutable"
LAUNCHER = "widget.js"
LAUNCHER_CACHE = "public, max-age=300"


class BuiltFiles(StaticFiles):
    """Files that never change under their name; compressed for browsers that accept it."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, to be kept by the browser."""
        path, encoding = sent_file(Path(full_path), Headers(scope=scope))
        stat = path.stat() if encoding else stat_result
        response = super().file_response(path, stat, scope, status_code)
        response.headers.update({"Cache-Control": FOREVER, **encoding})
        return response


def page_router(
    pages: Pages,
    phones: Phones,
    dist: Path,
    embed_origins: Sequence[str],
    brand: Brand | None = None,
) -> APIRouter:
    """The full page, the page inside the widget, and the launcher that other pages load.

    `phones`: the numbers to call instead, as they are now; `embed_origins`: pages that may show the
    widget; `brand`: what the launcher shows in the place of its own name and colors.
    """
    router = APIRouter(include_in_schema=False)

    async def page(request: Request, name: Name, ancestors: Sequence[str]) -> HTMLResponse:
        nonce = new_nonce()
        html, encoding = sent_page(pages.render(name, nonce, await phones()), request.headers)
        return HTMLResponse(html, headers={**security_headers(nonce, ancestors), **encoding})

    @router.get("/")
    async def index(request: Request) -> HTMLResponse:
        return await page(request, "index", ())

    @router.get("/chat")
    async def chat(request: Request) -> HTMLResponse:
        return await page(request, "chat", ("'self'", *embed_origins))

    @router.get("/widget.js")
    async def launcher(request: Request) -> Response:
        headers = {
            "Cache-Control": LAUNCHER_CACHE,
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if brand and brand.is_in_launcher:
            script = brand.launcher((dist / LAUNCHER).read_text("utf-8"))
            return Response(script, media_type="text/javascript", headers=headers)
        file, encoding = sent_file(dist / LAUNCHER, request.headers)
        headers |= encoding
        return FileResponse(file, media_type="text/javascript", headers=headers)

    return router
