"""200 people at once for two minutes, through the web app of a running assistant.

`python -m bench.load [--people N] [--seconds S] [--pause S]` starts an assistant of its own, lets
each person ask unseen questions one after another with pauses as readers make, and prints one JSON
line: messages, errors, messages a second, p50 and p99 of the time until the answer in milliseconds.
"""

import argparse
import asyncio
import json
import random
import ssl
import statistics
import tempfile
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot.operations.evaluation.questions import questions_of_folder
from common.settings import ROOT
from tests.support.assistant import RunningAssistant

# All come from this machine's one address.
TLS = ssl.create_default_context()  # half a second of a core for each client, not needed here
UNLIMITED = {"ADDRESS_RATE": "1000000/minute"}


@dataclass
class Load:
    """What was measured."""

    times_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def note(self, seconds: float, response: httpx.Response) -> None:
        """One answer: in time, a refusal, or an apology."""
        self.times_ms.append(1000 * seconds)
        if response.status_code != httpx.codes.OK:
            self.errors[str(response.status_code)] += 1
        elif "cannot look that up" in response.text:
            self.errors["apology"] += 1


async def person(base: str, questions: list[str], load: Load, until: float, pause: float) -> None:
    """Asks, reads, asks again."""
    async with httpx.AsyncClient(base_url=base, trust_env=False, verify=TLS, timeout=30) as client:
        await asyncio.sleep(random.uniform(0, pause))
        try:
            (await client.post("/api/session", json={})).raise_for_status()
            while time.monotonic() < until:
                headers = {"Idempotency-Key": uuid.uuid4().hex}
                started = time.perf_counter()
                body = {"text": random.choice(questions)[:4000]}
                response = await client.post("/api/chat", json=body, headers=headers)
                load.note(time.perf_counter() - started, response)
                await asyncio.sleep(random.expovariate(1 / pause))
        except httpx.HTTPError as error:
            load.errors[type(error).__name__] += 1


async def everybody(base: str, people: int, seconds: float, pause: float) -> dict[str, object]:
    """The figures."""
    questions = [question.text for _, question in questions_of_folder(ROOT / "tests" / "nlu")]
    load = Load()
    until = time.monotonic() + seconds
    await asyncio.gather(*(person(base, questions, load, until, pause) for _ in range(people)))
    cuts = statistics.quantiles(load.times_ms, n=100)
    return {
        "people": people,
        "messages": len(load.times_ms),
        "errors": dict(load.errors),
        "a_second": round(len(load.times_ms) / seconds, 1),
        "p50_ms": round(cuts[49]),
        "p99_ms": round(cuts[98]),
    }


def main() -> None:
    """Start, measure, stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--pause", type=float, default=15, help="mean pause between messages")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        assistant = RunningAssistant(Path(folder), UNLIMITED)
        assistant.start()
        try:
            figures = everybody(assistant.web_url, given.people, given.seconds, given.pause)
            print(json.dumps(asyncio.run(figures)))
        finally:
            assistant.stop()


if __name__ == "__main__":
    main()
