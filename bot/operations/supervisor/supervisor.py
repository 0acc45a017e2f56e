"""Starts the processes, waits until they're healthy, and stops all when one ends or on a signal."""

import asyncio
import signal
import time
from asyncio.subprocess import Process as Child
from collections.abc import Callable, Sequence

import httpx

from bot.operations.supervisor.processes import Process, StartError, require_free_port
from common.settings import ROOT

HEALTH_INTERVAL_S = 0.1
STOP_TIMEOUT_S = 10.0


class Supervisor:
    """Runs the processes until it's told to stop; leaves none behind, however it ends.

    Each child holds the other end of a pipe and exits when it closes
    (common/parent_process.py), so that even a killed supervisor leaves no orphan.
    """

    def __init__(self, processes: Sequence[Process], start_timeout: float) -> None:
        self.processes = processes
        self.start_timeout = start_timeout
        self.children: dict[str, Child] = {}
        self._stop = asyncio.Event()

    async def run(self, on_ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM. Raises StartError in one line for anything else."""
        for process in self.processes:
            require_free_port(process)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        try:
            for process in self.processes:
                self.children[process.name] = await self._start(process)
            if await self._healthy():
                on_ready()
                await self._until_stopped()
        finally:
            await self._stop_all()

    def stop(self) -> None:
        """Ask for the end, as a signal would."""
        self._stop.set()

    async def _start(self, process: Process) -> Child:
        return await asyncio.create_subprocess_exec(
            *process.command,
            cwd=ROOT,
            env=process.environment,
            stdin=asyncio.subprocess.PIPE,
            # Ctrl-C reaches the whole terminal group; the children should hear it from us.
            start_new_session=True,
        )

    async def _healthy(self) -> bool:
        """Wait for every process; False when the end was asked for meanwhile."""
        deadline = time.monotonic() + self.start_timeout
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            for process in self.processes:
                while not self._stop.is_set() and not await _answers(client, process):
                    self._require_alive()
                    if time.monotonic() > deadline:
                        raise StartError(
                            f"the {process.name} wasn't healthy after {self.start_timeout:.0f} s: "
                            "see its messages above, or raise START_TIMEOUT in .env"
                        )
                    await asyncio.sleep(HEALTH_INTERVAL_S)
        return not self._stop.is_set()

    async def _until_stopped(self) -> None:
        ends = {asyncio.create_task(child.wait()) for child in self.children.values()}
        stop = asyncio.create_task(self._stop.wait())
        await asyncio.wait({stop, *ends}, return_when=asyncio.FIRST_COMPLETED)
        for task in (stop, *ends):
            task.cancel()
        if not self._stop.is_set():
            self._require_alive()

    def _require_alive(self) -> None:
        for name, child in self.children.items():
            if child.returncode is not None:
                raise StartError(
                    f"the {name} ended with status {child.returncode}: see its messages above"
                )

    async def _stop_all(self) -> None:
        living = [child for child in self.children.values() if child.returncode is None]
        for child in living:
            child.terminate()
        if living:
            ends = [asyncio.create_task(child.wait()) for child in living]
            _, late = await asyncio.wait(ends, timeout=STOP_TIMEOUT_S)
            for child in living:
                if late and child.returncode is None:
                    child.kill()
            await asyncio.gather(*ends)


async def _answers(client: httpx.AsyncClient, process: Process) -> bool:
    if not process.url:
        return True
    try:
        return (await client.get(process.url)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
