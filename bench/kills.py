"""Kills in random places under a little load: nothing said twice, nothing lost, nothing doubled.

`python -m bench.kills [--kills N] [--people N] [--seed N]` starts an assistant of its own, lets
people prepare drafts and ask between, each message under its key until it is answered, as the page
does; kills -9 one of the processes again and again and starts the assistant anew; then counts what
is in the tracker, in the chat and among the drafts. Prints one JSON line; exit status 1 when
something was lost or doubled. Takes about ten seconds for each kill.
"""

import argparse
import itertools
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.assistant import RunningAssistant, listening

LIMITS = {"ADDRESS_RATE": "1000000/minute", "CHAT_RATE": "1000000/minute"}
# How often each is killed, as in the findings: the front door's crashes lost most.
VICTIMS = {
    "bot.front": 20,
    "bot.engine": 9,
    "bot.supervisor.action_server": 5,
    "bot.supervisor.delivery": 3,
    "helpdesk": 3,
}
APOLOGY = "cannot look that up"
PATIENCE_S = 120.0
WAIT_S = 0.5
DIALOGUE = (
    "Please put a ticket in to get VPN for Priya Nandakumar, she works from home now",
    "the one for state employees",
    "skip",
    "Billing number 21-7764",
    "Yes, it is filled in and signed",
    "Hollis Merriweather",
    "personnel cabinet",
    "502-555-0143",
    "save",
    "How do I get a new voice mail box?",
)


@dataclass
class Figures:
    """What was sent and what became of it."""

    keys: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    repeats: int = 0
    apologies: int = 0
    dialogues: int = 0


@dataclass
class Person:
    """Goes through the dialogue again and again, each time in a new conversation."""

    base: str
    figures: Figures
    over: threading.Event

    def run(self) -> None:
        """Until it is over; a dialogue that got an apology is left."""
        with httpx.Client(base_url=self.base, trust_env=False, timeout=30) as client:
            while not self.over.is_set():
                self._persistently(client, "/api/session", {"new": True}, "")
                self.figures.dialogues += 1
                for text in DIALOGUE:
                    if self.over.is_set() or not self._say(client, text):
                        break

    def _say(self, client: httpx.Client, text: str) -> bool:
        key = uuid.uuid4().hex
        self.figures.keys.append(key)
        response = self._persistently(client, "/api/chat", {"text": text}, key)
        if response is None:
            self.figures.unanswered.append(key)
            return False
        is_apology = APOLOGY in response.text
        self.figures.apologies += is_apology
        return not is_apology

    def _persistently(
        self, client: httpx.Client, path: str, body: dict[str, object], key: str
    ) -> httpx.Response | None:
        until = time.monotonic() + PATIENCE_S
        for number in itertools.count():
            try:
                response = client.post(path, json=body, headers={"Idempotency-Key": key or "none"})
                if response.status_code == httpx.codes.OK:
                    return response
            except httpx.HTTPError:
                pass
            if time.monotonic() > until:
                return None
            self.figures.repeats += number == 0 and bool(key)
            time.sleep(WAIT_S)
        return None


def kill_one(assistant: RunningAssistant, victim: str) -> None:
    """Kill -9 the process, wait until everything has ended."""
    assert assistant.process is not None
    supervisor = assistant.process.pid
    number = supervisor if victim == "helpdesk" else child_of(supervisor, victim)
    os.kill(number, signal.SIGKILL)
    assistant.process.wait(timeout=60)
    ports = (assistant.front_port, assistant.engine_port, assistant.actions_port)
    while any(map(listening, ports)):
        time.sleep(0.05)


def child_of(supervisor: int, module: str) -> int:
    """The child that runs a module."""
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    for child in children:
        words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
        if module in words:
            return int(child)
    raise LookupError(f"no {module} among the children of {supervisor}")


def series(kills: int, people: int, seed: int) -> dict[str, object]:
    """Let people talk, kill, start again; the counts afterwards."""
    chosen = random.Random(seed)
    figures, over = Figures(), threading.Event()
    with tempfile.TemporaryDirectory() as folder:
        assistant = RunningAssistant(Path(folder), LIMITS)
        assistant.start()
        threads = [
            threading.Thread(target=Person(assistant.front, figures, over).run)
            for _ in range(people)
        ]
        for thread in threads:
            thread.start()
        killed: Counter[str] = Counter()
        try:
            for _ in range(kills):
                time.sleep(chosen.uniform(0.2, 3.0))
                victim = chosen.choices(list(VICTIMS), list(VICTIMS.values()))[0]
                kill_one(assistant, victim)
                killed[victim] += 1
                assistant.start()
            time.sleep(3)
        finally:
            over.set()
            for thread in threads:
                thread.join()
            assistant.stop()
        return {"kills": dict(killed), **counts(Path(folder), figures)}


def counts(folder: Path, figures: Figures) -> dict[str, object]:
    """Messages, and everything that was lost or doubled."""
    said = Counter(message for _, message in user_events(folder / "conversations.db"))
    keys = figures.keys
    with closing(sqlite3.connect(folder / "helpdesk.db")) as database:
        questions: Counter[str] = Counter(
            key for (key,) in database.execute("SELECT key FROM chat_message WHERE is_user")
        )
        drafts = Counter(owner for (owner,) in database.execute("SELECT conversation FROM draft"))
        items = Counter(
            database.execute("SELECT reference, item FROM draft_event WHERE item != ''").fetchall()
        )
        versions = Counter(
            database.execute(
                "SELECT reference, version, happening, item FROM draft_event"
            ).fetchall()
        )
        parcels = Counter(row for (row,) in database.execute("SELECT reference FROM outbox"))
    return {
        "messages": len(keys),
        "repeated": figures.repeats,
        "apologies": figures.apologies,
        "dialogues": figures.dialogues,
        "drafts": sum(drafts.values()),
        "handed_over": len(parcels),
        "unanswered": len(figures.unanswered),
        "said_twice": sum(said[key] > 1 for key in keys),
        "not_said": sum(said[key] == 0 and questions[key] > 0 for key in keys),
        "answered_twice": sum(questions[key] > 1 for key in keys),
        "conversations_with_two_drafts": sum(count > 1 for count in drafts.values()),
        "items_changed_twice": sum(count > 1 for count in items.values()),
        "versions_twice": sum(count > 1 for count in versions.values()),
        "handed_over_twice": sum(count > 1 for count in parcels.values()),
    }


FAULTS = (
    "unanswered",
    "said_twice",
    "not_said",
    "answered_twice",
    "conversations_with_two_drafts",
    "items_changed_twice",
    "versions_twice",
    "handed_over_twice",
)


def user_events(tracker: Path) -> Iterator[tuple[str, str]]:
    """Sender and message id of everything that users have said, as the assistant knows it."""
    with closing(sqlite3.connect(tracker)) as database:
        rows = database.execute("SELECT sender_id, data FROM events WHERE type_name = 'user'")
        for sender, data in rows:
            yield sender, json.loads(data)["message_id"]


def main() -> None:
    """Run the series, print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    figures = series(given.kills, given.people, given.seed)
    print(json.dumps(figures))
    sys.exit(any(figures[fault] for fault in FAULTS))


if __name__ == "__main__":
    main()
