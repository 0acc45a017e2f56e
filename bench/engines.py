"""Two engines against one: what eight people who never pause get answered.

`python -m bench.engines [--rounds N] [--seconds S]` starts one deployment with two engines and two
web apps, of which the first knows one engine only. Rounds alternate between the two web apps, so
that what else the machine does falls on both. Prints one JSON line and a table in Markdown:
messages a second, times, and what a message takes of the processor in each kind of process. Where
all of that and the asker need the whole machine, its cores are the limit, not the engines.
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import cycle

import httpx

from bench.answers import Answers, processor_a_message
from bench.deployment import Deployment, Size
from bench.pages import StreamCounts, VisitedPage, page_client
from bench.process import end_on_signals
from bench.questions import questions
from bench.tables import print_report

IN_FLIGHT = 8
CONVERSATION = 10  # messages
WARM_UP_S = 15.0
ENGINES = (1, 2)


class Rounds:
    """What was measured with each number of engines."""

    def __init__(self, deployment: Deployment, client: httpx.AsyncClient) -> None:
        self._deployment, self._client = deployment, client
        self._texts: Iterator[str] = cycle(questions())
        self._times: dict[int, list[float]] = defaultdict(list)
        self._rates: dict[int, list[float]] = defaultdict(list)
        self._spent: dict[int, list[Mapping[str, float]]] = defaultdict(list)
        self._busy: dict[int, list[float]] = defaultdict(list)
        self._own: dict[int, list[float]] = defaultdict(list)
        self._errors: dict[int, int] = defaultdict(int)

    async def hold(self, engines: int, seconds: float) -> None:
        """One round."""
        answers, before, begun = Answers(), self._deployment.processor_ms(), time.perf_counter()
        await self.ask(engines, seconds, answers)
        took = time.perf_counter() - begun
        spent = processor_a_message(before, self._deployment.processor_ms(), len(answers.times_ms))
        self._times[engines] += answers.times_ms
        self._rates[engines].append(len(answers.times_ms) / took)
        self._spent[engines].append(spent)
        self._busy[engines].append(spent["all"] * len(answers.times_ms) / 1000 / took)
        self._own[engines].append(answers.own_share)
        self._errors[engines] += sum(answers.errors.values())
        print(f"engines {engines}: {self._rates[engines][-1]:.1f} a second", file=sys.stderr)

    async def ask(self, engines: int, seconds: float, answers: Answers) -> None:
        """Eight people for so long, each with one conversation after another."""
        web = [self._deployment.webs[ENGINES.index(engines)]]
        until = time.perf_counter() + seconds

        async def person() -> None:
            while time.perf_counter() < until:
                page = VisitedPage(self._client, web, StreamCounts())
                (await page.begin()).raise_for_status()
                while page.asked < CONVERSATION and time.perf_counter() < until:
                    await answers.of(page, next(self._texts)[:4000])

        await asyncio.gather(*(person() for _ in range(IN_FLIGHT)))

    def rows(self) -> list[dict[str, object]]:
        """A row for each number of engines."""
        found: list[dict[str, object]] = []
        for engines in ENGINES:
            answers = Answers(self._times[engines])
            kinds = self._spent[engines][0]
            spent = {k: statistics.mean(one[k] for one in self._spent[engines]) for k in kinds}
            found.append(
                {
                    "engines": engines,
                    "messages": len(answers.times_ms),
                    "errors": self._errors[engines],
                    "a second": round(statistics.mean(self._rates[engines]), 1),
                    "p50 ms": round(answers.quantile(50)),
                    "p99 ms": round(answers.quantile(99)),
                    **{f"{kind} core-ms": round(ms, 1) for kind, ms in spent.items()},
                    "cores busy": round(statistics.mean(self._busy[engines]), 2),
                    "asker's cores": round(statistics.mean(self._own[engines]), 2),
                }
            )
        return found

    def ratio(self) -> float:
        """Messages a second of two engines to those of one."""
        one, two = (statistics.mean(self._rates[engines]) for engines in ENGINES)
        return two / one


async def measure(deployment: Deployment, rounds: int, seconds: float) -> None:
    """Warm up, alternate, report."""
    async with page_client() as client:
        found = Rounds(deployment, client)
        for engines in ENGINES:
            await found.ask(engines, WARM_UP_S, Answers())
        for _ in range(rounds):
            for engines in ENGINES:
                await found.hold(engines, seconds)
    facts = {
        "in flight": IN_FLIGHT,
        "cores": os.cpu_count(),
        "two engines to one": round(found.ratio(), 2),
    }
    print_report("engines", facts, found.rows())


def main() -> None:
    """Start, measure, stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=45, help="of a round")
    given = parser.parse_args()
    end_on_signals()
    with Deployment(Size(webs=2, engines=2, known=ENGINES)) as deployment:
        asyncio.run(measure(deployment, given.rounds, given.seconds))


if __name__ == "__main__":
    main()
