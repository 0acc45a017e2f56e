"""One process under supervision: started, started again when it ends, and told to end."""

import asyncio
import logging
import socket
from asyncio.subprocess import Process as Running
from collections.abc import Callable
from contextlib import suppress

from bot.operations.supervisor import signs_of_life
from bot.operations.supervisor.processes import Process, ServedPort, StartError
from bot.operations.supervisor.restarts import MOST_ENDS, Restarts
from bot.operations.supervisor.signs_of_life import SignsOfLife
from common.addresses import local_url
from common.listening_socket import INHERITED, open_socket, port_of
from common.settings import ROOT

logger = logging.getLogger(__name__)

Failed = Callable[[StartError], None]

# How often it is looked at whether a process that told nothing yet is watched.
LOOK_S = 5.0


class Child:
    """Runs a process until it is told to end.

    The process holds the other end of a pipe and exits when it closes (common/parent_process.py),
    so that even a killed supervisor leaves none behind.
    """

    def __init__(
        self,
        process: Process,
        start_timeout: float,
        failed: Failed,
        restarted: Callable[[], None] = lambda: None,
    ) -> None:
        """`failed`: is told that the process is given up; `restarted`: it may listen elsewhere."""
        self.process = process
        self._start_timeout = start_timeout
        self._failed = failed
        self._restarted = restarted
        self._restarts = Restarts()
        self._socket: socket.socket | None = None
        self._port = process.serves.port if process.serves else 0
        self._signs = SignsOfLife()
        self._running: Running | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._is_ending = False

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        running = self._running
        return running.pid if running and running.returncode is None else None

    @property
    def url(self) -> str:
        """Where it is reached on this machine."""
        assert self.process.serves is not None
        return local_url(self.process.serves.host, self._port)

    def open(self) -> None:
        """Open its socket, so that its address is known. Raises StartError."""
        serves = self.process.serves
        if serves is None or self._socket is not None:
            return
        self._socket = _opened(self.process.name, serves, self._port)
        self._port = port_of(self._socket)

    def take_socket(self, other: "Child") -> None:
        """Serve the socket that another process serves still, so that nobody is refused."""
        assert other._socket is not None
        self._socket, self._port = other._socket.dup(), other._port

    async def start(self) -> None:
        """Start it and wait until it is ready; from then on it is started again when it ends.

        Raises StartError when it ends by itself or takes too long. One that is killed meanwhile is
        started again.
        """
        while True:
            self.open()
            await self._spawn()
            if await self._is_ready():
                self._keeping = asyncio.create_task(self._keep())
                return
            assert self._running is not None
            status = await self._running.wait()
            if status >= 0 or self._is_ending:
                raise StartError(
                    f"the {self.process.name} ended with status {status}: see its messages above"
                )
            await self._pause(status)

    async def end(self, within: float) -> None:
        """Tell it to finish what it has begun; after so many seconds it is killed."""
        self._is_ending = True
        self.close_socket()
        try:
            if self._keeping is not None:
                self._keeping.cancel()
                with suppress(asyncio.CancelledError):
                    await self._keeping
            if self._running is not None and self._running.returncode is None:
                self._running.terminate()
                try:
                    await asyncio.wait_for(self._running.wait(), within)
                except TimeoutError:
                    self.kill()
                    await self._running.wait()
        finally:
            self._signs.close()

    def kill(self) -> None:
        """End it at once."""
        if self._running is not None and self._running.returncode is None:
            self._running.kill()

    def close_socket(self) -> None:
        """What the process serves ends with it."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    async def _spawn(self) -> None:
        self._signs.begin()
        environment = {**self.process.environment, **self._signs.environment}
        handed: tuple[int, ...] = ()
        if self._socket is not None:
            handed = (self._socket.fileno(),)
            environment[INHERITED] = str(handed[0])
        self._running = await asyncio.create_subprocess_exec(
            *self.process.command,
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            pass_fds=handed,
            # Ctrl-C reaches the whole terminal group; the children should hear it from us.
            start_new_session=True,
        )
        if self.process.serves is not None and not self.process.serves.is_kept:
            self.close_socket()

    async def _is_ready(self) -> bool:
        """Wait until it says so; False when it has ended. Raises StartError after too long."""
        assert self._running is not None
        ready = asyncio.create_task(self._signs.ready.wait())
        ended = asyncio.create_task(self._running.wait())
        try:
            await asyncio.wait(
                {ready, ended},
                timeout=self._start_timeout,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            for task in (ready, ended):
                task.cancel()
        if self._signs.ready.is_set():
            return True
        if self._running.returncode is not None:
            return False
        raise StartError(
            f"the {self.process.name} wasn't ready after {self._start_timeout:.0f} s: "
            "see its messages above, or raise START_TIMEOUT in .env"
        )

    async def _keep(self) -> None:
        """Start it again whenever it ends, until that is given up."""
        try:
            while True:
                await self._pause(await self._end_of_running())
                self.open()
                await self._spawn()
                self._restarted()
                try:
                    await self._is_ready()
                except StartError as error:
                    logger.error("%s", error)
                    self.kill()
        except StartError as error:
            self._failed(error)

    async def _end_of_running(self) -> int:
        """The status with which it ends; one that says nothing for too long is killed."""
        assert self._running is not None
        ended = asyncio.create_task(self._running.wait())
        try:
            while not ended.done():
                await asyncio.wait({ended}, timeout=self._signs.may_be_silent() or LOOK_S)
                if self._signs.may_be_silent() == 0 and not ended.done():
                    logger.error(
                        "the %s has not answered for %.0f s and is killed",
                        self.process.name,
                        signs_of_life.SILENCE_S,
                    )
                    self.kill()
                    await ended
        finally:
            ended.cancel()
        return ended.result()

    async def _pause(self, status: int) -> None:
        """Wait before the next start. Raises StartError when that is given up."""
        seconds = self._restarts.wait()
        if seconds is None:
            raise StartError(
                f"the {self.process.name} ended {MOST_ENDS} times within a minute, at last with "
                f"status {status}: see its messages above"
            )
        logger.warning(
            "the %s ended with status %s and is started again", self.process.name, status
        )
        await asyncio.sleep(seconds)


def _opened(name: str, serves: ServedPort, port: int) -> socket.socket:
    try:
        return open_socket(serves.host, port)
    except OSError as error:
        if serves.or_any:
            return open_socket(serves.host, 0)
        raise StartError(
            f"port {port} for the {name} is in use: stop what listens there "
            f"or choose another port ({serves.setting} in .env)"
        ) from error
