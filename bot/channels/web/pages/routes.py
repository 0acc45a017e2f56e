"""The routes of the pages, the launcher of the widget, and the built files."""

import os
import re
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
from bot.channels.web.pages.rendering import Name, Pages, new_nonce, security_headers

ASSETS = "/assets"
# A built file's name has its content's digest.
FOREVER = "public, max-age=31536000, immutable"
LAUNCHER = "widget.js"
LAUNCHER_CACHE = "public, max-age=300"
VARY = {"Vary": "Accept-Encoding"}
TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s|,|$))", re.IGNORECASE)


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


def sent_file(path: Path, request: Headers) -> tuple[Path, dict[str, str]]:
    """The file or its compressed copy (web_build.py makes them), with the headers that say so."""
    compressed = path.with_name(f"{path.name}.gz")
    if not compressed.is_file():
        return path, {}
    if not TAKES_GZIP.search(request.get("Accept-Encoding", "")):
        return path, VARY
    return compressed, {"Content-Encoding": "gzip", **VARY}


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

    async def page(name: Name, ancestors: Sequence[str]) -> HTMLResponse:
        nonce = new_nonce()
        html = pages.render(name, nonce, await phones())
        return HTMLResponse(html, headers=security_headers(nonce, ancestors))

    @router.get("/")
    async def index() -> HTMLResponse:
        return await page("index", ())

    @router.get("/chat")
    async def chat() -> HTMLResponse:
        return await page("chat", ("'self'", *embed_origins))

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
