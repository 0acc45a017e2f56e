"""The web application: middleware and routes around the assistant."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from bot.channels.web.api.errors import ErrorResponses, handle_errors
from bot.channels.web.security.headers import HttpsRedirect, SecurityHeaders
from bot.channels.web.security.request_guard import RequestGuard, origin_of
from bot.channels.web.security.security_log import SecurityLog
from bot.channels.web.serving.logs import RequestOrigins
from bot.channels.web.sessions.middleware import WebSessionMiddleware
from bot.channels.web.sessions.store import SessionStore
from bot.channels.web.settings import WebSettings
from common.addresses import LOOPBACK

logger = logging.getLogger(__name__)

Hook = Callable[[], Awaitable[None]]

HOUSEKEEPING_S = 3_600.0
LOCAL_HOSTS = ("localhost", LOOPBACK, "[::1]")


@dataclass(frozen=True)
class AppSettings:
    """`title`: of the API's description.

    `origins`: where our pages are served; empty: whatever address was asked for. `proxies`:
    addresses and networks whose word for the scheme of a request counts.
    """

    title: str
    hosts: Sequence[str]
    origins: Sequence[str]
    is_https: bool
    proxies: Sequence[str] = ()

    @classmethod
    def of(cls, web: WebSettings, title: str) -> "AppSettings":
        """As the settings say."""
        url = web.public_url
        public = [urlsplit(url).hostname or ""] if url else []
        return cls(
            title=title,
            hosts=[*LOCAL_HOSTS, web.host, *public],
            # Without a public address: whatever address of this machine our pages were reached by.
            origins=[origin_of(url)] if url else [],
            is_https=url.startswith("https://"),
            proxies=web.proxies,
        )


@dataclass(frozen=True)
class AppComponents:
    """What the application is made of; `files`: the path of static files and what serves them."""

    routers: Sequence[APIRouter]
    sessions: SessionStore
    errors: ErrorResponses
    housekeeping: Callable[[], None]
    start: Sequence[Hook] = ()
    close: Sequence[Hook] = ()
    files: tuple[str, ASGIApp] | None = None


def create_app(settings: AppSettings, components: AppComponents) -> FastAPI:
    """The application: middleware, the routes of the components, and nothing else."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        for start in components.start:
            await start()
        tidying = asyncio.create_task(tidy(components.housekeeping))
        yield
        tidying.cancel()
        with suppress(asyncio.CancelledError):
            await tidying
        for close in components.close:
            await close()

    app = FastAPI(
        title=settings.title,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    for router in components.routers:
        app.include_router(router)
    if components.files:
        app.mount(*components.files)
    # The last one added is the first one asked.
    app.add_middleware(WebSessionMiddleware, store=components.sessions, secure=settings.is_https)
    app.add_middleware(RequestGuard, origins=settings.origins)
    handle_errors(app, components.errors)
    if settings.is_https:
        app.add_middleware(HttpsRedirect, origin=settings.origins[0], proxies=settings.proxies)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts))
    app.add_middleware(SecurityHeaders, is_https=settings.is_https)
    app.add_middleware(SecurityLog)
    app.add_middleware(RequestOrigins)
    return app


async def tidy(housekeeping: Callable[[], None]) -> None:
    """Run it once an hour; when cancelled, wait for the run under way."""
    while True:
        work = asyncio.create_task(asyncio.to_thread(housekeeping))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])  # or the database would be closed under it
            raise
        except Exception as error:  # it is done again in an hour
            logger.error("housekeeping: %s", error)
        await asyncio.sleep(HOUSEKEEPING_S)
