"""Messages: who asks, in which conversation, in which order, and where the answer goes."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.channels.answer import Answer, Button
from bot.channels.assistant import SignedInUser
from bot.channels.teams.bot import LONGEST_QUEUE
from bot.channels.teams.users import REMEMBER_S
from tests.channels.teams.conftest import MakeTeams
from tests.channels.teams.harness import ANA, CHOICE, TENANT, Teams, sender_of
from tests.channels.teams.signing import Json

pytestmark = pytest.mark.anyio

BEN = {
    "id": "29:1zZyYxXwWvVuUtTsSrRqQpPoOnNmMlLkKjJiI",
    "name": "Ben Example",
    "aadObjectId": "b4d6f8a0-2c3e-4a71-9b02-c3d4e5f60718",
}


def member(teams: Teams, activity: Json, **more: str) -> None:
    """Put who sends that activity into the roster."""
    user = activity["from"]
    teams.microsoft.members[user["id"]] = {
        "id": user["id"],
        "name": user["name"],
        "objectId": user["aadObjectId"],
        "userPrincipalName": "ana.example@agency.example.gov",
        "tenantId": TENANT,
        "userRole": "user",
    } | more


async def test_a_personal_chat(teams: Teams) -> None:
    activity = teams.activity("message_personal")
    # Whose address it is says the account's name, not what somebody wrote into its mail attribute.
    member(
        teams,
        activity,
        userPrincipalName="Ana.Example@agency.example.gov",
        email="secretary@agency.example.gov",
    )
    await teams.post(activity)
    [answer] = await teams.answered(1)
    [question] = teams.assistant.asked
    assert question.text == "my laptop was stolen from the car"
    assert question.sender == sender_of(TENANT, activity["conversation"]["id"], ANA)
    assert question.user == SignedInUser(ANA, "Ana Example", "Ana.Example@agency.example.gov")
    assert (question.channel, question.audience) == ("teams", "employee")
    assert not question.is_payload
    assert answer["conversation"]["id"] == activity["conversation"]["id"]
    assert "summary" not in answer  # nobody else can read it


async def test_a_message_that_is_too_long_is_said_to_be(teams: Teams) -> None:
    question = "how do I get VPN access?"
    await teams.post(teams.activity("message_personal", text="older words " * 400 + question))
    assert [answer["text"] for answer in await teams.answered(1)] == ["[too_long]"]
    assert not teams.assistant.asked


async def test_typing_comes_before_the_answer(teams: Teams) -> None:
    teams.assistant.gate.clear()
    await teams.post(teams.activity("message_personal"))
    await teams.microsoft.until(lambda: len(teams.microsoft.sent) == 1)
    teams.assistant.gate.set()
    await teams.answered(1)
    assert [one.activity["type"] for one in teams.microsoft.sent] == ["typing", "message"]


async def test_the_request_is_answered_before_the_assistant_is(teams: Teams) -> None:
    teams.assistant.gate.clear()
    assert (await teams.post(teams.activity("message_personal"))).status == 200
    teams.assistant.gate.set()
    await teams.answered(1)


@pytest.mark.parametrize("kind", ["message_group_mention", "message_channel_mention"])
async def test_group_chats_and_channels_are_open(kind: str, teams: Teams) -> None:
    await teams.post(teams.activity(kind))
    [answer] = await teams.answered(1)
    [question] = teams.assistant.asked
    assert question.channel == "teams-channel"
    assert "Service Desk Assistant" not in question.text
    assert "<" not in question.text
    assert "nbsp" not in question.text
    assert answer["summary"] == "open"


async def test_a_conversation_of_unknown_kind_counts_as_open(teams: Teams) -> None:
    activity = teams.activity("message_group_mention")
    del activity["conversation"]["conversationType"]
    await teams.post(activity)
    await teams.answered(1)
    assert teams.assistant.asked[0].channel == "teams-channel"


async def test_each_person_has_a_conversation_of_their_own(teams: Teams) -> None:
    anas = teams.activity("message_group_mention")
    bens = teams.activity("message_group_mention", **{"id": "1763801112099", "from": BEN})
    alone = teams.activity("message_personal")
    for activity in (anas, bens, alone):
        await teams.post(activity)
    await teams.answered(3)
    assert len({question.sender for question in teams.assistant.asked}) == 3


@pytest.mark.parametrize("kind", ["message_channel_mention", "message_channel_reply"])
async def test_in_a_channel_the_answer_goes_to_the_thread(kind: str, teams: Teams) -> None:
    await teams.post(teams.activity(kind))
    await teams.answered(1)
    thread = "19:vT1xW2yZ3aB4cD5eF6gH7iJ8kL9mN0oP1qR2sT3uV4w1@thread.tacv2;messageid=1763801112345"
    assert {one.conversation for one in teams.microsoft.sent} == {thread}


@pytest.mark.parametrize(
    ("changes", "root"),
    [
        ({}, "1763801112345"),
        ({"id": "1763801117777", "replyToId": "1763801112345"}, "1763801112345"),
    ],
)
async def test_a_channel_whose_thread_is_not_named(changes: Json, root: str, teams: Teams) -> None:
    activity = teams.activity("message_channel_mention", **changes)
    base = activity["conversation"]["id"].partition(";")[0]
    activity["conversation"]["id"] = base
    await teams.post(activity)
    await teams.answered(1)
    assert {one.conversation for one in teams.microsoft.sent} == {f"{base};messageid={root}"}


async def test_a_typed_slash_is_text(teams: Teams) -> None:
    await teams.post(teams.activity("message_personal", text="/restart"))
    await teams.answered(1)
    [question] = teams.assistant.asked
    assert (question.text, question.is_payload) == ("/restart", False)


async def test_repeated_activities_are_answered_once(teams: Teams) -> None:
    activity = teams.activity("message_personal")
    assert [(await teams.post(activity)).status for _ in range(3)] == [200, 200, 200]
    await teams.post(activity | {"id": "1763801119002"})
    await teams.bot.close()
    assert len(teams.assistant.asked) == len(teams.microsoft.messages) == 2
    assert all(len(key) <= 80 for key in teams.seen.keys)


async def test_without_a_memory_messages_are_answered_all_the_same(teams: Teams) -> None:
    teams.seen.error = RuntimeError("the database is away")
    await teams.post(teams.activity("message_personal"))
    await teams.answered(1)


async def test_messages_of_one_person_are_answered_one_by_one_in_order(teams: Teams) -> None:
    teams.assistant.gate.clear()
    for number in range(4):
        activity = teams.activity("message_personal", id=f"176380111{number}", text=f"{number}")
        await teams.post(activity)
    await teams.microsoft.until(lambda: len(teams.microsoft.sent) == 1)
    other = teams.activity("message_personal", id="1763801119003", **{"from": BEN})
    await teams.post(other)  # does not wait for Ana's
    await teams.microsoft.until(lambda: len(teams.microsoft.sent) == 2)
    teams.assistant.gate.set()
    await teams.answered(5)
    texts = [q.text for q in teams.assistant.asked if q.user and q.user.id == ANA]
    assert texts == ["0", "1", "2", "3"]


async def test_too_many_waiting_messages_are_refused(teams: Teams) -> None:
    teams.assistant.gate.clear()
    statuses = [
        (await teams.post(teams.activity("message_personal", id=f"17638{number}"))).status
        for number in range(LONGEST_QUEUE + 1)
    ]
    assert statuses == [200] * LONGEST_QUEUE + [503]
    other = teams.activity("message_personal", id="1763801119004", **{"from": BEN})
    assert (await teams.post(other)).status == 200
    teams.assistant.gate.set()
    await teams.answered(LONGEST_QUEUE + 1)


async def test_all_answers_are_sent_in_order(teams: Teams) -> None:
    teams.assistant.answers = [Answer("First.", None), CHOICE, Answer("Last.", None)]
    await teams.post(teams.activity("message_personal"))
    texts = [message["text"] for message in await teams.answered(3)]
    assert texts == ["First.", "Which one?", "Last."]


async def test_an_answer_that_cannot_be_rendered_is_sent_as_text(
    make_teams: MakeTeams, caplog: pytest.LogCaptureFixture
) -> None:
    teams = await make_teams()
    teams.assistant.answers = [Answer("Which one?", None, (Button("x", "unsignable"),))]
    await teams.post(teams.activity("message_personal"))
    [message] = await teams.answered(1)
    assert (message["text"], "attachments" in message) == ("Which one?", False)
    assert "an answer has no card: ValueError (harness.py:" in caplog.text


async def test_in_a_channel_a_text_that_may_name_people_is_not_sent(teams: Teams) -> None:
    teams.assistant.answers = [Answer("Ask Pat Doe.", None, (Button("x", "unsignable"),))]
    await teams.post(teams.activity("message_channel_mention"))
    assert [message["text"] for message in await teams.answered(1)] == ["[failed]"]


async def test_a_question_that_fails_is_said_to_have_failed(teams: Teams) -> None:
    teams.assistant.error = RuntimeError("x")
    await teams.post(teams.activity("message_personal"))
    assert [message["text"] for message in await teams.answered(1)] == ["[failed]"]


async def test_what_the_bot_began_is_finished_when_it_closes(teams: Teams) -> None:
    teams.assistant.gate.clear()
    await teams.post(teams.activity("message_personal"))
    closing = asyncio.create_task(teams.bot.close())
    teams.assistant.gate.set()
    await closing
    assert len(teams.microsoft.messages) == 1


async def test_the_roster_is_asked_once_an_hour(make_teams: MakeTeams) -> None:
    now = 0.0
    teams = await make_teams({"clock": lambda: now})
    activity = teams.activity("message_channel_mention")
    member(teams, activity)
    path = f"/members/{activity['from']['id']}"

    async def ask(number: int) -> int:
        await teams.post(activity | {"id": f"17638{number}"})
        await teams.answered(number)
        return sum(fetched.endswith(path) for fetched in teams.microsoft.fetched)

    assert [await ask(1), await ask(2)] == [1, 1]
    now = REMEMBER_S
    assert await ask(3) == 2
    emails = {question.user and question.user.email for question in teams.assistant.asked}
    assert emails == {"ana.example@agency.example.gov"}
    # The roster is the channel's, not the thread's.
    assert not any(";messageid" in fetched for fetched in teams.microsoft.fetched)


async def test_a_roster_that_fails_delays_nobody_for_long(make_teams: MakeTeams) -> None:
    teams = await make_teams({"clock": lambda: 0.0})
    for number in (1, 2):
        await teams.post(teams.activity("message_personal", id=f"17638{number}"))
    await teams.answered(2)
    assert [question.user for question in teams.assistant.asked] == [
        SignedInUser(ANA, "Ana Example")
    ] * 2
    assert sum("/members/" in fetched for fetched in teams.microsoft.fetched) == 1


async def test_a_roster_that_fails_later_keeps_what_is_known_of_the_user(
    make_teams: MakeTeams, tmp_path: Path
) -> None:
    """Without the address the user would lose the agency, and with it the right to submit."""
    now = 0.0
    agencies = tmp_path / "agencies.csv"
    agencies.write_text("key,agency\n@agency.example.gov,Office of Samples\n")
    teams = await make_teams({"clock": lambda: now}, table=agencies)
    member(teams, teams.activity("message_personal"))
    await teams.post(teams.activity("message_personal", id="176381"))
    await teams.answered(1)
    now = REMEMBER_S
    teams.microsoft.members.clear()
    await teams.post(teams.activity("message_personal", id="176382"))
    await teams.answered(2)
    first, second = [question.user for question in teams.assistant.asked]
    assert (
        first
        == second
        == SignedInUser(ANA, "Ana Example", "ana.example@agency.example.gov", "Office of Samples")
    )


async def test_a_user_without_object_id_is_nobody(teams: Teams) -> None:
    user = {"id": BEN["id"], "name": "Ben Example"}
    await teams.post(teams.activity("message_personal", **{"from": user}))
    await teams.answered(1)
    [question] = teams.assistant.asked
    assert (question.user, question.audience) == (None, "employee")


async def test_agency_and_audience_come_from_the_operators_tables(
    make_teams: MakeTeams, tmp_path: Path
) -> None:
    agencies, agents = tmp_path / "agencies.csv", tmp_path / "agents.txt"
    agencies.write_text("key,agency\n@agency.example.gov,Office of Samples\n")
    agents.write_text(f"{BEN['aadObjectId']}  # Ben\n")
    teams = await make_teams(table=agencies, agents_file=agents, agents=())
    member(teams, teams.activity("message_personal"))
    await teams.post(teams.activity("message_personal"))
    await teams.answered(1)
    await teams.post(teams.activity("message_personal", id="17638", **{"from": BEN}))
    await teams.answered(2)
    asked: list[Any] = [
        (question.user and question.user.agency, question.audience)
        for question in teams.assistant.asked
    ]
    assert asked == [("Office of Samples", "employee"), ("", "agent")]


async def test_listed_agents_are_agents(make_teams: MakeTeams) -> None:
    teams = await make_teams(agents=(ANA,))
    await teams.post(teams.activity("message_personal"))
    await teams.answered(1)
    assert teams.assistant.asked[0].audience == "agent"
