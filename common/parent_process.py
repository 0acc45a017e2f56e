"""Ends a child process when its parent is gone, however the parent ended."""

import os
import threading

STANDARD_INPUT = 0
# In the environment of a process that somebody else than the supervisor has started.
FOREGROUND = "HELPDESK_FOREGROUND"
# In that of a process that a reload has started: the one in whose place it comes ends soon.
TAKES_OVER = "HELPDESK_TAKES_OVER"


def takes_over() -> bool:
    """Whether another process of the same kind still works, and is about to end."""
    return bool(os.environ.get(TAKES_OVER))


def exit_with_parent() -> None:
    """Exit as soon as standard input closes; the supervisor holds the other end of that pipe.

    A process that runs by itself (`helpdesk serve`) stays.
    """
    if os.environ.get(FOREGROUND):
        return

    def wait() -> None:
        # Not sys.stdin: a thread that waits in it would make a normal exit a fatal error.
        while os.read(STANDARD_INPUT, 1024):
            pass
        os._exit(0)

    threading.Thread(target=wait, name="exit-with-parent", daemon=True).start()
