"""The assistants that are compared: ours, ours of another commit, and stock Rasa.

Each runs as users would run it: an engine that stores conversations by SQL (SQLite), and the custom
actions over our action server. A side answers messages by the engine's REST channel and tells what
its processes have taken of the processor and of memory.
"""

from __future__ import annotations

import http.client
import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from threading import local

import psutil

from bench.stock import StockServer
from common.addresses import LOOPBACK
from tests.support.assistant import RunningAssistant

MOST_S = 120.0
MB = 1024 * 1024


class Side:
    """One assistant: `processes` are those whose time counts, with the name of each."""

    def __init__(
        self,
        name: str,
        port: int,
        headers: dict[str, str],
        events: Path,
        processes: dict[int, str],
    ) -> None:
        self.name, self._port, self._headers = name, port, headers
        self._events = events
        self.processes = {psutil.Process(number): named for number, named in processes.items()}
        self._kept = local()

    def send(self, text: str, sender: str) -> float:
        """Say one message; the milliseconds until its answer. Each thread keeps a connection."""
        connection = getattr(self._kept, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=MOST_S)
            self._kept.connection = connection
        body = json.dumps({"sender": sender, "message": text})
        headers = {"Content-Type": "application/json", **self._headers}
        started = time.perf_counter()
        connection.request("POST", "/webhooks/rest/webhook", body, headers)
        answer = connection.getresponse()
        answers = json.loads(answer.read())
        spent = 1000 * (time.perf_counter() - started)
        if answer.status != http.client.OK or not answers:
            raise ConnectionError(f"{self.name} answered {answer.status}, {len(answers)} messages")
        return spent

    def processor_ms(self) -> float:
        """What all processes have taken of a core since they started."""
        return sum(self.processor_ms_by_process().values())

    def processor_ms_by_process(self) -> dict[str, float]:
        """The same of each process."""
        times = {named: one.cpu_times() for one, named in self.processes.items()}
        return {named: 1000 * (one.user + one.system) for named, one in times.items()}

    def memory_mb(self) -> dict[str, float]:
        """Memory of each process: PSS, in which what several share counts once."""
        return {named: one.memory_full_info().pss / MB for one, named in self.processes.items()}

    def lengthen(self, sender: str, times: int) -> None:
        """Repeat what is stored of a conversation, as if all had been said so many times.

        For sides at which saying it takes hours.
        """
        columns = "sender_id, type_name, timestamp, intent_name, action_name, data"
        # Without the beginning of its session, before which Rasa's store reads nothing.
        query = (
            f"INSERT INTO events ({columns}) SELECT {columns} FROM events WHERE sender_id = ?"  # noqa: S608
            " AND id BETWEEN ? AND ? ORDER BY id"
        )
        said = (
            "SELECT min(id), (SELECT max(id) FROM events WHERE sender_id = ?1) FROM events"
            " WHERE sender_id = ?1 AND type_name = 'user'"
        )
        with closing(sqlite3.connect(self._events, timeout=30)) as database, database:
            first, last = database.execute(said, (sender,)).fetchone()
            for _ in range(times - 1):
                database.execute(query, (sender, first, last))


def names_of(assistant: RunningAssistant) -> dict[int, str]:
    """The processes of `helpdesk run`, by what their command lines say."""
    assert assistant.process is not None
    supervisor = psutil.Process(assistant.process.pid)
    found = {supervisor.pid: "supervisor"}
    for child in supervisor.children(recursive=True):
        words = " ".join(child.cmdline())
        parts = {
            "bot.engine": "engine",
            "action_server": "action server",
            "delivery": "delivery",
            "bot.channels.web": "web app",
        }
        found[child.pid] = next((part for key, part in parts.items() if key in words), "other")
    return found


def running_assistant(name: str, folder: Path, root: Path) -> tuple[Side, RunningAssistant]:
    """Start `helpdesk run` of a checkout."""
    folder.mkdir()
    assistant = RunningAssistant(folder, root=root)
    assistant.start()
    events = folder / "conversations.db"
    side = Side(name, assistant.engine_port, assistant.headers, events, names_of(assistant))
    return side, assistant


def stock_side(server: StockServer, assistant: RunningAssistant) -> Side:
    """Stock Rasa, whose actions are those of a running assistant of ours."""
    actions = {
        number: named for number, named in names_of(assistant).items() if named == "action server"
    }
    return Side("stock", server.port, {}, server.events, {server.pid: "engine", **actions})
