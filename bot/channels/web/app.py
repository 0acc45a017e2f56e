"""The web application: middleware and routes around the assistant."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from bot.channels.web.errors import handle_errors
from bot.channels.web.guard import Guard
from bot.channels.web.headers import SecurityHeaders, ToHttps
from bot.channels.web.logs import Origins
from bot.channels.web.security_log import SecurityLog
from bot.channels.web.session_loading import SessionLoading
from bot.channels.web.session_store import SessionStore

logger = logging.getLogger(__name__)

Hook = Callable[[], Awaitable[None]]

TITLE = "Commonwealth Service Desk assistant"
HOUSEKEEPING_S = 3_600.0


@dataclass(frozen=True)
class AppSettings:
    """`origins`: where pages of ours are served; empty: whatever address was asked for.

    `proxies`: addresses and networks that answer for the scheme of a request.
    """

    phones: str
    hosts: Sequence[str]
    origins: Sequence[str]
    is_https: bool
    proxies: Sequence[str] = ()


@dataclass(frozen=True)
class Parts:
    """What the application serves, and does beside that; `files`: their path and application."""

    routers: Sequence[APIRouter]
    sessions: SessionStore
    housekeeping: Callable[[], None]
    start: Sequence[Hook] = ()
    close: Sequence[Hook] = ()
    files: tuple[str, ASGIApp] | None = None


def create_app(settings: AppSettings, parts: Parts) -> FastAPI:
    """The application; nothing of it is public but these routes."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        for start in parts.start:
            await start()
        tidying = asyncio.create_task(tidy(parts.housekeeping))
        yield
        tidying.cancel()
        with suppress(asyncio.CancelledError):
            await tidying
        for close in parts.close:
            await close()

    app = FastAPI(
        title=TITLE,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    for router in parts.routers:
        app.include_router(router)
    if parts.files:
        app.mount(*parts.files)
    # The last one added is the first one asked.
    app.add_middleware(SessionLoading, store=parts.sessions, secure=settings.is_https)
    app.add_middleware(Guard, origins=settings.origins)
    handle_errors(app, settings.phones)
    if settings.is_https:
        app.add_middleware(ToHttps, origin=settings.origins[0], proxies=settings.proxies)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts))
    app.add_middleware(SecurityHeaders, is_https=settings.is_https)
    app.add_middleware(SecurityLog)
    app.add_middleware(Origins)
    return app


async def tidy(housekeeping: Callable[[], None]) -> None:
    """Once an hour; when it is cancelled, after what is under way."""
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
