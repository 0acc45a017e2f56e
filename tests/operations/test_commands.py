"""The `helpdesk` command without anything running: clear lines, JSON, exit statuses."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.operations.settings import ROOT
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from faq_kb.source import FOLDER
from tests.support.assistant import HELPDESK, free_port
from tests.support.web_app import session_store


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An installation of its own, without a running assistant."""
    return {
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'helpdesk.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{tmp_path / 'conversations.db'}",
        "ENGINE_PORT": str(free_port()),
    }


def helpdesk(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HELPDESK, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_load_is_idempotent_and_reports_json(environment: dict[str, str]) -> None:
    first = json.loads(helpdesk(environment, "kb", "load", "--json").stdout)
    assert first["added"]["vpn_access"] == 1
    second = json.loads(helpdesk(environment, "kb", "load", "--json").stdout)
    assert second == {"added": {}, "changed": {}, "removed": {}}


def test_a_stored_procedure_can_be_shown(environment: dict[str, str]) -> None:
    helpdesk(environment, "kb", "load")
    shown = json.loads(helpdesk(environment, "kb", "show", "vpn_access", "--json").stdout)
    assert shown["entry"] == "vpn_access"
    wrong = helpdesk(environment, "kb", "show", "vpn")
    assert wrong.returncode == 1
    assert "no such procedure or directory: did you mean vpn_access?" in wrong.stderr


def test_an_answer_of_the_past_is_shown_compared_and_brought_back(
    environment: dict[str, str], tmp_path: Path, knowledge: KnowledgeBase, desk_phone: str
) -> None:
    folder = tmp_path / "faq_kb"
    for part in ("procedures", "directory"):
        shutil.copytree(FOLDER / part, folder / part)
    title = knowledge.procedures["webmail"].title
    replace(folder / "procedures" / "webmail.yml", title, "Read mail")
    replace(folder / "directory" / "phones.yml", desk_phone, "502-555-0100")
    helpdesk(environment, "kb", "load", "--by", "Ann")
    words = ("--folder", str(folder), "-m", "a new desk", "--by", "Pat", "--json")
    published = json.loads(helpdesk(environment, "kb", "load", *words).stdout)
    assert published == {"added": {}, "changed": {"phones": 2, "webmail": 2}, "removed": {}}

    history = json.loads(helpdesk(environment, "kb", "history", "webmail", "--json").stdout)
    assert [(one["version"], one["by"], one["reason"], one["replaced"]) for one in history] == [
        (2, "Pat", "a new desk", 1),
        (1, "Ann", "", None),
    ]
    assert history[0]["at"].endswith("+00:00")
    assert "a new desk" in helpdesk(environment, "kb", "history", "phones").stdout
    compared = helpdesk(environment, "kb", "diff", "phones").stdout
    assert f"-  number: {desk_phone}\n+  number: 502-555-0100" in compared

    def shown(*words: str) -> str:
        return helpdesk(environment, "kb", "show", "webmail", *words).stdout

    assert "title: Read mail\n" in shown()
    assert "502-555-0100" in shown()
    assert f"title: {title}\n" in shown("--version", "1")
    assert desk_phone in shown("--version", "1")  # the directory is of that time, too
    assert shown("--version", "2", "--yaml").startswith("title: Read mail\nquestion: ")

    done = helpdesk(environment, "kb", "restore", "webmail", "2")
    assert done.stdout == "No change.\n"
    assert "The YAML file still differs" in done.stderr
    done = helpdesk(environment, "kb", "restore", "webmail", "1", "-m", "no", "--by", "Ann")
    assert "webmail (version 3)" in done.stdout
    assert done.stderr == ""
    assert "version 1 restored: no" in helpdesk(environment, "kb", "history", "webmail").stdout


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["ask", "anything"], "start the assistant with `make run` first"),
        (["kb", "show", "webmail"], "run `helpdesk kb load`"),
        (["kb", "history", "webmail"], "run `helpdesk kb load`"),
        (["eval", "nowhere.tsv"], "nowhere.tsv: cannot be read"),
        (["conversations", "purge", "--older-than", "soon"], "such as 90d"),
    ],
)
def test_what_goes_wrong_is_one_clear_line(
    environment: dict[str, str], words: list[str], expected: str
) -> None:
    if words[0] == "kb":
        helpdesk(environment, "kb", "load")
        database = environment["DATABASE_URL"].removeprefix("sqlite:///")
        with sqlite3.connect(database) as connection:
            for table in ("knowledge_version", "knowledge_publication"):
                connection.execute(f"DELETE FROM {table}")
        connection.close()
    done = helpdesk(environment, *words)
    assert done.returncode == 1
    assert expected in " ".join(done.stderr.split())
    assert "Traceback" not in done.stdout + done.stderr


