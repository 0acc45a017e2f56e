"""Finds the Service Desk agent in the session of a request, by whichever door they came in."""

from collections.abc import Callable, Container, MutableMapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request

from bot.channels.console.access import Agent
from bot.channels.web.api.errors import ApiError
from bot.channels.web.sessions.store import AGENT
from bot.channels.web.sessions.visitors import Identify

# Whoever opened a one-time link: there is only one, the operator of this machine.
LOCAL_AGENT = "local-agent"


class SessionAgent(BaseModel):
    """An agent whom no identity provider signed in: by a one-time link, or by the tab in Teams."""

    door: Literal["link", "teams"]
    id: Annotated[str, Field(min_length=1, max_length=200)]
    name: Annotated[str, Field(max_length=200)] = ""


def remember_agent(session: MutableMapping[str, Any], agent: SessionAgent) -> None:
    """Let the agent into the console with this session."""
    session[AGENT] = agent.model_dump()


def remembered_agent(session: MutableMapping[str, Any]) -> SessionAgent | None:
    """The agent that the session was given to, whether they may still come in or not."""
    try:
        return SessionAgent.model_validate(session[AGENT])
    except (KeyError, ValidationError):  # of another version
        return None


class SessionAgents:
    """Finds who is signed in.

    `identify`: the user of a session; `is_local`: whether a request may come by a one-time link,
    and `local_name`: what its agent is called; `teams`: object ids of the agents in Teams.
    """

    def __init__(
        self,
        identify: Identify,
        is_local: Callable[[Request], bool] = lambda _: False,
        local_name: str = "",
        teams: Container[str] = (),
    ) -> None:
        self._identify, self._is_local = identify, is_local
        self._local_name, self._teams = local_name, teams

    def __call__(self, request: Request) -> Agent:
        """The agent. Raises ApiError 401 without a sign-in, 403 for a user who is none."""
        user, audience = self._identify(request.session)
        if user is not None:
            if audience != "agent":
                raise ApiError("forbidden")
            return Agent(user.id, user.name, user.email)
        agent = remembered_agent(request.session)
        kind = request.scope["session"].kind
        if agent and (agent.door, kind) == ("link", "cookie") and self._is_local(request):
            return Agent(LOCAL_AGENT, self._local_name)
        if agent and (agent.door, kind) == ("teams", "bearer"):
            # The list may have changed since.
            if agent.id not in self._teams:
                raise ApiError("forbidden")
            return Agent(agent.id, agent.name)
        raise ApiError("unauthorized")
