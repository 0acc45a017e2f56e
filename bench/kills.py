"""Kills processes of a running assistant under load and counts what came of it.

`python -m bench.kills [--kills N] [--people N] [--rate R] [--logs FOLDER]` starts a deployment on
PostgreSQL with two of each process (bench/deployment.py). People fill in draft tickets through both
web apps' API, ten messages a second together, and send again what was not answered, under the same
key and to the other web app, as a page behind a proxy does. Meanwhile `kill -9` ends web app,
engine, action server and delivery in turn, now the first and now the second of each, and the next
one as soon as the last one is ready again. `--single [--minutes M]` does it at random to one
`helpdesk run` with two engines on SQLite, supervisor included. Then the rows are counted, in the
chat, in the tracker and in the drafts. Prints one JSON line and a table in Markdown; the exit
status is 1 when anything was lost or done twice.
"""

import argparse
import asyncio
import itertools
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bench.deployment import RATES, Deployment, Size
from bench.drafting_people import DraftingPerson, MessagePace
from bench.kill_faults import Observations, StoredRows, faults
from bench.pages import StreamCounts, VisitedPage, page_client
from bench.process import end_on_signals
from bench.supervisor_kills import SupervisorKiller
from bench.tables import print_report
from tests.support.assistant import RunningAssistant

IN_TURN = ("web", "engine", "actions", "delivery")
SETTINGS = {
    **dict.fromkeys(RATES, "1000000/minute"),
    "ENGINES": "2",
    "START_TIMEOUT": "240",  # the people keep the machine busy meanwhile
}
READY_S = 240.0
LOOK_S = 0.1
CALM_S = (1.0, 3.0)  # between the last one's return and the next kill


class Killer(Protocol):
    """Who kills; `moments`: when, by the monotonic clock, and which kind."""

    killed: Counter[str]
    moments: list[tuple[float, str]]

    @property
    def starts(self) -> int:
        """How often something was started again."""
        ...

    async def work(self, done: asyncio.Event) -> None:
        """Kill until all is killed that was to be; then tell the people."""
        ...


class DeploymentKiller:
    """Kills one process after another, each when all are ready."""

    def __init__(self, deployment: Deployment, kills: int) -> None:
        self._deployment, self._most = deployment, kills
        self.killed: Counter[str] = Counter()
        self.moments: list[tuple[float, str]] = []
        self.away_s: list[tuple[str, float]] = []

    @property
    def starts(self) -> int:
        """How often processes were started again."""
        return sum(unit.starts - 1 for unit in self._deployment.units)

    async def work(self, done: asyncio.Event) -> None:
        """So many kills."""
        kinds = itertools.cycle(IN_TURN)
        try:
            await asyncio.sleep(CALM_S[1])
            for kind in itertools.islice(kinds, self._most):
                units = self._deployment.of(kind)
                unit = units[self.killed[kind] % len(units)]
                assert unit.kill(), f"{unit.name} had ended by itself:\n{unit.end}"
                begun = time.monotonic()
                self.killed[kind] += 1
                self.moments.append((begun, kind))
                while not unit.is_ready:
                    await asyncio.sleep(LOOK_S)
                    if time.monotonic() > begun + READY_S:
                        raise TimeoutError(f"{unit.name} does not come back:\n{unit.end}")
                self.away_s.append((kind, time.monotonic() - begun))
                print(f"{unit.name}: back after {self.away_s[-1][1]:.1f} s", file=sys.stderr)
                await asyncio.sleep(random.uniform(*CALM_S))
        finally:
            done.set()


async def run(
    killer: Killer, webs: Sequence[str], stored: StoredRows, people: int, rate: float
) -> Observations:
    """Let people work while the killer does; what they saw."""
    observed, done, pace = Observations(), asyncio.Event(), MessagePace(rate)
    async with page_client() as client:
        pages = [VisitedPage(client, webs, StreamCounts()) for _ in range(people)]
        async with asyncio.TaskGroup() as group:
            group.create_task(killer.work(done))
            for page in pages:
                group.create_task(DraftingPerson(page, stored, observed, pace).work(done))
    return observed


