"""A draft's form in Teams: what was filled in goes on with the button, by either action."""

import json
from typing import Any

import pytest

from bot.channels.posted_form import CHANGE, sending_payload
from bot.channels.teams.render import activity
from faq_kb.contract import DraftReply
from faq_kb.source import read_knowledge_base
from locales import load_catalog
from tests.channels.cards import card_of, objects, of_type
from tests.channels.draft_answers import empty_form
from tests.channels.teams.harness import Teams
from tests.channels.teams.signing import Json

pytestmark = pytest.mark.anyio

KNOWLEDGE, LABELS = read_knowledge_base(), load_catalog().labels
ANSWER = empty_form(KNOWLEDGE, fields={"phone": "502-555-0142"})
SSN = "078-05-1120"


def filled_in(teams: Teams, kind: str, values: dict[str, Any]) -> Json:
    """What Teams sends of the form that the bot would show: the button's data and the inputs."""
    assert isinstance(ANSWER.reply, DraftReply)
    assert ANSWER.reply.draft
    payload = sending_payload(ANSWER.reply.draft, ANSWER.reply.draft.items)
    token = teams.signed(teams.activity(kind), payload)
    content = card_of(activity(ANSWER, lambda payload: payload, LABELS))
    assert content
    (data,) = [one["data"] for one in objects(content) if "form" in (one.get("data") or {})]
    ids = [one["id"] for one in of_type(content, "Input.Text", "Input.ChoiceSet")]
    assert set(values) <= set(ids)
    sent = teams.activity(kind)
    submitted = {**data, "action": token, **values}
    if kind == "message_submit":
        return sent | {"value": submitted}
    sent["value"]["action"]["data"] = submitted
    return sent


def taken(teams: Teams) -> Any:
    """The values in the payload that the assistant was asked."""
    [question] = teams.assistant.asked
    assert question.is_payload
    return json.loads(question.text.removeprefix(CHANGE))["value"]


@pytest.mark.parametrize("kind", ["message_submit", "invoke_execute"])
async def test_what_was_filled_in_goes_on(kind: str, teams: Teams) -> None:
    values = {"item-phone": "502-555-0142", "item-employee": f"Sam, {SSN}", "item-it_role": None}
    await teams.post(filled_in(teams, kind, values))
    await teams.answered(1)
    assert taken(teams).keys() == {"employee"}
    assert SSN not in str(taken(teams))
    assert teams.assistant.asked[0].masked == ("ssn",)


async def test_a_form_that_is_too_long_says_so_and_goes_nowhere(teams: Teams) -> None:
    values = {"item-employee": "x" * 5_000}
    response = await teams.post(filled_in(teams, "invoke_execute", values))
    assert response.body
    assert response.body["value"] == "[too_long]"
    await teams.post(filled_in(teams, "message_submit", values))
    assert [message["text"] for message in await teams.answered(1)] == ["[too_long]"]
    assert not teams.assistant.asked
