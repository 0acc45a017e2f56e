"""How long understanding alone takes: a process of each side, asked in turn."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.tables import Measurements
from bot.operations.supervisor.engine_jobs import environment
from common.settings import ROOT, SharedSettings, load_settings

WARM_UP = 10


class Parser(NamedTuple):
    """A side's process; `root` is the checkout whose code it runs."""

    name: str
    process: subprocess.Popen[str]

    def parse(self, text: str) -> tuple[float, float]:
        """Milliseconds by the clock and of the processor."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(text) + "\n")
        self.process.stdin.flush()
        clock, processor = self.read()["times"]
        return clock, processor

    def read(self) -> dict[str, list[float]]:
        """The next line of JSON; Rasa may print others."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                found: dict[str, list[float]] = json.loads(line)
                return found
        raise ConnectionError(f"the parser of {self.name} ended")


@contextmanager
def parser(name: str, python: Path, model: Path, *options: str) -> Iterator[Parser]:
    """Load a model; the process ends with the block."""
    with subprocess.Popen(
        [python, "-W", "ignore", "-m", "bench.side", "parse", model, *options],
        cwd=ROOT,
        env={**environment(load_settings(SharedSettings)), "TF_CPP_MIN_LOG_LEVEL": "3"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        found = Parser(name, process)
        found.read()
        yield found
        assert process.stdin is not None
        process.stdin.close()


def parse_in_turn(parsers: Sequence[Parser], texts: Sequence[str], figures: Measurements) -> None:
    """Each text by each side, one after the other."""
    for place, text in enumerate([*texts[:WARM_UP], *texts]):
        for one in parsers:
            clock, processor = one.parse(text)
            if place >= WARM_UP:
                figures.add(one.name, "parse, clock", [clock])
                figures.add(one.name, "parse, processor", [processor])