def test_a_wrong_setting_is_one_clear_line(environment: dict[str, str]) -> None:
    done = helpdesk({**environment, "ENGINE_PORT": "seven"}, "ask", "x")
    assert done.returncode == 1
    assert "ENGINE_PORT=seven" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_operator_ends_sessions(environment: dict[str, str]) -> None:
    helpdesk(environment, "kb", "load")
    database = Database(environment["DATABASE_URL"])
    store = session_store(database)
    token = store.begin("cookie", {"user": {"id": "oid-1", "email": "ann@example.gov"}})
    store.begin("cookie", {})
    assert helpdesk(environment, "sessions", "list").stdout == "2 sessions, 1 of them signed in.\n"
    done = helpdesk(environment, "sessions", "end", "--user", "Ann@example.gov", "--json")
    assert json.loads(done.stdout) == {"ended": 1}
    assert store.find("cookie", token, used=False) is None
    for wrong in ([], ["--all", "--user", "x"]):
        refused = helpdesk(environment, "sessions", "end", *wrong)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "either --user EMAIL or --all" in refused.stderr
    assert helpdesk(environment, "sessions", "end", "--all").stdout == "1 sessions ended.\n"
    database.close()


def test_purge_deletes_old_conversations_only(environment: dict[str, str]) -> None:
    file = environment["TRACKER_DATABASE_URL"].removeprefix("sqlite:///")
    day = 86_400
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE events (id INTEGER, sender_id TEXT, timestamp REAL)")
        rows = [(1, "old", 100), (2, "old", 95), (3, "young", 100), (4, "young", 2)]
        now = time.time()
        connection.executemany(
            "INSERT INTO events VALUES (?, ?, ?)",
            [(number, sender, now - age * day) for number, sender, age in rows],
        )
    connection.close()
    done = helpdesk(environment, "conversations", "purge", "--older-than", "90d", "--json")
    assert json.loads(done.stdout) == {"purged": 1}
    with sqlite3.connect(file) as connection:
        senders = connection.execute("SELECT DISTINCT sender_id FROM events").fetchall()
    connection.close()
    assert senders == [("young",)]


def test_purge_without_any_conversation_is_fine(environment: dict[str, str]) -> None:
    done = helpdesk(environment, "conversations", "purge", "--older-than", "1w")
    assert "0 conversations" in done.stdout
    assert done.returncode == 0


def test_the_contract_is_printed_as_published(environment: dict[str, str]) -> None:
    printed = helpdesk(environment, "contract").stdout
    assert json.loads(printed) == json.loads((ROOT / "docs/contract.schema.json").read_text())


def test_a_command_does_not_wait_for_what_it_does_not_need() -> None:
    script = "import sys, bot.operations.cli; print({'spacy', 'rasa_sdk'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_help_lists_every_command(environment: dict[str, str]) -> None:
    shown = helpdesk(environment, "--help").stdout
    for command in ("run", "train", "chat", "ask", "parse", "check", "eval", "kb"):
        assert command in shown
