"""A listening socket that one process opens and another serves: connections wait meanwhile."""

import os
import socket

from common.addresses import is_ip_address

# Names the file descriptor in the environment of the process that inherits it.
INHERITED = "LISTEN_SOCKET"
BACKLOG = 1024


def open_socket(host: str, port: int) -> socket.socket:
    """A socket that is bound and does not listen yet: it refuses until somebody serves it.

    Port 0: any that is free. Raises OSError when somebody else listens there.
    """
    family = socket.AF_INET6 if is_ip_address(host) and ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
    except OSError:
        opened.close()
        raise
    return opened


def inherited_socket() -> "socket.socket | None":
    """The socket that the parent has opened for this process, if it has."""
    number = os.environ.pop(INHERITED, "")
    if not number:
        return None
    os.set_inheritable(int(number), False)
    return socket.socket(fileno=int(number))


def socket_to_serve(host: str, port: int) -> socket.socket:
    """The socket that this process serves: the parent's, or its own. Raises OSError."""
    return inherited_socket() or open_socket(host, port)


def port_of(listening: socket.socket) -> int:
    """The port of a socket that is bound."""
    port: int = listening.getsockname()[1]
    return port
