"""Which processes of a host live: each holds the lock of a file, which ends when the process does.

A file with a process id would not do: the id is given to another program some day.
"""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from pathlib import Path
from typing import IO

SUFFIX = ".alive"

_held: list[IO[str]] = []


def hold(folder: Path, process: str) -> None:
    """Say that this process lives, until it ends. Raises OSError."""
    file = (folder / f"{process}.{os.getpid()}{SUFFIX}").open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    _held.append(file)  # open as long as the process


def living(folder: Path) -> tuple[Counter[str], list[int]]:
    """How many of each process live, and the ids of those that have ended, which are told once."""
    alive: Counter[str] = Counter()
    ended = []
    for path in folder.glob(f"*{SUFFIX}"):
        process, _, number = path.name.removesuffix(SUFFIX).rpartition(".")
        if _is_locked(path):
            alive[process] += 1
        else:
            path.unlink(missing_ok=True)
            ended.append(int(number))
    return alive, ended


def _is_locked(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:  # another scrape has seen to it
        return False
    return False
