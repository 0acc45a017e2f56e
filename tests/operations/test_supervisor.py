"""The supervisor: healthy or one clear line, and never an orphan (with small real processes)."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.operations.settings import ROOT
from bot.operations.supervisor import restarts, signs_of_life, supervisor
from bot.operations.supervisor.instance import Instance, running_supervisor
from bot.operations.supervisor.processes import Process, ServedPort, StartError
from bot.operations.supervisor.restarts import MOST_ENDS, WITHIN_S, Restarts
from bot.operations.supervisor.supervisor import Supervisor
from common.engine_list import EngineList
from tests.support.assistant import free_port, listening

# Answers with the word that it is given, after `?` seconds; SIGTERM lets it finish.
SERVER = """
import http.server, signal, socket, sys, threading, time
from common.listening_socket import socket_to_serve
from common.parent_process import exit_with_parent
from common.readiness import announce_ready
exit_with_parent()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(float(self.path.partition("?")[2] or 0))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(sys.argv[1].encode())
    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
server.daemon_threads = False
server.socket.close()
server.socket = socket_to_serve("127.0.0.1", 0)
server.socket.listen(64)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
announce_ready()
server.serve_forever(0.05)
server.server_close()
"""
IDLE = """
import time
from common.parent_process import exit_with_parent
from common.readiness import announce_ready
exit_with_parent(); announce_ready(); time.sleep(600)
"""
# Says that it works, once or again and again.
HUNG = f"from common.readiness import ALIVE, _tell\n_tell(ALIVE)\n{IDLE}"
WORKING = """
import asyncio
from common.parent_process import exit_with_parent
from common.readiness import announce_ready, tell_alive
exit_with_parent(); announce_ready(); asyncio.run(tell_alive())
"""
DEAF = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{IDLE}"


@dataclass(frozen=True)
class FakePlan:
    """A plan of small servers. `word`: what they answer; `codes`: other code for a process."""

    data_dir: Path
    web_port: int = field(default_factory=free_port)
    actions_port: int = field(default_factory=free_port)
    word: str = "old"
    codes: dict[str, str] = field(default_factory=dict)
    answers: bool = True
    start_timeout: float = 30.0
    answer_timeout: float = 5.0
    model: Path = Path("model.tar.gz")
    actions_url: str = ""

    def process(self, name: str, code: str, serves: ServedPort | None = None) -> Process:
        command = [sys.executable, "-c", self.codes.get(name, code), self.word]
        return Process(name, command, {**os.environ, "PYTHONPATH": str(ROOT)}, serves)

    def action_server(self, *, anew: bool) -> Process:
        port = ServedPort("127.0.0.1", self.actions_port, "ACTIONS_PORT", or_any=anew)
        return self.process("action server", SERVER, port)

    def engines(self, actions_url: str, *, anew: bool) -> list[Process]:
        port = ServedPort("127.0.0.1", 0, "ENGINE_PORT", is_kept=False, or_any=True)
        return [self.process(f"engine {number}", SERVER, port) for number in (1, 2)]

    def delivery(self) -> Process:
        return self.process("delivery", IDLE)

    def web_app(self, actions_url: str) -> Process:
        return self.process("web app", SERVER, ServedPort("127.0.0.1", self.web_port, "WEB_PORT"))

    async def is_answering(self, engine: str) -> bool:
        return self.answers

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}/"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """No long waits."""
    monkeypatch.setattr(supervisor, "SWITCH_S", 0.2)
    monkeypatch.setattr(restarts, "FIRST_WAIT_S", 0.02)


@pytest.fixture
def plan(tmp_path: Path) -> FakePlan:
    return FakePlan(tmp_path)


Use = Callable[[Supervisor], Coroutine[Any, Any, None]]


def supervise(plan: FakePlan, use: Use, new: FakePlan | StartError | None = None) -> list[str]:
    """Run, use it once it is ready, and stop; what it said. `new`: what a reload finds."""
    said: list[str] = []

    async def prepare() -> Any:
        if isinstance(new, StartError):
            raise new
        return new

    async def run() -> None:
        running = Supervisor(plan, prepare, said.append)  # type: ignore[arg-type]
        using: list[asyncio.Task[None]] = []

        async def use_and_stop() -> None:
            try:
                await use(running)
            finally:
                running.stop()

        await running.run(lambda: using.append(asyncio.create_task(use_and_stop())))
        for task in using:
            await task

    asyncio.run(run())
    return said


async def nothing(_: Supervisor) -> None:
    pass


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that another process brings about, at most twenty seconds."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  (it is another process's news)
            await asyncio.sleep(0.02)


async def word_of(url: str, seconds: float = 0) -> str:
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        return (await client.get(f"{url}/?{seconds}")).text


def listed(plan: FakePlan) -> tuple[str, ...]:
    found = EngineList.read(plan.data_dir)
    return found.urls if found else ()


def gone(port: int) -> bool:
    """Whether nobody listens any more, waiting for it at most ten seconds."""
    deadline = time.monotonic() + 10
    while listening(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not listening(port)


def test_all_are_ready_and_listed_and_gone_after_stop(plan: FakePlan) -> None:
    seen: list[str] = []

    async def look(_: Supervisor) -> None:
        seen.extend([await word_of(url) for url in (plan.web_url, *listed(plan))])
        assert running_supervisor(plan.data_dir) == os.getpid()

    supervise(plan, look)
    assert seen == ["old"] * 3
    assert listed(plan) == ()
    assert gone(plan.web_port)
    assert gone(plan.actions_port)
    assert running_supervisor(plan.data_dir) is None


def test_a_port_in_use_is_named_with_its_setting(plan: FakePlan) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", plan.web_port))
        other.listen()
        with pytest.raises(StartError, match=rf"port {plan.web_port} for the web app.*WEB_PORT"):
            supervise(plan, nothing)
    assert gone(plan.actions_port)


def test_a_data_folder_has_one_supervisor(plan: FakePlan) -> None:
    with (
        Instance(plan.data_dir),
        pytest.raises(StartError, match=r"DATA_DIR=.*runs here already"),
    ):
        supervise(plan, nothing)


def test_a_process_that_cannot_start_is_said_at_once(plan: FakePlan) -> None:
    broken = replace(plan, codes={"engine 2": "raise SystemExit(7)"})
    with pytest.raises(StartError, match="the engine 2 ended with status 7"):
        supervise(broken, nothing)
    assert gone(plan.web_port)


def test_one_that_is_killed_while_it_starts_is_started_again(
    plan: FakePlan, tmp_path: Path
) -> None:
    once = (
        "import os, pathlib, signal\n"
        f"note = pathlib.Path({str(tmp_path / 'note')!r})\n"
        "if not note.exists():\n note.touch()\n os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    supervise(replace(plan, codes={"delivery": once + IDLE}), nothing)
    assert (tmp_path / "note").exists()


def test_a_process_that_is_never_ready_is_named(plan: FakePlan) -> None:
    silent = replace(plan, codes={"engine 1": "import time; time.sleep(60)"}, start_timeout=3.0)
    with pytest.raises(StartError, match=r"the engine 1 wasn.t ready after 3 s.*START_TIMEOUT"):
        supervise(silent, nothing)


def test_an_engine_that_is_killed_comes_back_while_the_others_go_on(plan: FakePlan) -> None:
    async def kill(running: Supervisor) -> None:
        assert running.generation is not None
        first, second = running.generation.engines
        others = [running.generation.web.pid, second.pid]
        killed = first.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        await until(lambda: first.pid not in (killed, None))
        await until(lambda: listening(int(first.url.rpartition(":")[2])))
        assert await word_of(first.url) == "old"
        assert listed(plan) == (first.url, second.url)
        assert others == [running.generation.web.pid, second.pid]

    supervise(plan, kill)


def test_who_connects_while_the_web_app_is_started_again_waits(plan: FakePlan) -> None:
    async def kill(running: Supervisor) -> None:
        assert running.generation is not None
        web = running.generation.web
        for _ in range(2):
            killed = web.pid
            assert killed is not None
            os.kill(killed, signal.SIGKILL)
            # Its end has not even been noticed yet.
            assert await word_of(plan.web_url) == "old"
            await until(lambda: web.pid not in (killed, None))  # noqa: B023

    supervise(plan, kill)


def test_one_that_hangs_is_killed_and_started_again(
    plan: FakePlan, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(signs_of_life, "SILENCE_S", 2.0)

    async def wait(running: Supervisor) -> None:
        assert running.generation is not None
        (hung, working), others = running.generation.engines, running.generation.web
        before = hung.pid, working.pid, others.pid
        await until(lambda: hung.pid not in (before[0], None))
        assert (working.pid, others.pid) == before[1:]

    supervise(replace(plan, codes={"engine 1": HUNG, "engine 2": WORKING}), wait)
    assert "the engine 1 has not answered for 2 s and is killed" in caplog.text
    assert "the engine 2 has not answered" not in caplog.text


def test_one_that_ends_again_and_again_is_given_up(plan: FakePlan) -> None:
    short = IDLE.replace("600", "0.05") + "\nraise SystemExit(3)"

    async def wait(running: Supervisor) -> None:
        await running._stop.wait()

    with pytest.raises(
        StartError, match=rf"the delivery ended {MOST_ENDS} times within a minute.*status 3"
    ):
        supervise(replace(plan, codes={"delivery": short}), wait)
    assert gone(plan.web_port)


def test_waits_double_and_old_ends_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "FIRST_WAIT_S", 0.25)
    now = [0.0]
    ends = Restarts(lambda: now[0])
    assert [ends.wait() for _ in range(MOST_ENDS)] == [0.25, 0.5, 1.0, 2.0, None]
    now[0] = WITHIN_S
    assert ends.wait() == 0.25


def test_a_reload_fails_no_request_and_ends_the_old_ones(plan: FakePlan) -> None:
    new = replace(plan, word="new")

    async def reload(running: Supervisor) -> None:
        assert running.generation is not None
        old_urls, old_ports = listed(plan), running.generation.engines
        under_way = asyncio.create_task(word_of(plan.web_url, 1.5))
        running.reload()
        words = []
        while "new" not in words[-1:]:
            words.append(await word_of(plan.web_url))
        assert await under_way in ("old", "new")
        await until(lambda: running._leaving is None and running.plan is new)  # type: ignore[comparison-overlap]
        assert set(words) <= {"old", "new"}
        assert [await word_of(url) for url in listed(plan)] == ["new", "new"]
        assert not set(listed(plan)) & set(old_urls)
        await until(lambda: all(child.pid is None for child in old_ports))
        await until(lambda: running._reloading is not None and running._reloading.done())

    said = supervise(plan, reload, new)
    assert said == ["reloaded: the new processes answer"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"answers": False}, "the new engine 1 doesn't answer a question"),
        ({"codes": {"engine 2": "raise SystemExit(4)"}}, "the engine 2 ended with status 4"),
        ({"codes": {"web app": "raise SystemExit(5)"}}, "the web app ended with status 5"),
    ],
)
def test_what_is_new_and_not_healthy_changes_nothing(
    plan: FakePlan, changes: dict[str, Any], reason: str
) -> None:
    async def reload(running: Supervisor) -> None:
        assert running.generation is not None
        before = [child.pid for child in running.generation.children], listed(plan)
        running.reload()
        assert running._reloading is not None
        await running._reloading
        assert ([child.pid for child in running.generation.children], listed(plan)) == before
        assert {await word_of(plan.web_url) for _ in range(5)} == {"old"}

    (said,) = supervise(plan, reload, replace(plan, word="new", **changes))
    assert said.startswith(f"not reloaded, all goes on as it was: {reason}")


def test_what_cannot_be_prepared_is_said_in_one_line(plan: FakePlan) -> None:
    async def reload(running: Supervisor) -> None:
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: running._reloading is not None and running._reloading.done())

    said = supervise(plan, reload, StartError("domain.yml is broken"))
    assert said == ["not reloaded, all goes on as it was: domain.yml is broken"]


def test_what_is_under_way_is_finished_before_the_end(plan: FakePlan) -> None:
    found: list[asyncio.Task[str]] = []

    async def run() -> str:
        running = Supervisor(plan, _never, lambda _: None)  # type: ignore[arg-type]

        async def ask_and_stop() -> None:
            asking = asyncio.create_task(word_of(plan.web_url, 1.0))
            found.append(asking)
            await asyncio.sleep(0.4)
            running.stop()

        tasks: list[asyncio.Task[None]] = []
        await running.run(lambda: tasks.append(asyncio.create_task(ask_and_stop())))
        return await found[0]

    assert asyncio.run(run()) == "old"


async def _never() -> Any:
    raise AssertionError("nobody reloads")


def test_one_that_does_not_end_when_it_is_told_to_is_killed(
    plan: FakePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operations.supervisor.generation.END_S", 0.1)
    pids: list[int | None] = []

    async def look(running: Supervisor) -> None:
        assert running.generation is not None
        pids.append(running.generation.delivery.pid)

    supervise(replace(plan, codes={"delivery": DEAF}, answer_timeout=0.1), look)
    assert pids[0] is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_a_killed_supervisor_leaves_no_orphan(plan: FakePlan) -> None:
    code = f"""
import asyncio
from pathlib import Path
from tests.operations.test_supervisor import FakePlan, Supervisor, _never
plan = FakePlan(Path({str(plan.data_dir)!r}), {plan.web_port}, {plan.actions_port})
ready = lambda: print("ready", flush=True)
asyncio.run(Supervisor(plan, _never, print).run(ready))
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        assert listening(plan.web_port)
        parent.send_signal(signal.SIGKILL)
    assert gone(plan.web_port)
    assert gone(plan.actions_port)
    assert running_supervisor(plan.data_dir) is None
