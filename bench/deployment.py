"""An assistant as it runs on several hosts, on this machine: real PostgreSQL, N of each process.

Each process is a `helpdesk serve KIND` with a data folder and settings of its own, started again
when it ends as `deploy/systemd` says. The engines listen at 127.0.1.1, 127.0.1.2 and so on, and a
hosts file that only the web apps see gives them one name, as docs/deployment.md has it. Each engine
has an action server of its own.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections import defaultdict
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from bench.units import Unit, UnitError
from common.settings import ROOT
from tests.support.assistant import HELPDESK, free_port
from tests.support.postgres import Postgres, running_postgres

ENGINES_NAME = "helpdesk-engines"
PREPARED = ("encoder", "models", "web")
START_S = 240.0
MB = 1024 * 1024
POSTGRESQL = "postgresql"
RATES = ("ADDRESS_RATE", "CHAT_RATE", "DRAFT_RATE", "DRAFT_ADDRESS_RATE")
# Of both. The pools fit into the 100 connections that PostgreSQL takes by default.
SETTINGS = {"START_TIMEOUT": str(START_S), "DATABASE_POOL_SIZE": "12"}
# The people's addresses are those that the proxy in front reports, which is the bench.
WEB_SETTINGS = {"TRUSTED_PROXIES": "127.0.0.1", **dict.fromkeys(RATES, "1000000/minute")}


@dataclass(frozen=True)
class Size:
    """How many there are of each process; of action servers as many as of engines.

    `known`: how many of the engines each web app knows, where that isn't all.
    """

    webs: int = 1
    engines: int = 1
    deliveries: int = 1
    known: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """For a line of a report."""
        return (
            f"web apps {self.webs}, engines {self.engines}, action servers {self.engines}, "
            f"delivery {self.deliveries}, PostgreSQL"
        )


class Deployment:
    """Context manager: all processes are ready inside, and none is left behind after it."""

    def __init__(self, size: Size, logs: Path | None = None) -> None:
        """`logs`: a folder that gets the logs of all processes at the end."""
        self.size, self._logs = size, logs
        self.units: list[Unit] = []
        self._stack = ExitStack()
        self._engine_secret, self._web_secret = secrets.token_hex(32), secrets.token_hex(32)
        self._engine_port = free_port()
        self._actions = [_local(free_port()) for _ in range(size.engines)]
        self.webs = [_local(free_port()) for _ in range(size.webs)]

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            self._postgres: Postgres = stack.enter_context(running_postgres(durable=True))
            self.database_url = self._postgres.database()
            self.tracker_url = self._postgres.database()
            self._prepare()
            stack.callback(self._stop)
            self._start()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def of(self, kind: str) -> list[Unit]:
        """The processes of a kind, in order."""
        return [unit for unit in self.units if unit.kind == kind]

    def processor_ms(self) -> dict[str, float]:
        """What each kind of process has taken of a core, PostgreSQL's among them.

        Of processes that were started again, since then.
        """
        spent: dict[str, float] = defaultdict(float)
        for unit in self.units:
            times = unit.process.cpu_times()
            spent[unit.kind] += 1000 * (times.user + times.system)
        server = psutil.Process(self._postgres.pid)
        times = server.cpu_times()
        ended = times.children_user + times.children_system
        spent[POSTGRESQL] = 1000 * (times.user + times.system + ended)
        for child in server.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                times = child.cpu_times()
                spent[POSTGRESQL] += 1000 * (times.user + times.system)
        return dict(spent)

    def memory_mb(self) -> dict[str, float]:
        """PSS of each process, in which what several share counts once; PostgreSQL's as one."""
        found = {unit.name: _pss_mb(unit.process.pid) for unit in self.units}
        server = psutil.Process(self._postgres.pid)
        found[POSTGRESQL] = sum(
            _pss_mb(one.pid) for one in (server, *server.children(recursive=True))
        )
        return found

    def _prepare(self) -> None:
        environment = {**self._shared("prepare"), **WEB_SETTINGS, "DATABASE_URL": self.database_url}
        done = subprocess.run(
            [HELPDESK, "prepare"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise UnitError(f"`helpdesk prepare` ended with {done.returncode}:\n{done.stdout}")

    def _start(self) -> None:
        for number, actions in enumerate(self._actions, 1):
            port = actions.rpartition(":")[2]
            self._add("actions", number, ACTIONS_PORT=port, DATABASE_URL=self.database_url)
            self._add(
                "engine",
                number,
                ENGINE_HOST=_engine_host(number),
                ENGINE_PORT=str(self._engine_port),
                ACTIONS_URL=actions,
            )
        named = f"http://{ENGINES_NAME}:{self._engine_port}"
        called = {
            "ENGINE_URL": named,
            "DATABASE_URL": self.database_url,
            "WEB_SECRET": self._web_secret,
            **WEB_SETTINGS,
        }
        for number in range(1, self.size.deliveries + 1):
            self._add("delivery", number, **called)
        for number, web in enumerate(self.webs, 1):
            port = web.rpartition(":")[2]
            actions = self._actions[(number - 1) % len(self._actions)]
            self._add("web", number, WEB_PORT=port, ACTIONS_URL=actions, **called)
        for unit in self.units:
            unit.start()
        for unit in self.units:
            unit.wait_until_ready(START_S)

    def _add(self, kind: str, number: int, **variables: str) -> None:
        name = f"{kind} {number}"
        environment = {**self._shared(f"{kind}-{number}"), **variables}
        hosts = self._hosts(number) if kind == "web" else None
        log = self._folder / f"{kind}-{number}.log"
        self.units.append(Unit(name, kind, environment, log, hosts))

    def _shared(self, name: str) -> dict[str, str]:
        """What all processes have, with a data folder of this one's own."""
        folder = self._folder / name
        folder.mkdir()
        for prepared in PREPARED:
            (ROOT / "var" / prepared).mkdir(parents=True, exist_ok=True)
            (folder / prepared).symlink_to(ROOT / "var" / prepared)
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        return {
            **kept,
            **SETTINGS,
            "PYTHONPATH": str(ROOT),
            "ENGINE_SECRET": self._engine_secret,
            "DATA_DIR": str(folder),
            "TRACKER_DATABASE_URL": self.tracker_url,
        }

    def _hosts(self, web: int) -> Path:
        """The names that a web app knows."""
        count = self.size.known[web - 1] if self.size.known else self.size.engines
        lines = ["127.0.0.1 localhost"]
        lines += [f"{_engine_host(number)} {ENGINES_NAME}" for number in range(1, count + 1)]
        file = self._folder / f"hosts-{web}"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file

    def _stop(self) -> None:
        for unit in self.units:
            unit.ask_to_stop()
        for unit in self.units:
            unit.stop()
        if self._logs is not None:
            self._logs.mkdir(parents=True, exist_ok=True)
            for unit in self.units:
                shutil.copy(unit.log, self._logs)


def _engine_host(number: int) -> str:
    return f"127.0.1.{number}"


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _pss_mb(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024 / MB
    except (FileNotFoundError, ProcessLookupError):
        pass  # it has ended
    return 0.0
