"""The docs tell the truth: README's conversation, and each command of docs/commands.md."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.operations.cli.app import app
from bot.operations.settings import ROOT
from locales import load_catalog
from tests.support.assistant import HELPDESK, RunningAssistant
from tests.support.terminal import typed

README = (ROOT / "README.md").read_text()
COMMANDS = (ROOT / "docs" / "commands.md").read_text()
PROMPT = f"{load_catalog().labels.terminal.you}: "
LEFT_OUT = "  ..."
REFERENCE = "HD-......"
LAPTOP = "my laptop was stolen from the car"
CALL = "502-564-7576"
APP = "0d5f3c1e-7b1a-4c2d-9a52-3f5e6b7c8d90"
SAMPLE = ROOT / "contacts" / "sample" / "contacts.csv"
Helpdesk = Callable[..., str]

# What a command prints, beside what it is called with; {folder} is one for its files.
PRINTS: dict[str, tuple[str, str]] = {
    "ask": (LAPTOP, CALL),
    "find": ("stolen", "Report lost"),
    "parse": ("how do I get VPN access", "vpn_access"),
    "check": ("", "Everything fits"),
    "kb load": ("", ""),
    "kb show": ("vpn_access", "VPN"),
    "kb history": ("vpn_access", "1"),
    "kb diff": ("vpn_access 1 1", ""),
    "kb restore": ("vpn_access 1", "No change."),
    "contacts import": (f"{SAMPLE} --dry-run", ""),
    "contacts list": ("", "Transportation Cabinet"),
    "contacts show": ("KYTC", "Transportation Cabinet"),
    "contacts export": ("{folder}/listing.csv", ""),
    "contacts stale": ("", ""),
    "contacts gaps": ("", ""),
    "contacts history": ("", "contacts.csv"),
    "drafts list": ("", "Unblock a website"),
    "drafts show": ("{draft}", "https://forms.example.gov/a"),
    "drafts export": ("{draft}", "https://forms.example.gov/a"),
    "drafts deliver": ("", ""),
    "drafts retry": ("--all", ""),
    "drafts withdraw": ("{draft} --yes", "{draft}"),
    "console": ("", "/auth/console?token="),
    "feedback": ("", ""),
    "disputes": ("", ""),
    "teams package": (
        "-o {folder}/teams.zip --domain help.example.gov --app-id " + APP,
        "teams.zip",
    ),
    "train": ("", "Model: "),
    "prepare": ("", "Model: "),
    "eval": ("{folder}/questions.tsv --output {folder}/results.json", "1"),
    "conversations purge": ("--older-than 90d", ""),
    "sessions list": ("", ""),
    "sessions end": ("--user nobody@example.gov", ""),
    "backup": ("{folder}/backup", ""),
    "contract": ("", '"$defs"'),
}


def commands() -> set[str]:
    """The commands of docs/commands.md, but those that serve, and `chat`.

    `reload` is in test_always_on.py: others have this assistant, too.
    """
    found = set()
    for cell in re.findall(r"^\| (`helpdesk [^|]*) \|", COMMANDS, re.MULTILINE):
        first, *others = re.findall(r"`([^`]+)`", cell)
        words = re.findall(r"^[a-z ]+", first.removeprefix("helpdesk "))[0].split()
        found.add(" ".join(words))
        for other in others:
            name = other.removeprefix("helpdesk ").split()[0]
            found.add(name if other.startswith("helpdesk ") else f"{words[0]} {name}")
    served = {command for command in found if command.startswith("serve")}
    return found - {"run", "chat", "reload"} - served


@pytest.fixture
def helpdesk(assistant: RunningAssistant) -> Helpdesk:
    """Runs a command beside the running assistant; what it prints."""

    def run(*words: str) -> str:
        done = subprocess.run(
            [HELPDESK, *words],
            cwd=ROOT,
            env={**assistant.environment, "COLUMNS": "300", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    return run


def test_the_conversation_is_what_a_terminal_shows(assistant: RunningAssistant) -> None:
    block = re.search(r"```dialogue\n(.*?)```", README, re.DOTALL)
    assert block is not None
    lines = block[1].splitlines()
    said = [line.removeprefix(PROMPT) for line in lines if line.startswith(PROMPT)]
    assert len(said) == 6
    screen = typed([HELPDESK, "chat"], said, assistant.environment, PROMPT)
    pattern = "".join(
        r"(?:.*\n)+?" if line == LEFT_OUT else _pattern(line) + "\n" for line in lines
    )
    assert re.match(pattern, screen), screen


def _pattern(line: str) -> str:
    return re.escape(line).replace(re.escape(REFERENCE), "HD-[0-9A-Z]{6}")


def test_a_choice_is_chosen_by_its_number(assistant: RunningAssistant) -> None:
    said = ["she needs a desk phone and I want VPN access", "1", "1"]
    screen = typed([HELPDESK, "chat"], said, assistant.environment, PROMPT)
    _, offered, answered, drafted, _ = screen.split(PROMPT)
    title = re.findall(r"^  \[1\] (.*)$", offered, re.MULTILINE)[0]
    assert f"  {title}\n" in answered
    assert f": {title}." in drafted


def test_every_command_of_the_docs_is_here() -> None:
    # A restore needs an assistant that is stopped: tests/operations/test_backup.py.
    assert commands() == PRINTS.keys() | {"restore"}


@pytest.mark.parametrize("command", PRINTS)
def test_each_command_says_what_it_is_for(command: str) -> None:
    done = CliRunner(env={"COLUMNS": "300", "NO_COLOR": "1"}).invoke(
        app, [*command.split(), "--help"], prog_name="helpdesk"
    )
    assert done.exit_code == 0, done.output
    said = done.output
    assert f"helpdesk {command}" in said
    assert "--help" in said


def test_each_command_prints_what_one_wants_of_it(
    assistant: RunningAssistant, helpdesk: Helpdesk, tmp_path: Path
) -> None:
    sender = f"readme-{tmp_path.name}"
    opened = assistant.ask("open a ticket to unblock https://forms.example.gov/a", sender)
    names = {"folder": str(tmp_path), "draft": opened["custom"]["draft"]["id"]}
    (tmp_path / "questions.tsv").write_text(
        "text\texpected\tkind\nhow do I get VPN access\tvpn_access\teveryday\n"
    )
    for command, (given, expected) in PRINTS.items():
        words = [LAPTOP] if given == LAPTOP else given.format(**names).split()
        if command == "parse":
            words = [given]
        said = helpdesk(*command.split(), *words)
        assert said.strip(), command
        assert expected.replace("{draft}", names["draft"]) in said, command
    assert (tmp_path / "listing.csv").stat().st_size
    assert (tmp_path / "teams.zip").stat().st_size


def test_an_agent_and_a_user_are_answered_as_such(helpdesk: Helpdesk) -> None:
    """What docs/commands.md says of `--agent` and `--user`."""
    who = "who is the security contact of KYTC?"
    facts = helpdesk("ask", "--agent", LAPTOP)
    assert facts.index("Who may submit this: ") < facts.index("1. ")
    agency = "Transportation Cabinet"
    named = json.loads(helpdesk("ask", "--user", "pat@example.gov", "--json", who))
    (people,) = [message["custom"]["contacts"] for message in named]
    assert people
    assert all(
        person["name"] in helpdesk("ask", "--user", "pat@example.gov", who) for person in people
    )
    assert agency in helpdesk("ask", "--user", "pat@example.gov", who)
