"""Kills processes of a running assistant under a little load and counts what came of it.

`python -m bench.kills [--kills N] [--people N] [--minutes M] [--seed S]` starts an assistant of its
own. A few people fill in draft tickets through the web app's API, and send again what was not
answered, under the same key, as the web page does. Meanwhile `kill -9` ends the web app, one of two
engines, the action server, the delivery or the supervisor at random moments: at work, and while
one that was killed before is started again. Then the rows are counted, in the chat, in the tracker
and in the drafts. Prints one JSON line; the exit status is 1 when anything was lost or done twice.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sqlite3
import tempfile
import time
import uuid
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from ruamel.yaml import YAML

from bench.load import TLS
from common.settings import ROOT
from tests.support.assistant import RunningAssistant

# Words of a command line by which a process is known; the supervisor has no parent among them.
CHILDREN = {
    "web app": "bot.channels.web",
    "engine": "bot.engine",
    "action server": "bot.operations.supervisor.action_server",
    "delivery": "bot.operations.supervisor.delivery",
}
SUPERVISOR = "supervisor"
PROCESSES = 5  # of the supervisor
RATES = ("ADDRESS_RATE", "CHAT_RATE", "DRAFT_RATE", "DRAFT_ADDRESS_RATE")
SETTINGS = {
    **dict.fromkeys(RATES, "1000000/minute"),
    "ENGINES": "2",
    "START_TIMEOUT": "240",  # the people keep the machine busy meanwhile
}
AGAIN_S = 0.5
PATIENCE_S = 90.0  # of who sends again; a start takes 7 to 15 seconds
PAUSE_S = 0.3
END_S = 30.0
COMPLETE_S = 60.0
AGAIN = 0.4  # how often another one follows at once
MOST_MESSAGES = 20  # of one draft
DRAFT = ROOT / "tests" / "dialogues" / "drafts" / "website_unblock.yml"


@dataclass
class Observations:
    """What people saw; `keys`: of the messages that were answered; `given`: to which drafts.

    `longest_s`: what the slowest answer took, with all that was sent again.
    """

    sent: int = 0
    repeated: int = 0
    apologies: int = 0
    longest_s: float = 0.0
    saved: int = 0
    unanswered: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    references: set[str] = field(default_factory=set)
    given: dict[str, dict[str, str]] = field(default_factory=dict)


class Databases:
    """The files of the assistant, read while it runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def chat(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the web app's and the drafts' database."""
        return self._rows("helpdesk.db", query, values)

    def tracker(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the engine's database."""
        return self._rows("conversations.db", query, ())

    def _rows(self, name: str, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._folder / name, timeout=30)) as database:
            return database.execute(query, values).fetchall()

    def reply(self, key: str) -> dict[str, Any]:
        """What the assistant said to a message, as an object of the contract."""
        query = "SELECT reply FROM chat_message WHERE key = ? AND NOT is_user ORDER BY number"
        replies = [json.loads(row[0]) for row in self.chat(query, key) if row[0]]
        return replies[0] if replies else {"type": "none"}


