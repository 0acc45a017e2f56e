"""`GET /auth/console`: a one-time link lets the operator of this machine into the console."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from bot.channels.console.agents import LOCAL_AGENT, SessionAgent, remember_agent, remembered_agent
from bot.channels.console.link import LINK_PATH, ConsoleLinks
from bot.channels.web.security.security_log import SecurityEvent, record
from bot.channels.web.security.this_machine import is_from_this_machine
from bot.channels.web.signin.result_pages import HOME, PRIVATE, result_page
from locales import Catalog
from locales.labels import Notice

CONSOLE_PAGE = "/console"
# Browsers that open a page before anybody has asked for it say so, and ask again after a 503.
SPECULATIVE = ("sec-purpose", "purpose", "x-purpose", "x-moz")


class LinkSignIn:
    """The handler of the links."""

    def __init__(self, links: ConsoleLinks, catalog: Catalog) -> None:
        self._links = links
        self._lang, self._home = catalog.labels.lang, catalog.labels.sign_in.home
        self._words = catalog.console.access

    async def open(self, request: Request, token: str = "") -> Response:
        """To the console with a new session, once."""
        if not is_from_this_machine(request):
            return self._refused(self._words.elsewhere, "not from this machine")
        if any(name in request.headers for name in SPECULATIVE):
            return Response(status_code=503, headers=PRIVATE)
        if not await run_in_threadpool(self._links.use, token):
            agent = remembered_agent(request.session)
            if agent and agent.door == "link":  # opened again by who has used it
                return RedirectResponse(CONSOLE_PAGE, 302, PRIVATE)
            return self._refused(self._words.link_over, "used, expired or wrong")
        remember_agent(request.session, SessionAgent(door="link", id=LOCAL_AGENT))
        _note(SecurityEvent.SIGNED_IN, user=LOCAL_AGENT, status=303)
        return RedirectResponse(CONSOLE_PAGE, 303, PRIVATE)

    def _refused(self, why: Notice, reason: str) -> Response:
        _note(SecurityEvent.SIGN_IN_FAILED, user="-", status=403, reason=reason.replace(" ", "_"))
        page = result_page(self._lang, why, links=[(HOME, self._home)])
        page.status_code = 403
        return page


def link_router(links: ConsoleLinks, catalog: Catalog) -> APIRouter:
    """The route. It needs WebSessionMiddleware, and is there only while links are offered."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route(LINK_PATH, LinkSignIn(links, catalog).open)
    return router


def _note(event: SecurityEvent, *, user: str, **facts: object) -> None:
    record(event, user=user, request=f"GET {LINK_PATH}", **facts)
