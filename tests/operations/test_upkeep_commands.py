"""The terminal is a door, too: its messages are counted, and its operators see what is disputed."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.channels.answer import Answer
from bot.channels.console.access import Agent
from bot.channels.console.upkeep.disputes import Disputes
from bot.channels.outcomes.tables import OutcomeRow
from bot.operations.cli.app import app
from bot.operations.cli.client import Conversation
from bot.operations.cli.terminal_outcomes import TerminalOutcomes
from common.clock import Clock
from common.database import Database
from common.settings import SharedSettings
from faq_kb.answers import clarify_reply, procedure_reply
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge, load


@pytest.fixture
def store(tmp_path: Path, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{tmp_path / 'helpdesk.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    database = Database(url)
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    return database


def test_messages_of_the_terminal_are_counted(
    store: Database, tmp_path: Path, knowledge: KnowledgeBase, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "a secret of the tests, which nobody guesses"
    shared = SharedSettings(data_dir=tmp_path, database_url=str(store.url), engine_secret=secret)
    outcomes = TerminalOutcomes(shared, Conversation(shared, user="ann@example.gov"))
    choices = clarify_reply(knowledge, ["vpn_access", "webmail"], "unsure")
    outcomes.note("from home", [Answer("Which?", choices)])
    answer = Answer("VPN", procedure_reply(knowledge, "vpn_access", 0.9))
    outcomes.note("/vpn_access", [answer], is_payload=True)
    with store.session() as session:
        rows = session.scalars(select(OutcomeRow).order_by(OutcomeRow.at)).all()
    assert [(row.door, row.outcome) for row in rows] == [
        ("terminal", "one_click"),
        ("terminal", "taken"),
    ]
    store.close()
    # An answer that was shown is never followed by a stack trace.
    (tmp_path / "helpdesk.db").write_text("this is no database")
    outcomes.note("again", [answer])
    assert "not in the figures" in capsys.readouterr().err


def test_disputes_are_listed(store: Database) -> None:
    run = CliRunner().invoke
    assert "No fact is disputed." in run(app, ["disputes"]).output
    disputes = Disputes(store, CachedKnowledge(store), Clock("America/New_York"))
    disputes.open(Agent("a-1", "Ann Example"), "webmail", "summary", "outdated", "moved")
    assert "outdated" in run(app, ["disputes"]).output
    (found,) = json.loads(run(app, ["disputes", "--json"]).output)
    assert (found["fact"], found["by"], found["ended"]) == ("summary", "Ann Example", None)
    assert "agent" not in found
    store.close()
