"""Which engines the supervisor has running: a file that it writes and all others read."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "engines.json"


@dataclass(frozen=True)
class EngineList:
    """The addresses of the engines that take messages, and the file of the model they serve."""

    urls: tuple[str, ...] = ()
    model: str = ""

    def write(self, data_dir: Path) -> None:
        """Put the list in the place of the last one, all at once."""
        file = data_dir / FILE
        scratch = file.with_name(f".{FILE}.{os.getpid()}")
        scratch.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")
        scratch.replace(file)

    @classmethod
    def read(cls, data_dir: Path) -> "EngineList | None":
        """The list as it was written last; None where no supervisor runs."""
        try:
            found = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
            return cls(tuple(map(str, found["urls"])), str(found["model"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @staticmethod
    def remove(data_dir: Path) -> None:
        """Say that no supervisor runs any more."""
        (data_dir / FILE).unlink(missing_ok=True)
