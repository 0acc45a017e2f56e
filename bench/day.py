"""A day of 38,000 employees, and a rush of twenty times its peak.

`python -m bench.day [--hour S] [--rush S] [--webs N] [--engines N]` starts a deployment of its own
on PostgreSQL (bench/deployment.py). The day has 24 hours with the rate of each as it would really
be, a message a second at the peak, of each of which a few seconds are replayed; then twenty
messages a second come for five minutes in full. Messages come at random moments. A third of them
begin a conversation: a page is opened with its stream of events, and stays open until so many
others were. Prints one JSON line and a table in Markdown, a row for each hour and one for the rush.
"""

import argparse
import asyncio
import random
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import cycle

import httpx

from bench.answers import Answers, arrive
from bench.deployment import Deployment, Size
from bench.pages import StreamCounts, VisitedPage, close_pages, page_client
from bench.process import end_on_signals
from bench.questions import questions
from bench.tables import print_report

# Messages a second of each hour from midnight: offices from 7 to 17, with a peak before and after
# lunch; at night hospitals, police and road services.
DAY = (
    *(0.02, 0.02, 0.02, 0.02, 0.03, 0.05, 0.15, 0.5, 0.8, 1.0, 1.0, 0.8),
    *(0.6, 1.0, 1.0, 0.8, 0.5, 0.25, 0.1, 0.06, 0.05, 0.04, 0.03, 0.02),
)
PEOPLE = 38_000
RUSH = 20 * max(DAY)
NEW = 1 / 3  # of the messages begin a conversation
MOST_OPEN = 2_000
TRIES = 8  # to find a page whose reader does not wait for an answer
WARM_UP = 3  # conversations


class OpenPages:
    """The pages that are open now; the oldest is closed when there are too many."""

    def __init__(self, client: httpx.AsyncClient, webs: Sequence[str]) -> None:
        self._client, self._webs = client, webs
        self.streams = StreamCounts()
        self._open: deque[VisitedPage] = deque()
        self.failed: Counter[str] = Counter()

    async def any(self) -> VisitedPage | None:
        """A page whose reader asks now, at times a new one; None when it could not be opened."""
        if random.random() >= NEW:
            for page in random.choices(self._open, k=TRIES if self._open else 0):
                if not page.is_asking:
                    return page
        return await self.new()

    async def new(self) -> VisitedPage | None:
        """One more page; None when it could not be opened."""
        page = VisitedPage(self._client, self._webs, self.streams)
        try:
            (await page.begin()).raise_for_status()
            await page.listen()
        except (httpx.HTTPError, OSError, TimeoutError) as error:
            self.failed[type(error).__name__] += 1
            return None
        self._open.append(page)
        if len(self._open) > MOST_OPEN:
            await self._open.popleft().close()
        return page

    async def close(self) -> None:
        """All of them."""
        await close_pages([*self._open])


class DayReplay:
    """Hours of a day one after another; `rows`: what came of each."""

    def __init__(self, deployment: Deployment, pages: OpenPages) -> None:
        self._deployment, self._pages = deployment, pages
        self._texts: Iterator[str] = cycle(questions())
        self.rows: list[dict[str, object]] = []

    async def replay(self, what: str, rate: float, seconds: float) -> None:
        """So many messages a second for so long."""
        answers = Answers()
        before = self._deployment.processor_ms()

        async def ask(due: float) -> None:
            page = await self._pages.any()
            if page is None:
                answers.errors["no page"] += 1
            else:
                await answers.of(page, next(self._texts)[:4000])

        await arrive(rate, seconds, ask)
        figures = answers.figures()
        spent = self._deployment.processor_ms()
        cores = sum(spent[kind] - before[kind] for kind in spent) / 1000
        self.rows.append(
            {
                "hour": what,
                "expected a second": rate,
                "seconds": round(seconds),
                **figures,
                "cores busy": round(cores / answers.seconds, 2),
            }
        )
        print(self.rows[-1], dict(answers.errors), file=sys.stderr)


async def measure(deployment: Deployment, hour_s: float, rush_s: float) -> None:
    """The day, the rush, the report."""
    async with page_client() as client:
        pages = OpenPages(client, deployment.webs)
        day = DayReplay(deployment, pages)
        for _ in range(WARM_UP):
            if (page := await pages.new()) is not None:
                await Answers().of(page, "hello")
        for hour, rate in enumerate(DAY):
            await day.replay(f"{hour}-{hour + 1}", rate, hour_s)
        await day.replay("rush", RUSH, rush_s)
        facts = {
            "people": PEOPLE,
            "messages of the day": round(3600 * sum(DAY)),
            "deployment": deployment.size.words,
            "pages opened": pages.streams.opened,
            "pages not opened": dict(pages.failed),
            "streams lost": pages.streams.lost,
            "streams refused": dict(pages.streams.refused),
        }
        await pages.close()
    print_report("day", facts, day.rows)


def main() -> None:
    """Start, replay, stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hour", type=float, default=10, help="seconds that stand for an hour")
    parser.add_argument("--rush", type=float, default=300, help="seconds")
    parser.add_argument("--webs", type=int, default=2)
    parser.add_argument("--engines", type=int, default=1)
    given = parser.parse_args()
    end_on_signals()
    with Deployment(Size(webs=given.webs, engines=given.engines)) as deployment:
        asyncio.run(measure(deployment, given.hour, given.rush))


if __name__ == "__main__":
    main()
