"""Puts the console's API together: one guard around every route."""

from collections.abc import Sequence

from fastapi import APIRouter, Depends, Response
from starlette.requests import Request

from bot.channels.console.access import Agent, ConsoleAccess
from bot.channels.console.routes import about_router
from bot.channels.web.api.errors import ApiError
from bot.channels.web.sessions.visitors import Identify

PREFIX = "/api/console"


def console_router(access: ConsoleAccess, parts: Sequence[APIRouter]) -> APIRouter:
    """Every route of the console. `parts`: the routes of its areas, without the prefix."""
    router = APIRouter(
        prefix=PREFIX, tags=["console"], dependencies=[Depends(access.admit), Depends(_private)]
    )
    for part in (about_router(), *parts):
        router.include_router(part)
    return router


class SessionAgents:
    """Finds the agent in the session of a request; `identify`: the user of a session."""

    def __init__(self, identify: Identify) -> None:
        self._identify = identify

    def __call__(self, request: Request) -> Agent:
        """The agent. Raises ApiError 401 without a sign-in, 403 for a user who is none."""
        user, audience = self._identify(request.session)
        if user is None:
            raise ApiError("unauthorized")
        if audience != "agent":
            raise ApiError("forbidden")
        return Agent(user.id, user.name, user.email)


async def _private(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"
