"""Keeps the assistant running: starts, restarts, reloads and ends its processes."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from bot.operations.supervisor.generation import Generation
from bot.operations.supervisor.instance import Instance, ReloadOutcome
from bot.operations.supervisor.processes import Plan, StartError, app_environment
from common.engine_list import EngineList
from common.readiness import announce_ready
from common.settings import ROOT

# After which every web app has read the new list of engines.
SWITCH_S = 2.5

# Which end or reload the assistant.
HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Gets everything ready for a reload, in the background. Raises StartError.
Prepare = Callable[[], Awaitable[Plan]]
Say = Callable[[str], None]


def become_supervisor(model: Path) -> NoReturn:
    """Replace this program: the process stays the same for whoever started it."""
    # They wait, rather than end a program that does not handle them yet.
    signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
    os.chdir(ROOT)
    command = [sys.executable, "-m", __package__, str(model)]
    os.execve(command[0], command, app_environment())


class Supervisor:
    """Runs the processes until it's told to stop; leaves none behind, however it ends."""

    def __init__(self, plan: Plan, prepare: Prepare, say: Say) -> None:
        """`say`: tells the operator what became of a reload."""
        self.plan = plan
        self._prepare, self._say = prepare, say
        self._stop = asyncio.Event()
        self._failure: StartError | None = None
        self._reloading: asyncio.Task[None] | None = None
        self._had_terminal = os.isatty(sys.stderr.fileno())
        self.generation: Generation | None = None
        self._leaving: Generation | None = None
        self._is_listed = False
        self._is_starting = True

    async def run(self, on_ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM; SIGHUP reloads. Raises StartError in one line."""
        self._handle_signals()
        with Instance(self.plan.data_dir) as instance:
            self._instance = instance
            try:
                self.generation = Generation(self.plan, self._failed, self._list)
                self._is_listed = True
                self._list()
                if await self._started():
                    self._is_starting = False
                    on_ready()
                    announce_ready()
                    await self._stop.wait()
            finally:
                await self._end()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Ask for the end, as a signal would; asked twice, nothing is waited for."""
        if self._stop.is_set():
            self._kill()
        self._stop.set()

    def reload(self) -> None:
        """Take what is new, as SIGHUP asks for; one that is under way is enough."""
        if self._had_terminal and not os.isatty(sys.stderr.fileno()):
            self.stop()  # the signal means that the terminal was closed
        elif self._reloading is None or self._reloading.done():
            self._reloading = asyncio.create_task(self._reload())

    def _handle_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self.reload)
        # Those that came before (become_supervisor) come now.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)

    async def _started(self) -> bool:
        """Whether all are ready; False when the end was asked for meanwhile."""
        assert self.generation is not None
        starts = asyncio.create_task(self.generation.start_together())
        stop = asyncio.create_task(self._stop.wait())
        await asyncio.wait({starts, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not starts.done():
            starts.cancel()
            with suppress(asyncio.CancelledError, StartError):
                await starts
            return False
        stop.cancel()
        starts.result()
        return not self._stop.is_set()

    async def _reload(self) -> None:
        """Bring up the new generation beside the old one; the old one ends when it answers."""
        if self._is_starting:
            outcome = ReloadOutcome(False, "not reloaded: the assistant is still starting")
        else:
            try:
                await self._switch(await self._prepare())
                outcome = ReloadOutcome(True, "reloaded: the new processes answer")
            except StartError as error:
                outcome = ReloadOutcome(False, f"not reloaded, all goes on as it was: {error}")
            except Exception as error:  # whatever it is, people must not notice
                kind = type(error).__name__
                outcome = ReloadOutcome(
                    False, f"not reloaded, all goes on as it was: {kind}: {error}"
                )
        self._say(outcome.message)
        self._instance.tell(outcome)

    async def _switch(self, plan: Plan) -> None:
        old = self.generation
        assert old is not None
        new = Generation(plan, self._failed, self._list, anew=True)
        try:
            await new.start_beside(old)
        except BaseException:
            await new.end()
            raise
        self.plan, self.generation, self._leaving = plan, new, old
        self._list()
        await asyncio.sleep(SWITCH_S)
        await old.end()
        self._leaving = None

    def _list(self) -> None:
        """Write which engines there are."""
        if self.generation is not None and self._is_listed:
            EngineList(self.generation.urls, str(self.plan.model)).write(self.plan.data_dir)

    def _failed(self, error: StartError) -> None:
        self._failure = self._failure or error
        self._stop.set()

    async def _end(self) -> None:
        if self._reloading is not None and not self._reloading.done():
            self._reloading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reloading
        await asyncio.gather(*(one.end() for one in (self.generation, self._leaving) if one))
        if self._is_listed:
            EngineList.remove(self.plan.data_dir)

    def _kill(self) -> None:
        for generation in (self.generation, self._leaving):
            if generation is not None:
                generation.kill()
