"""What each bench does for itself: files enough, and an orderly end."""

import resource
import signal
from types import FrameType


def end_on_signals() -> None:
    """SIGTERM ends a bench as Ctrl-C does, so that what it has started is stopped, too.

    And it may open as many files as the machine lets it: each page has a connection.
    """
    signal.signal(signal.SIGTERM, _end)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
