"""Who may use the console: Service Desk agents, and nobody else."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request

from bot.channels.web.api.errors import ApiError
from bot.channels.web.security.limits import SlidingWindow

# What the audit and the log call the door.
CHANNEL = "console"


@dataclass(frozen=True)
class Agent:
    """A Service Desk agent, as the sign-in names them."""

    id: str
    name: str = ""
    email: str = ""


# The agent of a request; raises ApiError 401 for nobody, 403 for anybody else.
Identify = Callable[[Request], Agent]


class ConsoleAccess:
    """The one guard of every route under /api/console.

    `rate`: requests of one agent, as the library `limits` writes it: a search is one for each
    letter that is typed. `count`: counts a request of anybody else, by its address.
    """

    def __init__(
        self,
        identify: Identify,
        rate: str = "600/minute",
        count: Callable[[Request], Awaitable[None]] | None = None,
    ) -> None:
        self._identify, self._count = identify, count
        self._requests = SlidingWindow(rate)

    async def admit(self, request: Request) -> None:
        """Let an agent in. Raises ApiError."""
        try:
            agent = self._identify(request)
        except ApiError:
            if self._count:
                await self._count(request)
            raise
        if wait := self._requests.hit(agent.id):
            seconds = max(1, math.ceil(wait))
            raise ApiError("rate_limited", seconds, {"seconds": seconds})
        request.state.agent = agent


def agent_of(request: Request) -> Agent:
    """The agent whom the guard let in."""
    agent: Agent = request.state.agent
    return agent
