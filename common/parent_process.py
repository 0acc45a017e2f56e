"""Ends a child process when its parent is gone, however the parent ended."""

import os
import threading

STANDARD_INPUT = 0
# In the environment of a process that somebody else than the supervisor has started.
FOREGROUND = "HELPDESK_FOREGROUND"


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
