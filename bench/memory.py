"""What the processes of the assistant hold in memory after 200 questions that nobody has seen.

`python -m bench.memory [--before CHECKOUT] [--messages N]` starts `helpdesk run` of this project
(and of another checkout, with its model), asks, and prints for each process PSS, in which memory
that several share counts once, and what is its own and written. One line of JSON, then Markdown.
"""

import argparse
import json
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from bench.message import CONVERSATION
from bench.questions import questions
from bench.sides import Side, running_assistant
from bench.tables import table
from common.settings import ROOT

MESSAGES = 200
SETTLE_S = 3.0
KB = 1024
FIELDS = {"Pss": "PSS", "Private_Dirty": "own and written"}


def memory(number: int) -> dict[str, float]:
    """Megabytes of a process, as the kernel counts them."""
    lines = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii").splitlines()
    found = dict(line.split(":") for line in lines[1:])
    return {name: int(found[name].split()[0]) / KB for name in FIELDS}


def ask(side: Side, messages: int) -> float:
    """Say the questions in conversations; what a message took of the processor, in ms."""
    before = side.processor_ms()
    for place, text in enumerate(islice(cycle(questions()), messages)):
        side.send(text, f"memory-{place // CONVERSATION}")
    return (side.processor_ms() - before) / messages


def measured(root: Path, messages: int) -> dict[str, dict[str, float]]:
    """Memory of each process of a checkout's assistant after so many messages, and their sum."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        side, assistant = running_assistant("ours", Path(folder) / "ours", root)
        try:
            start_s, start_ms = time.monotonic() - started, side.processor_ms()
            message_ms = ask(side, messages)
            time.sleep(SETTLE_S)
            found = {named: memory(one.pid) for one, named in side.processes.items()}
        finally:
            assistant.stop()
    found["all"] = {name: sum(one[name] for one in found.values()) for name in FIELDS}
    found["costs"] = {"start_s": start_s, "start_ms": start_ms, "message_ms": message_ms}
    return found


def main() -> None:
    """Measure, print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--before", type=Path, help="a checkout of another commit, with its model")
    given.add_argument("--messages", type=int, default=MESSAGES)
    arguments = given.parse_args()
    roots = {"before": arguments.before} if arguments.before else {}
    sides = {
        name: measured(root, arguments.messages) for name, root in {**roots, "now": ROOT}.items()
    }
    print(json.dumps(sides))
    heading = [f"{name}: {field} MB" for name in sides for field in FIELDS.values()]
    processes = [name for name in sides["now"] if name != "costs"]
    rows = [
        [process, *(side[process][name] for side in sides.values() for name in FIELDS)]
        for process in processes
    ]
    print(table(["process", *heading], rows))
    costs = {
        "start_s": "seconds of a start by the clock",
        "start_ms": "milliseconds of the processor of a start",
        "message_ms": "milliseconds of the processor of a message",
    }
    print(
        table(
            ["", *sides], [[t, *(s["costs"][n] for s in sides.values())] for n, t in costs.items()]
        )
    )


if __name__ == "__main__":
    main()
