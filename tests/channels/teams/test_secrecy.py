"""Neither texts nor tokens nor secrets are written to the log, even at its most talkative."""

import logging

import pytest

from bot.channels.answer import Answer
from tests.channels.teams.fake_microsoft import Failure
from tests.channels.teams.harness import Teams

pytestmark = pytest.mark.anyio


async def test_the_log_has_no_texts_and_no_tokens(
    teams: Teams, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inbound = teams.token()
    teams.microsoft.failures = [Failure(503)]
    teams.assistant.answers = [Answer("the hidden answer", None)]
    question = "the hidden question"
    for activity in (
        teams.activity("message_personal", text=question),
        teams.activity("message_personal", id="17638", text={"not a text": question}),
        teams.activity("invoke_execute", value={"action": question}),
        teams.activity("message_submit", value={"action": question}),
    ):
        await teams.post(activity, inbound)
    await teams.post(teams.activity("message_personal", text=question), inbound[:-4] + "AAAA")
    await teams.answered(2)
    await teams.bot.close()
    log = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records)
    assert "refused a request to the Teams bot" in log
    assert "an activity is not in the format of Teams" in log
    assert "hidden" not in log
    assert inbound.rpartition(".")[2] not in log
    assert teams.microsoft.app.secret not in log
    assert "eyJ" not in log  # as every token begins


async def test_what_goes_wrong_in_the_bot_itself_is_not_quoted(
    teams: Teams, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise RuntimeError("the hidden question")

    monkeypatch.setattr(teams.inbox, "add", fail)
    response = await teams.post(teams.activity("message_personal"))
    assert response.status == 500
    assert "an activity was not handled: RuntimeError (test_secrecy.py:" in caplog.text
    assert "hidden" not in f"{caplog.text} {response.body}"
