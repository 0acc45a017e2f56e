"""`helpdesk serve`: one process by itself, as systemd or a container starts it."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.operations.settings import ROOT
from common.database import Database
from common.readiness import NOTIFY_SOCKET, READY
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.assistant import HELPDESK, free_port

SECRET = "s" * 40
Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def environment(tmp_path: Path, knowledge: KnowledgeBase) -> dict[str, str]:
    database = Database(f"sqlite:///{tmp_path / 'helpdesk.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    database.close()
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATA_DIR": str(tmp_path),
        "ACTIONS_PORT": str(free_port()),
    }


@pytest.fixture
def serve(environment: dict[str, str]) -> Iterator[Serve]:
    """Starts a process with these variables beside the others."""
    started: list[subprocess.Popen[str]] = []

    def start(name: str, **variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [HELPDESK, "serve", name],
            cwd=ROOT,
            env={**environment, **variables},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_it_says_when_it_is_ready_and_ends_when_it_is_told_to(
    serve: Serve, environment: dict[str, str]
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
        name = f"helpdesk-test-{os.getpid()}"
        notices.bind(f"\0{name}")
        notices.settimeout(240)
        process = serve("actions", ENGINE_SECRET=SECRET, **{NOTIFY_SOCKET: f"@{name}"})
        assert notices.recv(64) == READY
    url = f"http://127.0.0.1:{environment['ACTIONS_PORT']}/health"
    assert httpx.get(url, trust_env=False).status_code == httpx.codes.OK
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("name", "variables", "named"),
    [
        ("web", {}, "ENGINE_SECRET: is empty: set"),
        ("actions", {}, "ENGINE_SECRET: is empty: set"),
        ("engine", {"ENGINE_SECRET": SECRET}, "run `helpdesk prepare` first"),
        ("engine", {"ENGINE_HOST": "10.0.0.5"}, "ENGINE_HOST=10.0.0.5: lets other machines in"),
    ],
)
def test_what_is_missing_is_one_line(
    serve: Serve, name: str, variables: dict[str, str], named: str
) -> None:
    process = serve(name, **variables)
    _, said = process.communicate(timeout=240)
    assert process.returncode == 1
    assert named in said
    assert "Traceback" not in said
