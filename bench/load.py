"""Thousands of conversations open at once: the highest rate that keeps p99 under a second.

`python -m bench.load [--people N] [--seconds S] [--rates LIST] [--step S] [--webs N] [--engines N]`
starts a deployment of its own on PostgreSQL (bench/deployment.py) and opens a page for each person,
with its stream of events. The people ask unseen questions with the pauses of readers: at a rate of
R messages a second each of N people pauses N / R seconds at the mean, at random. Each rate is held
for a minute after a warm-up, until two in turn were too much; then the highest that was not is held
for five minutes. Prints one JSON line and a table in Markdown.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle

from bench.answers import Answers, Send, arrive, processor_a_message
from bench.deployment import Deployment, Size
from bench.pages import StreamCounts, VisitedPage, close_pages, idle_page, open_pages, page_client
from bench.process import end_on_signals
from bench.questions import questions
from bench.tables import print_report

RATES = (5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 50.0, 60.0)
WARM_UP_S = 10.0
MOST_P99_MS = 1_000.0
TOO_MUCH = 2  # rates in turn that are too much end the series
ALL_ASKING = "all pages wait"


class LoadSeries:
    """The pages of one run, and what they were told at each rate."""

    def __init__(self, deployment: Deployment, pages: Sequence[VisitedPage]) -> None:
        self._deployment, self._pages = deployment, pages
        self._texts: Iterator[str] = cycle(questions())
        self.rows: list[dict[str, object]] = []
        self.errors: Counter[str] = Counter()

    async def find(self, rates: Sequence[float], seconds: float) -> float:
        """The highest rate with p99 under a second and no error; 0 where there is none."""
        best, too_much = 0.0, 0
        for rate in sorted(rates):
            if await self.hold(rate, seconds, "series"):
                best, too_much = rate, 0
            else:
                too_much += 1
            if too_much >= TOO_MUCH:
                break
        return best

    async def hold(self, rate: float, seconds: float, what: str) -> bool:
        """A rate for so long; whether it was kept."""
        await arrive(rate, WARM_UP_S, self._asking(Answers()))
        before = self._deployment.processor_ms()
        answers = Answers()
        await arrive(rate, seconds, self._asking(answers))
        figures = answers.figures()
        spent = processor_a_message(before, self._deployment.processor_ms(), len(answers.times_ms))
        is_kept = bool(answers.times_ms) and not answers.errors
        is_kept = is_kept and answers.quantile(99) < MOST_P99_MS
        self.errors += answers.errors
        self.rows.append(
            {
                "what": what,
                "asked a second": rate,
                "mean pause s": round(len(self._pages) / rate),
                "seconds": round(seconds),
                **figures,
                "core-ms a message": round(spent["all"]),
                "held": "yes" if is_kept else "no",
            }
        )
        print(self.rows[-1], {kind: round(ms, 1) for kind, ms in spent.items()}, file=sys.stderr)
        return is_kept

    def _asking(self, answers: Answers) -> Send:
        async def ask(due: float) -> None:
            page = idle_page(self._pages)
            if page is None:
                answers.errors[ALL_ASKING] += 1
            else:
                await answers.of(page, next(self._texts)[:4000], due)

        return ask


async def measure(deployment: Deployment, given: argparse.Namespace) -> None:
    """Open the pages, find the rate, hold it, report."""
    streams = StreamCounts()
    async with page_client() as client:
        pages = await open_pages(given.people, client, deployment.webs, streams)
        series = LoadSeries(deployment, pages)
        rates = [float(rate) for rate in given.rates.split(",")]
        best = await series.find(rates, given.step)
        if best:
            await series.hold(best, given.seconds, "held")
        facts = {
            "people": given.people,
            "deployment": deployment.size.words,
            "highest rate": best,
            "errors": dict(series.errors),
            "streams opened": streams.opened,
            "streams lost": streams.lost,
            "streams refused": dict(streams.refused),
            "messages on streams": streams.messages,
            "memory MB": {name: round(mb) for name, mb in deployment.memory_mb().items()},
        }
        await close_pages(pages)
    print_report("load", facts, series.rows)


def main() -> None:
    """Start, measure, stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=300, help="at the highest rate")
    parser.add_argument("--rates", default=",".join(f"{rate:g}" for rate in RATES))
    parser.add_argument("--step", type=float, default=60, help="seconds of each rate")
    parser.add_argument("--webs", type=int, default=2, help="each has room for 1,500 streams")
    parser.add_argument("--engines", type=int, default=1)
    given = parser.parse_args()
    end_on_signals()
    with Deployment(Size(webs=given.webs, engines=given.engines)) as deployment:
        asyncio.run(measure(deployment, given))


if __name__ == "__main__":
    main()
