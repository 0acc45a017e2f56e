"""What one message costs: ours as it runs, stock Rasa, and an earlier commit of ours, in one run.

`python -m bench.message [--before CHECKOUT] [--minutes M]` starts the sides, then asks them in
turn, round by round, so that what else the machine does falls on all. Times of the processor count
where it is busy; times by the clock only beside one another. Prints tables in Markdown.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count, cycle
from pathlib import Path

from bench.long_messages import long_messages
from bench.parsing import parse_in_turn, parser
from bench.questions import questions
from bench.sides import Side, running_assistant, stock_side
from bench.stock import PYTHON as STOCK_PYTHON
from bench.stock import StockServer, write_project
from bench.tables import Measurements, table
from bot.operations.supervisor.engine_jobs import ENGINE_PYTHON
from bot.operations.supervisor.prepare import model_path
from common.settings import ROOT, SharedSettings, load_settings

IN_FLIGHT = (1, 4)
MESSAGES = 40  # of a round
CONVERSATION = 10  # messages
SHORT, LONG = 10, 1_000
PLACES = {"message 10": 0, "message 1,000": LONG // SHORT}  # times that what was said is repeated
PROBES = 10  # messages measured at the end of a conversation
MOST_LONG_ROUNDS = 2
PARSED = 200
INTENTS, EXAMPLES = 12, 8  # of stock Rasa: training is not what is measured
OURS = "ours"
NUMBERS = count()


def rate(side: Side, asked: Iterator[str], at_once: int, figures: Measurements) -> None:
    """One round: messages a second, times, and what a message takes of the processor."""
    talks = [[next(asked) for _ in range(MESSAGES // at_once)] for _ in range(at_once)]

    def talk(texts: list[str]) -> list[float]:
        spent = []
        for place, text in enumerate(texts):
            if place % CONVERSATION == 0:
                sender = f"rate-{next(NUMBERS)}"
            spent.append(side.send(text, sender))
        return spent

    before = side.processor_ms()
    with ThreadPoolExecutor(at_once) as pool:
        times = [one for spent in pool.map(talk, talks) for one in spent]
    took = side.processor_ms() - before
    figures.add(side.name, f"clock, {at_once} in flight", times)
    figures.add(side.name, f"processor, {at_once} in flight", [took / len(times)])
    figures.add(side.name, f"rate, {at_once} in flight", [1000 * at_once / statistics.mean(times)])


def converse(side: Side, asked: Iterator[str], sender: str, messages: int) -> float:
    """Say so many messages; what each took of the processor."""
    before = side.processor_ms()
    for _ in range(messages):
        side.send(next(asked), sender)
    return (side.processor_ms() - before) / messages


def ends(side: Side, asked: Sequence[str], figures: Measurements) -> None:
    """The same messages after nine others, and after the same nine at the end of a thousand.

    What was said first is repeated in the store, since saying it all takes hours. Then it is said
    once more: ours finds out where the end begins, and is given back what reading it all took.
    """
    probes, padding = asked[:PROBES], asked[PROBES:]
    for text in probes:
        for place, times in PLACES.items():
            sender = f"place-{next(NUMBERS)}"
            converse(side, iter(padding), sender, SHORT - 1)
            if times:
                side.lengthen(sender, times)
                converse(side, iter(padding), sender, SHORT - 1)
            figures.add(side.name, place, [converse(side, iter([text]), sender, 1)])


def longest(side: Side, figures: Measurements) -> None:
    """Messages of 4,000 characters, each in a conversation of its own."""
    for kind, text in long_messages().items():
        sender = f"kind-{next(NUMBERS)}"
        side.send("hello", sender)
        before = side.processor_ms()
        figures.add(side.name, f"{kind}, clock", [side.send(text, sender)])
        figures.add(side.name, f"{kind}, processor", [side.processor_ms() - before])


def measure(sides: Sequence[Side], minutes: float, figures: Measurements) -> None:
    """Rounds until the time is over, side by side."""
    texts = questions()
    asked = {side.name: cycle(texts) for side in sides}
    for side in sides:  # warm
        converse(side, asked[side.name], f"warm-{side.name}", CONVERSATION)
    until = time.monotonic() + 60 * minutes
    for number in count():
        if time.monotonic() > until:
            break
        for at_once in IN_FLIGHT:
            for side in sides:
                rate(side, asked[side.name], at_once, figures)
        if number < MOST_LONG_ROUNDS:
            for side in sides:
                ends(side, texts[number * SHORT * 2 :][: SHORT + PROBES], figures)
                longest(side, figures)
        print(f"round {number + 1}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)


def report(sides: Sequence[Side], figures: Measurements) -> None:
    """Print the tables."""
    names = [side.name for side in sides]
    rows: list[list[object]] = []
    for at_once in IN_FLIGHT:
        flight = f", {at_once} in flight"
        rows.append(
            [f"messages a second{flight}", *(figures.mean(n, f"rate{flight}") for n in names)]
        )
        for percent in (50, 99):
            times = (figures.quantile(n, f"clock{flight}", percent) for n in names)
            rows.append([f"p{percent} ms{flight}", *times])
        cores = (figures.mean(n, f"processor{flight}") for n in names)
        rows.append([f"core-milliseconds a message{flight}", *cores])
    rows += [
        [f"{place}: core-milliseconds", *(figures.mean(n, place) for n in names)]
        for place in PLACES
    ]
    for unit in ("clock", "processor"):
        for percent in (50, 99):
            times = (figures.quantile(n, f"parse, {unit}", percent) for n in names)
            rows.append([f"parse p{percent} ms, {unit}", *times])
    print(table(["", *names], rows), "\n")
    kinds = [
        [
            kind,
            *(
                figures.quantile(n, f"{kind}, {unit}", 50)
                for unit in ("clock", "processor")
                for n in names
            ),
        ]
        for kind in long_messages()
    ]
    heading = [f"{name}, {unit} ms" for unit in ("clock", "processor") for name in names]
    print(table(["4,000 characters", *heading], kinds), "\n")
    for side in sides:
        memory = side.memory_mb()
        spent = side.processor_ms_by_process()
        rows = [[name, memory[name], spent[name] / 1000] for name in memory]
        rows.append(["all", sum(memory.values()), sum(spent.values()) / 1000])
        print(table([side.name, "memory (PSS) MB", "processor s"], rows), "\n")


def main() -> None:
    """Start the sides, measure, report."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--before", type=Path, help="a checkout of another commit, with its model")
    given.add_argument("--stock", type=Path, help="keep stock Rasa's project here")
    given.add_argument("--without-stock", action="store_true")
    given.add_argument("--minutes", type=float, default=10)
    arguments = given.parse_args()
    figures = Measurements()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ours, assistant = running_assistant(OURS, folder / "ours", ROOT)
        stack.callback(assistant.stop)
        sides, models = (
            [ours],
            [(OURS, ENGINE_PYTHON, model_path(load_settings(SharedSettings)), "--slim")],
        )
        if arguments.before:
            before, other = running_assistant("before", folder / "before", arguments.before)
            stack.callback(other.stop)
            sides.append(before)
        if not arguments.without_stock:
            project = arguments.stock or folder / "stock"
            if not project.exists():
                write_project(project, INTENTS, EXAMPLES)
            server = StockServer(project, assistant)
            server.train()
            stack.enter_context(server)
            sides.append(stock_side(server, assistant))
            models.append(("stock", STOCK_PYTHON, server.model))
        print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
        measure(sides, arguments.minutes, figures)
        with ExitStack() as parsers:
            found = [parsers.enter_context(parser(*model)) for model in models]
            parse_in_turn(found, questions()[:PARSED], figures)
        print(f"load after: {os.getloadavg()[0]:.1f}\n")
        report(sides, figures)


if __name__ == "__main__":
    main()