class Person:
    """Fills in one draft after another, each in a new conversation."""

    def __init__(
        self, client: httpx.AsyncClient, databases: Databases, observed: Observations
    ) -> None:
        self._client, self._databases, self._observed = client, databases, observed

    async def work(self, done: asyncio.Event) -> None:
        """Until all is done; a draft that was begun is finished."""
        while not done.is_set():
            with suppress(LookupError):  # what failed has been noted
                await self._draft()

    async def _draft(self) -> None:
        await self._insist("/api/session", {"new": True}, {})
        name = uuid.uuid4().hex[:8]
        url, reason = f"https://{name}.example.com", f"we need {name} to train park rangers"
        answers: dict[str, dict[str, str]] = YAML(typ="safe").load(DRAFT)["answers"]
        answers["justification"] = {"say": reason, "value": reason}
        self._observed.given[url] = {"url": url} | {
            item: given["value"] for item, given in answers.items()
        }
        await self._say("how do I reset my password?")
        reply = await self._say(f"Please file a ticket to unblock {url}")
        for _ in range(MOST_MESSAGES):
            if reply["type"] != "draft" or not reply["draft"]:
                return  # an apology
            self._observed.references.add(reply["draft"]["id"])
            if reply["draft"]["status"] != "collecting":
                self._observed.saved += 1
                return
            asked = reply["asked"]
            reply = await self._say(answers[asked]["say"] if asked else "save")

    async def _say(self, text: str) -> dict[str, Any]:
        key = uuid.uuid4().hex
        self._observed.sent += 1
        begun = time.monotonic()
        try:
            answer = await self._insist("/api/chat", {"text": text}, {"Idempotency-Key": key})
        except LookupError:
            self._observed.unanswered.append(key)
            raise
        self._observed.keys.append(key)
        self._observed.longest_s = max(self._observed.longest_s, time.monotonic() - begun)
        # What was answered is answered: the same key gets the same messages for ever.
        numbers = [message["id"] for message in answer["messages"]]
        stored = self._databases.chat(
            "SELECT number FROM chat_message WHERE key = ? ORDER BY number", key
        )
        if numbers != [str(number) for (number,) in stored]:
            self._observed.different.append(key)
        reply = self._databases.reply(key)
        self._observed.apologies += reply["type"] == "fallback"
        await asyncio.sleep(random.expovariate(1 / PAUSE_S))
        return reply

    async def _insist(self, path: str, body: object, headers: dict[str, str]) -> Any:
        """The answer, however often it takes. Raises LookupError when none came in time."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                response = await self._client.post(path, json=body, headers=headers)
                if response.status_code == httpx.codes.OK:
                    return response.json()
            self._observed.repeated += 1
            await asyncio.sleep(AGAIN_S * random.uniform(0.5, 1.5))
        raise LookupError(path)


class Killer:
    """Kills, and starts again."""

    def __init__(self, assistant: RunningAssistant, kills: int, minutes: float) -> None:
        self._assistant, self._most = assistant, kills
        self._deadline = time.monotonic() + 60 * minutes
        self.killed: Counter[str] = Counter()
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


def faults(databases: Databases, observed: Observations) -> dict[str, list[str]]:
    """What should not be, by kind; every list is empty when all went well."""
    said = Counter(
        json.loads(data)["message_id"]
        for (data,) in databases.tracker("SELECT data FROM events WHERE type_name = 'user'")
    )
    asked = Counter(key for (key,) in databases.chat("SELECT key FROM chat_message WHERE is_user"))
    kinds = dict(
        databases.chat(
            "SELECT key, json_extract(reply, '$.type') FROM chat_message WHERE NOT is_user"
        )
    )
    drafts = {
        reference: json.loads(fields)
        for reference, fields in databases.chat("SELECT reference, fields FROM draft")
    }

    def repeated(query: str) -> list[str]:
        counts = Counter(value for (value,) in databases.chat(query))
        return [value for value, times in counts.items() if times > 1]

    return {
        "unanswered": observed.unanswered,
        "stored_otherwise_than_answered": observed.different,
        "said_twice": [key for key, times in said.items() if times > 1],
        "stored_twice": [key for key, times in asked.items() if times > 1],
        "answered_and_not_stored": [key for key in observed.keys if key not in asked],
        # An apology is for what the engine did not hear.
        "answered_and_not_said": [
            key for key in observed.keys if key not in said and kinds.get(key) != "fallback"
        ],
        "drafts_lost": sorted(observed.references - drafts.keys()),
        "drafts_changed_twice": repeated(
            "SELECT reference || ' ' || happening || ' ' || item FROM draft_event "
            "WHERE by <> 'delivery'"
        ),
        "drafts_with_wrong_answers": [
            reference
            for reference, fields in drafts.items()
            if not fields.items() <= observed.given.get(fields.get("url", ""), {}).items()
        ],
        "drafts_opened_twice": repeated("SELECT conversation FROM draft"),
        "handed_over_twice": repeated("SELECT reference FROM outbox"),
        "delivered_twice": repeated(
            "SELECT reference FROM draft_event WHERE happening = 'delivered'"
        ),
    }


async def series(folder: Path, kills: int, people: int, minutes: float) -> dict[str, Any]:
    """The figures of one series."""
    assistant = RunningAssistant(folder, SETTINGS)
    databases, observed, done = Databases(folder), Observations(), asyncio.Event()
    await asyncio.to_thread(assistant.start)
    killer = Killer(assistant, kills, minutes)
    limits = {"base_url": assistant.web_url, "trust_env": False, "verify": TLS, "timeout": 30.0}
    clients = [httpx.AsyncClient(**limits) for _ in range(people)]
    try:
        await asyncio.gather(
            killer.work(done),
            *(Person(client, databases, observed).work(done) for client in clients),
        )
    finally:
        for client in clients:
            await client.aclose()
        assistant.stop()
    return {
        "kills": killer.killed.total(),
        "killed": dict(killer.killed),
        "starts": killer.starts,
        "messages": observed.sent,
        "answered": len(observed.keys),
        "repeated_requests": observed.repeated,
        "apologies": observed.apologies,
        "longest_answer_s": round(observed.longest_s, 1),
        "drafts": len(observed.references),
        "saved": observed.saved,
        "faults": faults(databases, observed),
    }


def main() -> None:
    """Start, kill, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=7, help="no kill after so many")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(series(Path(folder), given.kills, given.people, given.minutes))
    print(json.dumps(figures))
    raise SystemExit(any(figures["faults"].values()))


if __name__ == "__main__":
    main()
