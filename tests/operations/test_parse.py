"""`helpdesk parse` after other messages, and the job of the engine that it asks."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.operations.cli import parse as parse_command
from bot.operations.cli.app import app
from bot.operations.said_before import is_reply, reply_faults, reply_to
from bot.operations.supervisor import engine_jobs
from bot.operations.supervisor.engine_jobs import EngineError, ParseRequest, Understand
from common.settings import SharedSettings, load_settings

VPN = "procedure vpn_access"
TITLES = {"vpn_access": "Get VPN access", "webmail": "Read email"}
ECHO = """\
import sys
print("a line of a library")
print('{"ready": true}', flush=True)
for line in sys.stdin:
    print(line.strip(), flush=True)
"""


def parsed(kind: str, specific: str = "", entry: str = "", **fields: Any) -> dict[str, Any]:
    """A parse, as far as it is read here."""
    return {
        "intent": {"name": kind, "confidence": 0.9},
        "specific_intent": specific or kind,
        "intent_ranking": [{"name": specific or kind, "confidence": 0.9}],
        "choices": [],
        "entries": [],
        "passages": [],
        "entities": [],
        "reading_ranking": [{"name": "detail", "confidence": 0.8}],
        "explanation": {
            "entry": entry,
            "reasons": [
                {"feature": "passage_likeness", "weight": 1.5},
                {"feature": "length", "weight": -0.25},
            ],
            "passages": [{"key": "requesters.hr", "confidence": 0.7}] if entry else [],
        },
        **fields,
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (VPN, True),
        ("chat", True),
        ("contacts hr of KYTC", True),
        ("procedur vpn_access", True),
        ("my laptop was stolen", False),
        ("vpn_access", False),
    ],
)
def test_a_line_is_a_reply_or_a_users_words(line: str, expected: bool) -> None:
    assert is_reply(line, TITLES) is expected


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (VPN, None),
        ("asks agency", None),
        ("clarify webmail: Mail | vpn_access: VPN", None),
        ("procedure vpn_acess", "did you mean 'vpn_access'?"),
        ("draft fax asks user", "'fax' is no procedure, in 'draft fax asks user': correct it"),
        ("procedur vpn_access", "'procedur' is no reply: begin with one of asks, begins, chat, "),
        ("clarify webmail: Mail | vpn: VPN", "'vpn' is no procedure"),
    ],
)
def test_what_is_wrong_with_a_reply(line: str, message: str | None) -> None:
    found = [*reply_faults(line, TITLES)]
    assert len(found) == (message is not None)
    assert all((message or "") in fault for fault in found)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (parsed("procedure", "vpn_access"), VPN),
        (parsed("procedure", "agency_contact_lookup"), "contacts"),
        (parsed("unsupported", "out_of_scope"), "fallback"),
        (parsed("small_talk", "thanks"), "chat"),
        (parsed("repair"), "repair"),
        (
            parsed("clarify", choices=["webmail", "vpn_access"]),
            "clarify webmail: Read email | vpn_access: Get VPN access",
        ),
        (parsed("fact", "facet_cost", "webmail"), "detail webmail facet_cost"),
        (
            parsed("detail", "webmail", "webmail", passages=[{"key": "steps.open"}]),
            "detail webmail steps.open",
        ),
        (parsed("fact", "facet_cost"), "chat"),
    ],
)
def test_the_reply_to_a_users_words(given: dict[str, Any], line: str) -> None:
    assert reply_to(given, TITLES) == line
    assert [*reply_faults(line, TITLES)] == []


class Model:
    """Answers what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[ParseRequest] = []
        self.answers: list[dict[str, Any]] = []

    @contextmanager
    def understanding(self, settings: SharedSettings, model: Path) -> Iterator[Understand]:
        """In the place of the engine's."""

        def understand(request: ParseRequest) -> dict[str, Any]:
            self.asked.append(request)
            return self.answers.pop(0)

        yield understand


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    """A model that is there."""
    fake = Model()
    monkeypatch.setattr(engine_jobs, "understanding", fake.understanding)
    monkeypatch.setattr(parse_command, "prepare_model", lambda *_: Path("model"))
    return fake


def helpdesk(*words: str) -> Result:
    return CliRunner().invoke(app, ["parse", *words])


def test_a_message_is_explained_after_others(model: Model) -> None:
    model.answers = [
        parsed("procedure", "vpn_access"),
        parsed(
            "fact",
            "facet_requesters",
            "vpn_access",
            passages=[{"entry": "vpn_access", "key": "requesters.hr"}],
            entities=[{"entity": "role", "value": "hr", "start": 0, "end": 2}],
        ),
    ]
    shown = helpdesk("who signs", "--after", "i need  the vpn", "--after", "chat")
    assert model.asked == [
        ParseRequest("i need the vpn", (), explain=True),
        ParseRequest("who signs", (VPN, "chat"), explain=True),
    ]
    assert shown.exit_code == 0
    assert shown.stderr.splitlines()[-1] == f"i need the vpn: {VPN}"
    assert shown.stdout.splitlines() == [
        "decision: facet_requesters (fact)",
        "  0.900  facet_requesters",
        "says: requesters.hr of vpn_access",
        "entity: role = hr (0-2)",
        "reading: detail",
        "  0.800  detail",
        "why detail: + speaks for it, - against it",
        "  +1.50  passage_likeness",
        "  -0.25  length",
        "passages of vpn_access:",
        "  0.700  requesters.hr",
    ]


def test_by_itself_and_as_json(model: Model) -> None:
    model.answers = [parsed("clarify", choices=["webmail", "vpn_access"])] * 2
    shown = helpdesk("help")
    assert "choices: webmail, vpn_access\n" in shown.stdout
    assert "passages of" not in shown.stdout
    found = json.loads(helpdesk("help", "--after", "chat", "--json").stdout)
    assert (found["after"], found["specific_intent"]) == (["chat"], "clarify")


def test_a_wrong_reply_is_one_clear_line_before_anything_is_loaded(model: Model) -> None:
    shown = helpdesk("who signs", "--after", "procedure vpn_acess")
    assert shown.exit_code == 1
    assert shown.stderr.strip() == (
        "error: --after 'procedure vpn_acess': 'vpn_acess' is no procedure, in "
        "'procedure vpn_acess': did you mean 'vpn_access'?"
    )
    assert model.asked == []


def test_the_engine_is_asked_message_by_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_jobs, "command", lambda *_: [sys.executable, "-c", ECHO])
    settings = load_settings(SharedSettings)
    answers = engine_jobs.parse(settings, Path("model"), ["hi", ParseRequest("who?", (VPN,))])
    assert next(answers) == {"text": "hi", "after": [], "explain": False}
    assert [*answers] == [{"text": "who?", "after": [VPN], "explain": False}]


def test_an_engine_that_ends_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_jobs, "command", lambda *_: [sys.executable, "-c", "exit(3)"])
    with pytest.raises(EngineError, match="ended with status 3"):
        next(engine_jobs.parse(load_settings(SharedSettings), Path("model"), ["hi"]))
