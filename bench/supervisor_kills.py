"""Kills processes of `helpdesk run` at random, the supervisor among them."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.support.assistant import RunningAssistant

# Words of a command line by which a process is known; the supervisor has no parent among them.
CHILDREN = {
    "web": "bot.channels.web",
    "engine": "bot.engine",
    "actions": "bot.operations.supervisor.action_server",
    "delivery": "bot.operations.supervisor.delivery",
}
SUPERVISOR = "supervisor"
PROCESSES = 5  # of the supervisor
END_S = 30.0
COMPLETE_S = 60.0
AGAIN = 0.4  # how often another one follows at once


class SupervisorKiller:
    """Kills, and starts again what nobody else starts."""

    def __init__(self, assistant: RunningAssistant, kills: int, minutes: float) -> None:
        self._assistant, self._most = assistant, kills
        self._deadline = time.monotonic() + 60 * minutes
        self.killed: Counter[str] = Counter()
        self.moments: list[tuple[float, str]] = []
        self.starts = 0

    async def work(self, done: asyncio.Event) -> None:
        """Until so many are killed, or the time is up; then everything runs once more."""
        try:
            while self._goes_on():
                await asyncio.sleep(random.uniform(0.2, 4))
                self._kill_one()
                await asyncio.sleep(random.uniform(0, 1.5))
                if random.random() < AGAIN:
                    self._kill_one()
                await self._complete()
        finally:
            done.set()

    def _goes_on(self) -> bool:
        return self.killed.total() < self._most and time.monotonic() < self._deadline

    async def _complete(self) -> None:
        """Wait until all run again; who starts them again is the supervisor, unless it is gone."""
        process = self._assistant.process
        assert process is not None
        until = time.monotonic() + COMPLETE_S
        while process.poll() is None:
            if sum(map(len, self._living().values())) > PROCESSES:
                return
            assert time.monotonic() < until, "a process was not started again"
            await asyncio.sleep(0.1)
        await self._ended()
        await self._start_now()

    async def _start_now(self) -> None:
        """Start until it runs: one that was killed while starting is started again."""
        while True:
            self.starts += 1
            with suppress(AssertionError):
                await asyncio.to_thread(self._assistant.start)
                return
            await self._ended()

    async def _ended(self) -> None:
        """Wait until all processes are gone; what does not end is an error."""
        process = self._assistant.process
        assert process is not None
        await asyncio.to_thread(process.wait, END_S)
        await asyncio.to_thread(self._assistant.reader.join, END_S)
        assert not self._assistant.reader.is_alive(), "a process outlived its supervisor"

    def _kill_one(self) -> None:
        if not self._goes_on():
            return
        living = self._living()
        if not living:
            return
        name = random.choice(sorted(living))
        with suppress(ProcessLookupError):
            os.kill(random.choice(living[name]), signal.SIGKILL)
            self.killed[name] += 1
            self.moments.append((time.monotonic(), name))

    def _living(self) -> dict[str, list[int]]:
        process = self._assistant.process
        if process is None or process.poll() is not None:
            return {}
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        try:
            pids = [int(pid) for pid in children.read_text().split()]
        except FileNotFoundError:
            return {}
        known: dict[str, list[int]] = {SUPERVISOR: [process.pid]}
        for pid in pids:
            if name := _name_of(pid):
                known.setdefault(name, []).append(pid)
        return known


def _name_of(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return next(
        (name for name, module in CHILDREN.items() if any(word == module for word in words)), ""
    )
