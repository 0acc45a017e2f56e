"""The action server's application: what it answers and logs when an action fails."""

import asyncio
import json
import logging
from typing import Any

import pytest
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.app import answer


class FailingAction(Action):
    """Fails with the error it is made with."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def name(self) -> str:
        return "action_failing"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise self._error


def answered(error: Exception, name: str = "action_failing") -> tuple[int, Any]:
    """Status and body of the answer to a call of an action that fails."""
    executor = ActionExecutor()
    executor.register_action(FailingAction(error))
    tracker = {"sender_id": "zebra", "events": [], "slots": {}, "latest_message": {}}
    call = {"next_action": name, "tracker": tracker, "domain": {}, "version": "3.6.21"}
    response = asyncio.run(answer(executor, call))
    return response.status, json.loads(response.body or b"null")


def test_a_fault_is_one_line_without_what_was_typed(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        status, body = answered(OSError(28, "No space left on zebra"))
    assert (status, body) == (500, {"error": "OSError", "action_name": "action_failing"})
    (record,) = caplog.records
    assert record.getMessage().startswith("action_failing failed: OSError in ")
    assert "zebra" not in caplog.text
    assert "Traceback" not in caplog.text


def test_an_action_may_refuse(caplog: pytest.LogCaptureFixture) -> None:
    """Rasa goes on to another action then, and nothing failed."""
    with caplog.at_level(logging.WARNING):
        status, body = answered(ActionExecutionRejection("action_failing", "not now"))
    assert (status, body) == (400, {"error": "not now", "action_name": "action_failing"})
    assert caplog.records == []


def test_an_unknown_action_is_named() -> None:
    status, body = answered(OSError(), name="action_unknown")
    assert (status, body["action_name"]) == (404, "action_unknown")
