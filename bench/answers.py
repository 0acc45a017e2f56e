"""What came of messages: times until the answer, errors, and what the asker itself took."""

import asyncio
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench.pages import VisitedPage
from bench.tables import Measurements

APOLOGY = "look that up right now"
TIMES = "times"
# Sends a message that was due at this moment of `time.perf_counter`, and waits for its answer.
Send = Callable[[float], Coroutine[Any, Any, None]]


def own_processor_s() -> float:
    """What this process has taken of the processor."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@dataclass
class Answers:
    """Answers since `begun`; times in milliseconds."""

    times_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    begun: float = field(default_factory=time.perf_counter)
    own_s: float = field(default_factory=own_processor_s)

    async def of(self, page: VisitedPage, text: str, since: float = 0.0) -> None:
        """Have a page say something and note what came of it. `since`: when it was due."""
        since = since or time.perf_counter()
        page.is_asking = True
        page.asked += 1
        try:
            response = await page.say(text)
        except httpx.HTTPError as error:
            self.errors[type(error).__name__] += 1
        else:
            self.times_ms.append(1000 * (time.perf_counter() - since))
            if response.status_code != httpx.codes.OK:
                self.errors[str(response.status_code)] += 1
            elif APOLOGY in response.text:
                self.errors["apology"] += 1
        finally:
            page.is_asking = False

    def quantile(self, percent: int) -> float:
        """Milliseconds that so many percent of the answers took at most."""
        figures = Measurements()
        figures.add("", TIMES, self.times_ms)
        return figures.quantile("", TIMES, percent)

    @property
    def seconds(self) -> float:
        """Since `begun`."""
        return time.perf_counter() - self.begun

    @property
    def own_share(self) -> float:
        """What this process, which asks, has taken of a core since `begun`."""
        return (own_processor_s() - self.own_s) / self.seconds

    def figures(self) -> dict[str, object]:
        """Of the time from `begun` until now."""
        return {
            "messages": len(self.times_ms),
            "errors": sum(self.errors.values()),
            "a second": round(len(self.times_ms) / self.seconds, 1),
            "p50 ms": round(self.quantile(50)) if self.times_ms else None,
            "p99 ms": round(self.quantile(99)) if self.times_ms else None,
            "asker's share of a core %": round(100 * self.own_share),
        }


async def arrive(rate: float, seconds: float, send: Send) -> None:
    """Messages at random moments, `rate` a second at the mean, as of many who know nobody.

    `send` is given when its message was due, so that an asker that is late counts as waiting. No
    message waits for the answer to another. Lasts `seconds`, and until all are answered.
    """
    due = begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        while (due := due + random.expovariate(rate)) < begun + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(send(due))
        await asyncio.sleep(max(0.0, begun + seconds - time.perf_counter()))


def processor_a_message(
    before: Mapping[str, float], after: Mapping[str, float], messages: int
) -> dict[str, float]:
    """Core-milliseconds that a message took in each kind of process, and in all."""
    spent = {kind: (after[kind] - before[kind]) / max(1, messages) for kind in after}
    return {**spent, "all": sum(spent.values())}
