"""20,000 messages as fast as they are answered, and the memory of each process meanwhile.

`python -m bench.soak [--messages N] [--engines N]` starts a deployment of its own on PostgreSQL
(bench/deployment.py). Four people ask unseen questions, ten in each conversation, and never pause.
After each tenth of the messages the memory of every process is read (PSS: what several share counts
once). Prints one JSON line and a table in Markdown, whose last column is the growth from 30% of the
messages, when everything is warm, to 100%.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from itertools import cycle, islice

import httpx

from bench.answers import Answers
from bench.deployment import POSTGRESQL, Deployment, Size
from bench.pages import StreamCounts, VisitedPage, page_client
from bench.process import end_on_signals
from bench.questions import questions
from bench.tables import print_report

IN_FLIGHT = 4
CONVERSATION = 10  # messages
TENTHS = range(1, 11)
WARM = 3  # tenths
OURS = "all but PostgreSQL"


class Soak:
    """The messages, counted, and the memory after each tenth of them."""

    def __init__(self, deployment: Deployment, client: httpx.AsyncClient) -> None:
        self._deployment, self._client = deployment, client
        self._texts: Iterator[str] = cycle(questions())
        self.answers = Answers()
        self.memory_mb: list[dict[str, float]] = []

    async def ask(self, messages: int) -> None:
        """So many messages, then the memory."""
        texts = iter([text[:4000] for text in islice(self._texts, messages)])
        await asyncio.gather(*(self._person(texts) for _ in range(IN_FLIGHT)))
        found = self._deployment.memory_mb()
        ours = sum(mb for name, mb in found.items() if name != POSTGRESQL)
        self.memory_mb.append({**found, OURS: ours})
        print(len(self.memory_mb), self.answers.figures(), found, file=sys.stderr)

    async def _person(self, texts: Iterator[str]) -> None:
        page: VisitedPage | None = None
        for text in texts:
            if page is None or page.asked >= CONVERSATION:
                page = VisitedPage(self._client, self._deployment.webs, StreamCounts())
                (await page.begin()).raise_for_status()
            await self.answers.of(page, text)

    def rows(self) -> list[dict[str, object]]:
        """A row for each process: MB after each tenth, and the growth."""
        found: list[dict[str, object]] = []
        for name in self.memory_mb[0]:
            tenths = [memory[name] for memory in self.memory_mb]
            growth = 100 * (tenths[-1] / tenths[WARM - 1] - 1)
            shown = {f"{10 * n}%": round(mb) for n, mb in zip(TENTHS, tenths, strict=True)}
            found.append({"MB of": name, **shown, "growth %": round(growth, 1)})
        return found


async def measure(deployment: Deployment, messages: int) -> None:
    """All messages, then the report."""
    async with page_client() as client:
        soak = Soak(deployment, client)
        for _ in TENTHS:
            await soak.ask(messages // len(TENTHS))
    facts = {
        "in flight": IN_FLIGHT,
        "deployment": deployment.size.words,
        **soak.answers.figures(),
        "kinds of errors": dict(soak.answers.errors),
    }
    print_report("soak", facts, soak.rows())


def main() -> None:
    """Start, ask, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--engines", type=int, default=1)
    given = parser.parse_args()
    end_on_signals()
    with Deployment(Size(engines=given.engines)) as deployment:
        asyncio.run(measure(deployment, given.messages))


if __name__ == "__main__":
    main()
