"""Buttons: Action.Submit and Action.Execute, ours, forged and another's."""

import json

import pytest

from bot.channels.answer import Answer
from tests.channels.teams.conftest import MakeTeams
from tests.channels.teams.harness import CHOICE, Teams
from tests.channels.teams.signing import Json
from tests.channels.teams.test_messages import BEN

pytestmark = pytest.mark.anyio

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"
SUBMITS = ["message_submit", "message_submit_group"]
EXECUTES = ["invoke_execute", "invoke_execute_channel"]


def words(text: str) -> Json:
    return {"statusCode": 200, "type": MESSAGE, "value": text}


def ours(teams: Teams, kind: str) -> Json:
    """A click on a button that the bot gave to that conversation."""
    return teams.click(kind, teams.signed(teams.activity(kind), "/vpn_access"))


@pytest.mark.parametrize("kind", SUBMITS)
async def test_submit_is_answered_in_the_chat(kind: str, teams: Teams) -> None:
    response = await teams.post(ours(teams, kind))
    assert (response.status, response.body) == (200, None)
    await teams.answered(1)
    [question] = teams.assistant.asked
    assert (question.text, question.is_payload) == ("/vpn_access", True)


async def test_a_value_may_come_as_text_or_with_the_words_of_teams(teams: Teams) -> None:
    token = teams.signed(teams.activity("message_submit"), "/vpn_access")
    data = {"action": token, "msteams": {"type": "messageBack", "displayText": "VPN"}}
    for number, value in enumerate((data, json.dumps(data))):
        await teams.post(teams.activity("message_submit", id=f"f:{number}", value=value))
    await teams.answered(2)
    assert [question.text for question in teams.assistant.asked] == ["/vpn_access"] * 2


@pytest.mark.parametrize("kind", EXECUTES)
async def test_execute_is_answered_with_the_card(kind: str, teams: Teams) -> None:
    teams.assistant.answers = [Answer("One moment.", None), CHOICE]
    response = await teams.post(ours(teams, kind))
    assert response.status == 200
    assert response.body
    assert (response.body["statusCode"], response.body["type"]) == (200, CARD)
    assert response.body["value"]["version"] == "1.5"
    [question] = teams.assistant.asked
    assert (question.text, question.is_payload) == ("/vpn_access", True)
    # What stands before the card is said in the chat.
    assert [message["text"] for message in await teams.answered(1)] == ["One moment."]


async def test_execute_without_a_card_is_answered_in_the_chat(teams: Teams) -> None:
    response = await teams.post(ours(teams, "invoke_execute"))
    assert response.body == words("[answered]")
    assert [message["text"] for message in await teams.answered(1)] == ["Call 555-0100."]


async def test_an_answer_that_comes_too_late_goes_to_the_chat(make_teams: MakeTeams) -> None:
    teams = await make_teams({"invoke_s": 0.05})
    teams.assistant.answers = [CHOICE]
    teams.assistant.gate.clear()
    response = await teams.post(ours(teams, "invoke_execute"))
    assert response.body == words("[still_working]")
    teams.assistant.gate.set()
    [message] = await teams.answered(1)
    assert message["attachments"]


@pytest.mark.parametrize("token", ["forged", "", "teams-x:/vpn_access"])
async def test_forged_tokens_are_refused_politely(token: str, teams: Teams) -> None:
    await teams.post(teams.click("message_submit", token))
    response = await teams.post(teams.click("invoke_execute", token))
    assert response.body == words("[refused_action]")
    assert [message["text"] for message in await teams.answered(1)] == ["[refused_action]"]
    assert not teams.assistant.asked


async def test_another_persons_button_in_a_group_is_refused_in_a_message(teams: Teams) -> None:
    response = await teams.post(ours(teams, "message_submit_group") | {"from": BEN})
    assert [message["text"] for message in await teams.answered(1)] == ["[refused_action]"]
    assert response.body != words("[refused_action]")
    assert not teams.assistant.asked


async def test_another_persons_button_in_a_channel_is_refused_at_once(teams: Teams) -> None:
    response = await teams.post(ours(teams, "invoke_execute_channel") | {"from": BEN})
    await teams.bot.close()
    assert response.body == words("[refused_action]")
    assert teams.microsoft.messages == []
    assert not teams.assistant.asked


@pytest.mark.parametrize("value", [{"action": None}, {"action": {"x": 1}}, {"action": ["y"]}])
async def test_actions_that_are_no_text_are_refused(value: Json, teams: Teams) -> None:
    await teams.post(teams.activity("message_submit", value=value))
    assert [message["text"] for message in await teams.answered(1)] == ["[refused_action]"]


async def test_execute_without_data_of_ours_is_refused(teams: Teams) -> None:
    value = {"action": {"type": "Action.Execute", "verb": "other", "data": {"x": 1}}}
    response = await teams.post(teams.activity("invoke_execute", value=value))
    assert response.body == words("[refused_action]")


async def test_execute_as_teams_does_not_send_it_is_a_bad_request(teams: Teams) -> None:
    response = await teams.post(teams.activity("invoke_execute", value={"action": "x"}))
    assert response.status == 400


@pytest.mark.parametrize("value", [{"other": 1}, "text", "[" * 9000, 7])
async def test_a_value_that_is_not_ours_does_not_hide_the_text(value: object, teams: Teams) -> None:
    await teams.post(teams.activity("message_personal", value=value))
    await teams.answered(1)
    assert teams.assistant.asked[0].text == "my laptop was stolen from the car"


async def test_a_repeated_click_counts_once(teams: Teams) -> None:
    teams.assistant.answers = [CHOICE]
    click = ours(teams, "invoke_execute")
    first, second = await teams.post(click), await teams.post(click)
    assert first.body
    assert first.body["type"] == CARD
    assert second.body == words("[answered]")
    assert len(teams.assistant.asked) == 1


async def test_a_click_that_fails_says_so(teams: Teams, caplog: pytest.LogCaptureFixture) -> None:
    teams.assistant.error = RuntimeError("secret text")
    response = await teams.post(ours(teams, "invoke_execute"))
    assert response.body == words("[failed]")
    assert "RuntimeError" in caplog.text
    assert "secret text" not in caplog.text


async def test_a_day_picked_in_a_card_is_an_answer(teams: Teams) -> None:
    value = {"input": "date", "date": "2040-06-15"}
    await teams.post(teams.activity("message_submit", value=value))
    await teams.answered(1)
    [question] = teams.assistant.asked
    assert (question.text, question.is_payload) == ("2040-06-15", False)
