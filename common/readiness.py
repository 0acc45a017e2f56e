"""Tells who started this process that it can be used now, as systemd's sd_notify does."""

import os
import socket
from contextlib import suppress

# The address of a datagram socket, as systemd names it for services of Type=notify.
NOTIFY_SOCKET = "NOTIFY_SOCKET"
READY = b"READY=1"


def announce_ready() -> None:
    """Say that this process can be used; nothing where nobody has asked to be told."""
    address = os.environ.get(NOTIFY_SOCKET, "")
    if not address:
        return
    if address.startswith("@"):  # a name without a file
        address = f"\0{address[1:]}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as teller, suppress(OSError):
        # Whoever asked may be gone already: its end is no fault of this process.
        teller.sendto(READY, address)
