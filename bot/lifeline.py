"""Ends a child process when its parent is gone, however the parent ended."""

import os
import sys
import threading


def follow_parent() -> None:
    """Exit as soon as standard input closes: the supervisor holds the other end of the pipe."""

    def wait() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        os._exit(0)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
