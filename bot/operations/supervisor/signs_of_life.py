"""What a process tells its supervisor: that it can be used, and that it still works."""

import asyncio
import socket
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from common.readiness import ALIVE, NOTIFY_SOCKET, READY, WATCHDOG_USEC

# A server that has been silent for so long hangs: it tells four times in it that it works.
SILENCE_S = 60.0


class SignsOfLife:
    """Where a process says so. One that has never said that it works is not watched."""

    def __init__(self) -> None:
        # Only this account may write there; a path in DATA_DIR may be too long for a socket.
        self._folder = tempfile.TemporaryDirectory(prefix="helpdesk-")
        self._address = str(Path(self._folder.name) / "ready")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(self._address)
        self.ready = asyncio.Event()
        self._heard: float | None = None
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that tell a process where, and how often."""
        return {NOTIFY_SOCKET: self._address, WATCHDOG_USEC: str(int(SILENCE_S * 1e6))}

    def begin(self) -> None:
        """Another process starts."""
        self.ready.clear()
        self._heard = None

    def may_be_silent(self) -> float | None:
        """Seconds until it is taken for one that hangs, 0 at last; None where it isn't watched."""
        if self._heard is None:
            return None
        return max(0.0, self._heard + SILENCE_S - time.monotonic())

    def close(self) -> None:
        """Listen no more."""
        if self._socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self._folder.cleanup()

    def _read(self) -> None:
        with suppress(OSError):
            told = self._socket.recv(256).split(b"\n")
            if READY in told:
                self.ready.set()
            if ALIVE in told:
                self._heard = time.monotonic()
