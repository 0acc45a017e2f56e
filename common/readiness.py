"""Tells who started this process that it can be used and still works, as sd_notify does."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from typing import Any

# The address of a datagram socket, as systemd names it for services of Type=notify.
NOTIFY_SOCKET = "NOTIFY_SOCKET"
# After how many microseconds of silence a process is taken for one that hangs.
WATCHDOG_USEC = "WATCHDOG_USEC"
READY, ALIVE = b"READY=1", b"WATCHDOG=1"
TOLD_IN_TIME = 4  # times within that silence


def announce_ready() -> None:
    """Say that this process can be used; nothing where nobody has asked to be told."""
    _tell(READY)


async def tell_alive() -> None:
    """Say again and again that the event loop turns; ends at once where nobody watches."""
    seconds = int(os.environ.get(WATCHDOG_USEC) or 0) / 1e6
    while seconds:
        _tell(ALIVE)
        await asyncio.sleep(seconds / TOLD_IN_TIME)


def announce_server(app: Any) -> None:
    """Have a Sanic server, 21 (Rasa's) or 25 (ours), say that it can be used, and that it works."""
    telling: list[asyncio.Task[None]] = []

    async def begin(*_: object) -> None:
        announce_ready()
        telling.append(asyncio.get_running_loop().create_task(tell_alive()))

    async def end(*_: object) -> None:
        for task in telling:
            task.cancel()

    app.register_listener(begin, "after_server_start")
    # Not before: while it finishes what it has begun it is watched, too.
    app.register_listener(end, "after_server_stop")


def _tell(message: bytes) -> None:
    address = os.environ.get(NOTIFY_SOCKET, "")
    if not address:
        return
    if address.startswith("@"):  # a name without a file
        address = f"\0{address[1:]}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as teller, suppress(OSError):
        # Whoever asked may be gone already, or too busy to read: no fault of this process.
        teller.sendto(message, socket.MSG_DONTWAIT, address)
