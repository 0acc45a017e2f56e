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
    name = f"{process}.{os.getpid()}"
    scratch = folder / f"{name}.starting"
    file = scratch.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    # Seen only once it is locked: a scrape in between would take it for a dead one.
    scratch.rename(folder / f"{name}{SUFFIX}")
    _held.append(file)  # open as long as the process


def living(folder: Path) -> Counter[str]:
    """How many of each process live."""
    return Counter(_process(path) for path in folder.glob(f"*{SUFFIX}") if _is_locked(path))


def remove_dead(folder: Path) -> list[int]:
    """The ids of processes that have ended since the last call."""
    dead = [path for path in folder.glob(f"*{SUFFIX}") if not _is_locked(path)]
    for path in dead:
        path.unlink(missing_ok=True)
    return [int(path.stem.rpartition(".")[2]) for path in dead]


def _process(path: Path) -> str:
    return path.stem.rpartition(".")[0]


def _is_locked(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:  # another scrape has seen to it
        return False
    return False
