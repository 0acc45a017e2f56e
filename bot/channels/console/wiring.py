"""Puts the console's API together: one guard around every route."""

from collections.abc import Sequence

from fastapi import APIRouter, Depends, Response

from bot.channels.console.access import ConsoleAccess
from bot.channels.console.routes import about_router
from bot.channels.web.security.request_guard import CONSOLE_PATH


def console_router(access: ConsoleAccess, parts: Sequence[APIRouter]) -> APIRouter:
    """Every route of the console. `parts`: the routes of its areas, without the prefix."""
    router = APIRouter(
        prefix=CONSOLE_PATH,
        tags=["console"],
        dependencies=[Depends(access.admit), Depends(_private)],
    )
    for part in (about_router(), *parts):
        router.include_router(part)
    return router


async def _private(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"
