"""The one supervisor of a data folder: who it is, and what became of the last reload."""

import fcntl
import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from bot.operations.supervisor.processes import StartError

FILE = "supervisor.pid"
RELOADED = "reload.json"
LOOK_S = 0.2


@dataclass(frozen=True)
class ReloadOutcome:
    """What became of a reload, in one line."""

    is_done: bool
    message: str


class Instance:
    """Held while a supervisor runs; entering it raises StartError where another one does."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def __enter__(self) -> "Instance":
        self._file = (self._data_dir / FILE).open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise StartError(
                f"DATA_DIR={self._data_dir}: an assistant runs here already: stop it, or choose "
                "another folder"
            ) from None
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.truncate(0)
        self._file.close()

    def tell(self, outcome: ReloadOutcome) -> None:
        """Leave word for `helpdesk reload`."""
        scratch = self._data_dir / f".{RELOADED}"
        scratch.write_text(json.dumps(asdict(outcome)), encoding="utf-8")
        scratch.replace(self._data_dir / RELOADED)


def running_supervisor(data_dir: Path) -> int | None:
    """The process id of the supervisor of the folder; None when there is none."""
    try:
        with (data_dir / FILE).open("r+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(file.read() or 0) or None
    except (OSError, ValueError):
        return None
    return None


def ask_to_reload(data_dir: Path) -> ReloadOutcome | None:
    """Have the supervisor reload, and wait for what becomes of it; None when there is none."""
    supervisor = running_supervisor(data_dir)
    if supervisor is None:
        return None
    told = data_dir / RELOADED
    told.unlink(missing_ok=True)
    os.kill(supervisor, signal.SIGHUP)
    while not told.exists():
        if running_supervisor(data_dir) != supervisor:
            return None
        time.sleep(LOOK_S)
    found = json.loads(told.read_text(encoding="utf-8"))
    return ReloadOutcome(bool(found["is_done"]), str(found["message"]))
