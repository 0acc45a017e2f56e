"""`helpdesk eval` against an engine that says what it is told to."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.operations.cli.app import app
from bot.operations.cli.client import NotRunningError
from bot.operations.evaluation.questions import QuestionsError

KEY = "a-secret-of-the-engine"
SAYS = {
    "how do i get vpn": {
        "text": "Fill in COT-F181EZ.",
        "custom": {"type": "procedure", "entry": "vpn_access"},
    },
    "who signs": {"text": "Hello!\nHow can I help?", "custom": {"type": "chat"}},
}
DIALOGUES = """\
- name: vpn
  group: followup
  turns:
    - user: how do i get vpn
      expect: {type: procedure, text_has: [COT-F181]}
    - user: who signs
      expect: {type: [facet, procedure], entry: vpn_access}
- name: hello
  group: clarify
  turns:
    - user: who signs
      expect: {asks: true}
"""


class Engine(HTTPServer):
    """The engine's REST channel."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Webhook)
        self.heard: list[dict[str, Any]] = []


class Webhook(BaseHTTPRequestHandler):
    """Answers with what it is told to say."""

    server: Engine

    def do_POST(self) -> None:
        """One message."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append(body)
        allowed = self.headers["Authorization"] == f"Bearer {KEY}"
        answer = json.dumps([{"recipient_id": body["sender"], **SAYS[body["message"]]}]).encode()
        self.send_response(200 if allowed else 401)
        self.end_headers()
        self.wfile.write(answer if allowed else b"")

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A running engine, whose secret is in the data folder."""
    with Engine() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / "engine.key").write_text(KEY)
        monkeypatch.setenv("DATA_DIR", str(tmp_path))
        monkeypatch.setenv("ENGINE_PORT", str(server.server_port))
        yield server
        server.shutdown()


def evaluate(folder: Path, *words: str) -> Result:
    file = folder / "dialogues.yml"
    file.write_text(DIALOGUES)
    output = str(folder / "results.json")
    return CliRunner().invoke(app, ["eval", str(file), "--output", output, *words])


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of a table."""
    lines = [line for line in text.splitlines() if line.startswith(("│", "┃"))]
    return [[cell.strip() for cell in line.strip("│┃").split("│")] for line in lines]


def test_dialogues_are_held_and_counted_by_group(engine: Engine, tmp_path: Path) -> None:
    shown = evaluate(tmp_path)
    assert shown.exit_code == 0
    assert rows(shown.stdout)[1:] == [
        ["followup", "0 of 1", "0.0%", "1 of 2", "50.0%"],
        ["clarify", "1 of 1", "100.0%", "1 of 1", "100.0%"],
        ["total", "1 of 2", "50.0%", "2 of 3", "66.7%"],
    ]
    assert "turn 2" not in shown.stdout
    senders = [body["sender"] for body in engine.heard]
    assert senders[0] == senders[1] != senders[2]
    results = json.loads((tmp_path / "results.json").read_text())
    assert results["results"][0]["turns"][1]["faults"] == [
        "expected entry vpn_access: got none",
        "expected type facet or procedure: got chat",
    ]


@pytest.mark.usefixtures("engine")
def test_failures_say_what_was_expected_and_said(tmp_path: Path) -> None:
    assert evaluate(tmp_path, "--failures").stdout.splitlines()[:4] == [
        "vpn, turn 2: who signs",
        "  expected entry vpn_access: got none",
        "  expected type facet or procedure: got chat",
        "  said: Hello! How can I help?",
    ]


@pytest.mark.usefixtures("engine")
def test_the_counts_are_for_programs_too(tmp_path: Path) -> None:
    counts = json.loads(evaluate(tmp_path, "--json").stdout)
    assert counts["by_group"]["followup"] == {
        "dialogues": 1,
        "dialogues_as_expected": 0,
        "turns": 2,
        "turns_as_expected": 1,
    }


@pytest.mark.usefixtures("engine")
def test_the_model_alone_holds_no_dialogue(tmp_path: Path) -> None:
    shown = evaluate(tmp_path, "--nlu")
    assert shown.exit_code == 1
    assert "leave out --nlu" in shown.stderr


def test_an_assistant_that_cannot_be_asked_is_told(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "engine.key").write_text("another")
    assert isinstance(evaluate(tmp_path).exception, NotRunningError)
    monkeypatch.setenv("ENGINE_PORT", "1")
    assert "make run" in str(evaluate(tmp_path).exception)
    missing = CliRunner().invoke(app, ["eval", str(tmp_path / "none.yml")])
    assert isinstance(missing.exception, QuestionsError)


@pytest.mark.usefixtures("engine")
def test_failures_of_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = {"type": "chat", "intent": "greet", "message": "Hi", "notes": [], "phones": []}
    monkeypatch.setitem(SAYS, "hi", {"text": "Hi", "custom": chat})
    file = tmp_path / "questions.tsv"
    file.write_text("hi\tvpn_access\n")
    words = ["eval", str(file), "--output", str(tmp_path / "results.json"), "--failures"]
    shown = CliRunner().invoke(app, words)
    assert shown.stdout.splitlines()[0] == "hi: expected vpn_access: got greet"
