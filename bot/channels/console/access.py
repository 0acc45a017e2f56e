"""Who may use the console: Service Desk agents, and nobody else."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request

from bot.channels.web.api.errors import ApiError
from bot.channels.web.security.limits import refuse_for
from bot.channels.web.security.rate_windows import RateWindow, SlidingWindow

# What the audit and the log call the door.
CHANNEL = "console"
USUAL_RATE = "600/minute"


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

    `requests`: those of one agent: a search is one for each letter that is typed. `count`: counts a
    request of anybody else, by its address.
    """

    def __init__(
        self,
        identify: Identify,
        requests: RateWindow | None = None,
        count: Callable[[Request], Awaitable[None]] | None = None,
    ) -> None:
        self._identify, self._count = identify, count
        self._requests = requests or SlidingWindow(USUAL_RATE)

    async def admit(self, request: Request) -> None:
        """Let an agent in. Raises ApiError."""
        try:
            agent = self._identify(request)
        except ApiError:
            if self._count:
                await self._count(request)
            raise
        refuse_for(await self._requests.hit(agent.id))
        request.state.agent = agent


def agent_of(request: Request) -> Agent:
    """The agent whom the guard let in."""
    agent: Agent = request.state.agent
    return agent
