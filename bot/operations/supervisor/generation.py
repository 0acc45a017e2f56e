"""The processes that a reload replaces together: web app, delivery, engines, action server."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from bot.operations.supervisor.child import Child, Failed
from bot.operations.supervisor.processes import Plan, Process, StartError
from common.parent_process import TAKES_OVER

# Beyond the time of an answer: what else a process does before it ends.
END_S = 6.0
MOST_PROBES = 3


class Generation:
    """Everything that a start or a reload brings up, with its own addresses."""

    def __init__(
        self, plan: Plan, failed: Failed, relist: Callable[[], None], *, anew: bool = False
    ) -> None:
        """`anew`: another generation runs beside this one. Raises StartError."""
        self.plan = plan
        self._failed, self._relist = failed, relist
        self._is_anew = anew
        self.actions: Child | None = None
        self.engines: list[Child] = []
        try:
            actions = plan.action_server(anew=anew)
            if actions is not None:
                self.actions = self._child(actions)
                self.actions.open()
            self._actions_url = self.actions.url if self.actions else plan.actions_url
            for process in plan.engines(self._actions_url, anew=anew):
                self.engines.append(self._child(process))
                self.engines[-1].open()
            self.web = self._child(plan.web_app(self._actions_url))
            self.delivery = self._child(plan.delivery())
        except StartError:
            self.close_sockets()
            raise

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of its engines."""
        return tuple(engine.url for engine in self.engines)

    @property
    def children(self) -> list[Child]:
        """All its processes, in the order in which they end: who asks before who is asked."""
        actions = [self.actions] if self.actions else []
        return [self.web, self.delivery, *self.engines, *actions]

    async def start_together(self) -> None:
        """Start all at once; each waits for those that it needs. Raises StartError."""
        self.web.open()
        await together(*(child.start() for child in self.children))

    async def start_beside(self, other: "Generation") -> None:
        """Start while another serves: its web app is joined last, when a question is answered.

        Raises StartError, and nothing has changed for anybody.
        """
        if self.actions is not None:
            await self.actions.start()
        for engine in self.engines:  # one after the other: people need the machine meanwhile
            await engine.start()
            if not await self._is_answering(engine.url):
                raise StartError(f"the new {engine.process.name} doesn't answer a question")
        await self.delivery.start()  # each request is taken by one of the two
        self.web.take_socket(other.web)
        await self.web.start()

    async def _is_answering(self, engine: str) -> bool:
        """Whether it answers a question: on a busy machine not always the first one in time."""
        for _ in range(MOST_PROBES):
            if await self.plan.is_answering(engine):
                return True
        return False

    async def end(self) -> None:
        """End all: each finishes what it has begun while those that it asks are still there."""
        within = self.plan.answer_timeout + END_S
        await asyncio.gather(self.web.end(within), self.delivery.end(within))
        await asyncio.gather(*(engine.end(within) for engine in self.engines))
        if self.actions is not None:
            await self.actions.end(within)

    def kill(self) -> None:
        """End all at once."""
        for child in self.children:
            child.kill()

    def close_sockets(self) -> None:
        """Nobody will serve them."""
        for child in [*self.engines, *([self.actions] if self.actions else [])]:
            child.close_socket()

    def _child(self, process: Process) -> Child:
        if self._is_anew:
            process = replace(process, environment={**process.environment, TAKES_OVER: "1"})
        return Child(process, self.plan.start_timeout, self._failed, self._relist)


async def together(*starts: Coroutine[Any, Any, None]) -> None:
    """Wait for all; the first that fails ends the others, and is raised."""
    tasks = [asyncio.create_task(start) for start in starts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