def gaps(killer: Killer, observed: Observations) -> list[dict[str, object]]:
    """For each kind: how often it was killed, and what people noticed until the next kill."""
    moments = [*killer.moments, (float("inf"), "")]
    found: list[dict[str, object]] = []
    for kind in killer.killed:
        spans = [
            (begun, end)
            for (begun, killed), (end, _) in itertools.pairwise(moments)
            if killed == kind
        ]
        found.append({"killed": kind, "times": killer.killed[kind], **_noticed(observed, spans)})
    spans = [(moments[0][0], float("inf"))]
    return [*found, {"killed": "all", "times": killer.killed.total(), **_noticed(observed, spans)}]


def _noticed(observed: Observations, spans: Sequence[tuple[float, float]]) -> dict[str, object]:
    ends = sorted(observed.answered_at)
    silence = longest = 0.0
    answers = 0
    for begun, end in spans:
        inside = [(at, took) for at, took in ends if begun <= at < end]
        answers += len(inside)
        longest = max([longest, *(took for _, took in inside)])
        moments = [begun, *(at for at, _ in inside)]
        silence = max([silence, *(b - a for a, b in itertools.pairwise(moments))])
    return {
        "answers": answers,
        "longest time without an answer to anybody s": round(silence, 1),
        "longest answer s": round(longest, 1),
    }


def figures(killer: Killer, observed: Observations, seconds: float) -> dict[str, object]:
    """What is not of one kind."""
    return {
        "kills": killer.killed.total(),
        "starts": killer.starts,
        "messages": observed.sent,
        "messages a second": round(observed.sent / seconds, 1),
        "answered": len(observed.keys),
        "repeated requests": observed.repeated,
        "apologies": observed.apologies,
        "longest answer s": round(observed.longest_s, 1),
        "drafts": len(observed.references),
        "saved": observed.saved,
    }


def several(given: argparse.Namespace) -> dict[str, list[str]]:
    """Two of each on PostgreSQL; the faults."""
    logs = Path(given.logs) if given.logs else None
    with Deployment(Size(webs=2, engines=2, deliveries=2), logs) as deployment:
        killer = DeploymentKiller(deployment, given.kills)
        with StoredRows(deployment.database_url, deployment.tracker_url) as stored:
            begun = time.monotonic()
            observed = asyncio.run(run(killer, deployment.webs, stored, given.people, given.rate))
            found = figures(killer, observed, time.monotonic() - begun)
            wrong = faults(stored, observed)
        away: dict[str, float] = {}
        for kind, seconds in killer.away_s:
            away[kind] = round(max(away.get(kind, 0.0), seconds), 1)
        facts = {"deployment": deployment.size.words, **found, "faults": wrong, "away s": away}
    print_report("kills", facts, gaps(killer, observed))
    return wrong


def single(given: argparse.Namespace) -> dict[str, list[str]]:
    """One `helpdesk run` on SQLite; the faults."""
    with tempfile.TemporaryDirectory() as folder:
        assistant = RunningAssistant(Path(folder), SETTINGS)
        assistant.start()
        killer = SupervisorKiller(assistant, given.kills, given.minutes)
        tracker = f"sqlite:///{Path(folder) / 'conversations.db'}"
        begun = time.monotonic()
        try:
            with StoredRows(assistant.database_url, tracker) as stored:
                webs = [assistant.web_url]
                observed = asyncio.run(run(killer, webs, stored, given.people, given.rate))
                found = figures(killer, observed, time.monotonic() - begun)
                wrong = faults(stored, observed)
        finally:
            assistant.stop()
    print_report("kills, single", {**found, "faults": wrong}, gaps(killer, observed))
    return wrong


def main() -> None:
    """Start, kill, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--people", type=int, default=40, help="who share the rate")
    parser.add_argument("--rate", type=float, default=10, help="messages a second")
    parser.add_argument("--single", action="store_true", help="one `helpdesk run` on SQLite")
    parser.add_argument("--minutes", type=float, default=7, help="no kill after so many (--single)")
    parser.add_argument("--logs", help="folder for the logs of the processes")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    end_on_signals()
    wrong = (single if given.single else several)(given)
    if any(wrong.values()):
        raise SystemExit(json.dumps({kind: keys for kind, keys in wrong.items() if keys}))


if __name__ == "__main__":
    main()
