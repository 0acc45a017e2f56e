"""The assistant's life: outages, edits, crashes, signals, and PostgreSQL instead of SQLite."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from bot.operations.settings import ROOT
from faq_kb.source import FOLDER
from tests.support.assistant import HELPDESK, RunningAssistant, listening
from tests.support.postgres import Postgres

QUESTION = "How do I get VPN access to work from home?"


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether the condition holds within twenty seconds."""
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


@pytest.fixture(scope="module")
def on_postgres(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAssistant]:
    """The assistant with both databases in PostgreSQL."""
    urls = {"DATABASE_URL": postgres.database(), "TRACKER_DATABASE_URL": postgres.database()}
    running = RunningAssistant(tmp_path_factory.mktemp("postgres"), urls)
    running.start()
    yield running
    running.stop()


def test_conversations_live_in_postgresql(on_postgres: RunningAssistant) -> None:
    sender = f"pg-{uuid.uuid4()}"
    assert on_postgres.ask(QUESTION, sender)["custom"]["entry"] == "vpn_access"
    assert on_postgres.ask("which form is it?", sender)["custom"]["facet"] == "forms"
    with psycopg.connect(on_postgres.extra["TRACKER_DATABASE_URL"]) as connection:
        query = "SELECT count(*) FROM events WHERE sender_id = %s"
        count = connection.execute(query, [sender]).fetchone()
    assert count is not None
    assert count[0] > 4


def test_an_outage_of_the_store_is_an_apology_and_passes(on_postgres: RunningAssistant) -> None:
    sender = f"outage-{uuid.uuid4()}"
    url = on_postgres.extra["DATABASE_URL"]
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(
        on_postgres.extra["TRACKER_DATABASE_URL"], autocommit=True
    ) as administrator:
        administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        away = on_postgres.ask(QUESTION, sender)
        administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert away["custom"]["type"] == "fallback"
    assert "Sorry" in away["text"]
    assert "502-564-7576" in away["text"]
    assert on_postgres.ask(QUESTION, sender)["custom"]["entry"] == "vpn_access"


def test_a_stuck_action_server_is_an_apology_in_bounded_time(on_postgres: RunningAssistant) -> None:
    assert on_postgres.process is not None
    actions = next(
        child
        for child in psutil.Process(on_postgres.process.pid).children()
        if "bot.operations.supervisor.action_server" in child.cmdline()
    )
    actions.suspend()
    try:
        started = time.monotonic()
        answer = on_postgres.ask(QUESTION)
        assert time.monotonic() - started < 25
    finally:
        actions.resume()
    assert "502-564-7576" in answer["text"]
    assert answer["custom"]["type"] == "fallback"
    assert on_postgres.ask(QUESTION)["custom"]["entry"] == "vpn_access"


def load(assistant: RunningAssistant, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HELPDESK, "kb", "load", "--folder", folder],
        env=assistant.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_edit_goes_live_and_a_broken_one_does_not(
    assistant: RunningAssistant, tmp_path: Path
) -> None:
    folder = tmp_path / "faq_kb"
    for part in ("procedures", "directory"):
        shutil.copytree(FOLDER / part, folder / part)
    phones = folder / "directory" / "phones.yml"
    phones.write_text(phones.read_text().replace("502-564-7576", "502-555-0100"))
    try:
        assert load(assistant, folder).returncode == 0
        assert "502-555-0100" in assistant.ask("my laptop was stolen")["text"]
        webmail = folder / "procedures" / "webmail.yml"
        webmail.write_text("title: [broken\n")
        refused = load(assistant, folder)
        assert refused.returncode == 1
        assert "faq_kb/procedures/webmail.yml" in refused.stderr
        assert assistant.ask("/webmail", payload=True)["custom"]["entry"] == "webmail"
    finally:
        load(assistant, FOLDER)
    assert "502-564-7576" in assistant.ask("my laptop was stolen")["text"]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RunningAssistant]:
    """An assistant that a test may kill."""
    running = RunningAssistant(tmp_path)
    running.start()
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_goes_on(
    own: RunningAssistant,
) -> None:
    sender = f"kill-{uuid.uuid4()}"
    own.ask(QUESTION, sender)
    own.stop(signal.SIGKILL)
    assert eventually(lambda: not listening(own.engine_port) and not listening(own.actions_port))
    own.start()
    answer = own.ask("which form is it?", sender)
    assert answer["custom"]["entry"] == "vpn_access"
    assert own.stop(signal.SIGINT) == 0
    assert not listening(own.engine_port)


def test_a_second_start_is_one_line(assistant: RunningAssistant) -> None:
    done = subprocess.run(
        [HELPDESK, "run"],
        env={**assistant.environment, "TRACKER_DATABASE_URL": "", "PATH": os.environ["PATH"]},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"DATA_DIR={assistant.folder}: an assistant runs here already" in done.stderr
    assert "Traceback" not in done.stderr
    assert listening(assistant.actions_port)


def test_a_model_that_cannot_be_loaded_is_one_line(tmp_path: Path) -> None:
    prepared, data = ROOT / "var", tmp_path / "data"
    own = RunningAssistant(tmp_path)
    shutil.copytree(prepared / "encoder", data / "encoder")
    shutil.copytree(
        prepared / "web", data / "web", symlinks=True, ignore=shutil.ignore_patterns("build")
    )
    (data / "models").mkdir()
    (model,) = (prepared / "models").glob("*.tar.gz")
    (data / "models" / model.name).write_bytes(b"not an archive")
    done = subprocess.run(
        [HELPDESK, "run"],
        env={**own.environment, "DATA_DIR": str(data)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "the engine ended with status" in done.stderr
    assert not listening(own.actions_port)


def test_a_failing_tracker_store_logs_no_message(own: RunningAssistant, tmp_path: Path) -> None:
    own.ask(QUESTION, "before")
    with sqlite3.connect(tmp_path / "conversations.db") as connection:
        connection.execute("ALTER TABLE events RENAME TO lost")
    connection.close()
    secret = f"zebra{uuid.uuid4().hex}"
    own.send(f"my password is {secret}", "secret")
    own.stop()
    assert secret not in own.log
