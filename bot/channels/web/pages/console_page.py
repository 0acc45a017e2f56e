"""The page of the console at `/console`: its HTML and its route."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.channels.web.branding.brand import Brand
from bot.channels.web.pages.encoding import sent_page
from bot.channels.web.pages.rendering import (
    new_nonce,
    read_console_assets,
    security_headers,
    templates,
)
from locales import Catalog

CONSOLE = "/console"
TEMPLATE = "console.html.j2"
TAB = "teams"  # in `?in=`: the page is shown as a tab there


@dataclass(frozen=True)
class ConsolePage:
    """Renders the page. `dist`: the built files; `can_sign_in`: that there is a sign-in at all.

    `frames`: the origins that may show it as a tab.
    """

    dist: Path
    catalog: Catalog
    brand: Brand
    can_sign_in: bool
    frames: Sequence[str] = ()

    def render(self, nonce: str, phones: str) -> str:
        """The page's HTML; `phones`: for browsers without script. Raises PageError."""
        lang, page = self.catalog.labels.lang, self.catalog.console.page
        words = page.model_dump()
        title = self.brand.name or words["shell"]["title"]
        return (
            templates()
            .get_template(TEMPLATE)
            .render(
                lang=lang,
                title=words["shell"]["title"],
                no_script=page.shell.no_script.format(phones=phones),
                config={
                    "lang": lang,
                    "name": title,
                    "logo": self.brand.icon_url if self.brand.logo else "",
                    "canSignIn": self.can_sign_in,
                    "words": {**words, "roles": dict(self.catalog.labels.roles)},
                },
                assets=read_console_assets(self.dist),
                brand=self.brand,
                nonce=nonce,
            )
        )


def console_page_router(page: ConsolePage, phones: Callable[[], Awaitable[str]]) -> APIRouter:
    """`/console`: the same page for everybody; its API says who may see what."""
    router = APIRouter(include_in_schema=False)

    @router.get(CONSOLE)
    async def console(request: Request) -> HTMLResponse:
        nonce = new_nonce()
        ancestors = page.frames if request.query_params.get("in") == TAB else ()
        html, encoding = sent_page(page.render(nonce, await phones()), request.headers)
        return HTMLResponse(html, headers={**security_headers(nonce, ancestors), **encoding})

    return router
