"""The web application: middleware and routes around the assistant."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from fastapi import APIRouter, FastAPI
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from bot.front.errors import handle_errors
from bot.front.guard import Guard
from bot.front.session import SESSION_S

logger = logging.getLogger(__name__)

Hook = Callable[[], Awaitable[None]]

TITLE = "Commonwealth Service Desk assistant"
COOKIE = "service_desk_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
HOUSEKEEPING_S = 3_600.0


@dataclass(frozen=True)
class AppSettings:
    """`origins`: where pages of ours are served; empty: whatever address was asked for."""

    secret: str = field(repr=False)
    phones: str
    hosts: Sequence[str]
    origins: Sequence[str]
    is_https: bool


@dataclass(frozen=True)
class Parts:
    """What the application serves, and does beside that; `files`: their path and application."""

    routers: Sequence[APIRouter]
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
        tidying = asyncio.create_task(_tidy(parts.housekeeping))
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
    handle_errors(app, settings.phones)
    for router in parts.routers:
        app.include_router(router)
    if parts.files:
        app.mount(*parts.files)
    app.add_middleware(
        SessionMiddleware,
        secret_key=settings.secret,
        session_cookie=SECURE_COOKIE if settings.is_https else COOKIE,
        max_age=SESSION_S,
        same_site="lax",
        https_only=settings.is_https,
    )
    app.add_middleware(Guard, origins=settings.origins)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts))
    return app


async def _tidy(housekeeping: Callable[[], None]) -> None:
    while True:
        try:
            await asyncio.to_thread(housekeeping)
        except Exception as error:  # it is done again in an hour
            logger.error("housekeeping: %s", error)
        await asyncio.sleep(HOUSEKEEPING_S)
