"""The supervisor: healthy or one clear line, and never an orphan (with small real processes)."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from bot.operations.settings import ROOT
from bot.operations.supervisor.processes import Process, StartError
from bot.operations.supervisor.supervisor import Supervisor
from tests.support.assistant import free_port, listening

SERVER = """
import http.server, sys
from common.parent_process import exit_with_parent
exit_with_parent()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler
    ).serve_forever()
"""


def process(name: str, code: str) -> Process:
    port = free_port()
    return Process(
        name=name,
        command=[sys.executable, "-c", code, str(port)],
        environment={**os.environ, "PYTHONPATH": str(ROOT)},
        port=port,
        port_setting="TEST_PORT",
        health="/",
    )


def supervise(
    processes: list[Process], on_ready: Callable[[Supervisor], None], start_timeout: float = 30
) -> None:
    async def run() -> None:
        supervisor = Supervisor(processes, start_timeout)
        await supervisor.run(lambda: on_ready(supervisor))

    asyncio.run(run())


def gone(port: int) -> bool:
    """Whether nobody listens any more, waiting for it at most ten seconds."""
    deadline = time.monotonic() + 10
    while listening(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not listening(port)


def test_all_are_healthy_before_it_is_ready_and_gone_after_stop() -> None:
    servers = [process("one", SERVER), process("two", SERVER)]
    seen: list[bool] = []

    def ready(supervisor: Supervisor) -> None:
        seen.extend(listening(server.port) for server in servers)
        supervisor.stop()

    supervise(servers, ready)
    assert seen == [True, True]
    assert all(gone(server.port) for server in servers)


def test_a_port_in_use_is_named_with_its_setting() -> None:
    server = process("engine", SERVER)
    with socket.socket() as other:
        other.bind(("127.0.0.1", server.port))
        other.listen()
        with pytest.raises(StartError, match=rf"port {server.port} for the engine.*TEST_PORT"):
            supervise([server], lambda _: None)


def test_a_child_that_ends_at_once_stops_everything() -> None:
    servers = [process("one", SERVER), process("two", "raise SystemExit(7)")]
    with pytest.raises(StartError, match="the two ended with status 7"):
        supervise(servers, lambda _: None)
    assert gone(servers[0].port)


def test_a_child_that_crashes_later_stops_everything() -> None:
    servers = [process("one", SERVER), process("two", SERVER)]

    def ready(supervisor: Supervisor) -> None:
        supervisor.children["one"].kill()

    with pytest.raises(StartError, match="the one ended with status -9"):
        supervise(servers, ready)
    assert gone(servers[1].port)


def test_a_child_that_is_never_healthy_is_named() -> None:
    silent = process("engine", "import time; time.sleep(60)")
    with pytest.raises(StartError, match=r"the engine wasn.t healthy.*START_TIMEOUT"):
        supervise([silent], lambda _: None, start_timeout=0.5)


DEAF = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{SERVER}"


def test_a_child_that_does_not_end_when_it_is_told_to_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.operations.supervisor.supervisor.STOP_TIMEOUT_S", 0.2)
    deaf = process("deaf", DEAF)
    supervise([deaf], Supervisor.stop)
    assert gone(deaf.port)


def test_a_killed_supervisor_leaves_no_orphan() -> None:
    server = process("one", SERVER)
    code = f"""
import asyncio, sys
from bot.operations.supervisor.supervisor import Supervisor
from bot.operations.supervisor.processes import Process
environment = {{"PYTHONPATH": {str(ROOT)!r}}}
server = Process("one", {server.command!r}, environment, {server.port}, "P", "/")
asyncio.run(Supervisor([server], 30).run(lambda: print("ready", flush=True)))
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
        assert listening(server.port)
        parent.send_signal(signal.SIGKILL)
    assert gone(server.port)
