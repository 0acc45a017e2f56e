"""One process under supervision: started, started again when it ends, and told to end."""

import asyncio
import logging
import socket
import tempfile
from asyncio.subprocess import Process as Running
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.operations.supervisor.processes import Process, ServedPort, StartError
from bot.operations.supervisor.restarts import MOST_ENDS, Restarts
from common.addresses import local_url
from common.listening_socket import INHERITED, open_socket, port_of
from common.readiness import NOTIFY_SOCKET, READY
from common.settings import ROOT

logger = logging.getLogger(__name__)

Failed = Callable[[StartError], None]


class ReadyNotice:
    """Where a process says that it can be used."""

    def __init__(self) -> None:
        # Only this account may write there; a path in DATA_DIR may be too long for a socket.
        self._folder = tempfile.TemporaryDirectory(prefix="helpdesk-")
        self.address = str(Path(self._folder.name) / "ready")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(self.address)
        self.event = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    def _read(self) -> None:
        with suppress(OSError):
            if READY in self._socket.recv(256).split(b"\n"):
                self.event.set()

    def close(self) -> None:
        """Listen no more."""
        if self._socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self._folder.cleanup()


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
        self._notice = ReadyNotice()
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
            self._notice.close()

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
        self._notice.event.clear()
        environment = {**self.process.environment, NOTIFY_SOCKET: self._notice.address}
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
        ready = asyncio.create_task(self._notice.event.wait())
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
        if self._notice.event.is_set():
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
                assert self._running is not None
                await self._pause(await self._running.wait())
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
