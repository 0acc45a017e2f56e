"""`POST /auth/teams-tab`: Teams' token for an agent becomes a session of the console."""

import logging
from collections.abc import Container
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from bot.channels.console.agents import SessionAgent
from bot.channels.teams.transport.errors import KeysUnavailableError
from bot.channels.teams.transport.signed_token import LONGEST_TOKEN, TokenRefusedError
from bot.channels.teams.transport.tab_token import TabUser
from bot.channels.web.api.errors import ApiError
from bot.channels.web.api.routes import address
from bot.channels.web.security.limits import RateLimits
from bot.channels.web.security.security_log import SecurityEvent, record
from bot.channels.web.sessions.store import AGENT, SessionStore
from bot.channels.web.signin.result_pages import PRIVATE

logger = logging.getLogger(__name__)

TAB_SIGN_IN = "/auth/teams-tab"
RETRY_S = 30


class TabTokenReader(Protocol):
    """Says whom a token names."""

    async def user(self, token: str) -> TabUser:
        """Raises TokenRefusedError, KeysUnavailableError."""
        ...


class TabSignInRequest(BaseModel):
    """What the page in the tab got from Teams."""

    model_config = ConfigDict(extra="forbid")

    token: Annotated[str, Field(min_length=1, max_length=LONGEST_TOKEN)]


class TabSessionBody(BaseModel):
    """A session of the console, as a bearer token: browsers keep no cookies for frames."""

    token: str


class TabSignIn:
    """The handler; `agents`: object ids of the Service Desk's agents."""

    def __init__(
        self, tokens: TabTokenReader, agents: Container[str], sessions: SessionStore
    ) -> None:
        self._tokens, self._agents, self._sessions = tokens, agents, sessions

    async def begin(self, body: TabSignInRequest, response: Response) -> TabSessionBody:
        """Begin a session for the agent whom the token names."""
        try:
            user = await self._tokens.user(body.token)
        except KeysUnavailableError as error:
            logger.warning("no sign-in in the Teams tab: %s", error)
            raise ApiError("unavailable", RETRY_S) from error
        except TokenRefusedError as error:
            logger.warning("refused a sign-in in the Teams tab: %s", error)
            _note(SecurityEvent.SIGN_IN_FAILED, "-", 401)
            raise ApiError("unauthorized") from error
        if user.id not in self._agents:
            _note(SecurityEvent.SIGN_IN_FAILED, user.id, 403)
            raise ApiError("forbidden")
        agent = SessionAgent(door="teams", id=user.id, name=user.name)
        token = await run_in_threadpool(self._sessions.begin, "bearer", {AGENT: agent.model_dump()})
        _note(SecurityEvent.SIGNED_IN, user.id, 200)
        response.headers.update(PRIVATE)
        return TabSessionBody(token=token)


def tab_router(handler: TabSignIn, rates: RateLimits) -> APIRouter:
    """The route, with the rate of every sign-in."""

    async def count(request: Request) -> None:
        await rates.count_address(address(request))

    router = APIRouter(include_in_schema=False, dependencies=[Depends(count)])
    router.add_api_route(TAB_SIGN_IN, handler.begin, methods=["POST"])
    return router


def _note(event: SecurityEvent, user: str, status: int) -> None:
    record(event, user=user, request=f"POST {TAB_SIGN_IN}", status=status)
