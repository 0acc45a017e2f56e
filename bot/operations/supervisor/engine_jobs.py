"""Runs jobs of the engine environment (Python 3.10): the encoder, training, parsing."""

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from common.settings import ROOT, SharedSettings

# Idle BLAS threads spin: for the small matrices of one message they waste half a core.
BLAS = {"OPENBLAS_NUM_THREADS": "1"}
ENGINE_PYTHON = ROOT / ".venv" / "engine" / "bin" / "python"


class EngineError(Exception):
    """The engine environment is missing or one of its jobs failed; the message says why."""


def command(job: str, path: Path) -> list[str]:
    """Command line of a job. Raises EngineError when the environment has not been built."""
    if not ENGINE_PYTHON.is_file():
        raise EngineError(f"{ENGINE_PYTHON} is missing: run `make setup`")
    return [str(ENGINE_PYTHON), "-m", "bot.engine", job, str(path)]


def environment(settings: SharedSettings) -> dict[str, str]:
    """Environment of an engine process; bot/engine/config.py reads it."""
    tracker = make_url(settings.tracker_database_url)
    # Rasa's SQLAlchemy 1.4 has psycopg2 for PostgreSQL, by the plain name.
    tracker = tracker.set(drivername=tracker.get_backend_name())
    return {
        **BLAS,
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ENGINE_HOST": settings.engine_host,
        "ENGINE_PORT": str(settings.engine_port),
        "ENGINE_ANSWER_TIMEOUT": str(settings.answer_timeout),
        "ENGINE_ACTIONS_URL": f"{settings.actions_address}/webhook",
        "ENGINE_TRACKER_URL": tracker.render_as_string(hide_password=False),
        "ENGINE_LOCALE": settings.locale,
        "ENGINE_LOG_LEVEL": settings.log_level,
        "ENGINE_LOG_FORMAT": settings.log_format,
        "ENGINE_ENCODER": str(settings.encoder),
        "ENGINE_SECRET": settings.engine_secret.get_secret_value(),
    }


def run_job(settings: SharedSettings, job: str, path: Path) -> None:
    """Run a job to its end. Raises EngineError with the engine's last line."""
    # The job ends when the pipe to its standard input closes, so it never outlives this process.
    with subprocess.Popen(
        command(job, path),
        cwd=ROOT,
        env=environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = process.stdout.read().strip().splitlines() or ["no output"]
    if process.returncode:
        raise EngineError(f"{job}: {lines[-1]}")


@dataclass(frozen=True)
class ParseRequest:
    """A message to understand.

    `after` is what was said before it, line by line as data/nlu/turns/ has it; `explain` asks for
    the reasons, too.
    """

    text: str
    after: tuple[str, ...] = ()
    explain: bool = False


Understand = Callable[[ParseRequest], dict[str, Any]]


def parse(
    settings: SharedSettings, model: Path, requests: Iterable[ParseRequest | str]
) -> Iterator[dict[str, Any]]:
    """Rasa's parse of each message by the trained model alone, in order."""
    with understanding(settings, model) as understand:
        for request in requests:
            yield understand(ParseRequest(request) if isinstance(request, str) else request)


@contextmanager
def understanding(settings: SharedSettings, model: Path) -> Iterator[Understand]:
    """A function that parses one message; the model is loaded once."""
    with subprocess.Popen(
        command("parse", model),
        cwd=ROOT,
        env=environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        stdin = process.stdin
        assert stdin is not None
        _answer(process)

        def understand(request: ParseRequest) -> dict[str, Any]:
            stdin.write(json.dumps(asdict(request)) + "\n")
            stdin.flush()
            return _answer(process)

        yield understand
        stdin.close()


def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    while line := process.stdout.readline():
        if line.startswith("{"):
            answer: dict[str, Any] = json.loads(line)
            return answer
    raise EngineError(f"parse: the engine ended with status {process.wait()}")
