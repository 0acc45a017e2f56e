"""The welcome: once, however Teams says that the bot was added, and in the right words."""

import pytest

from tests.channels.teams.fake_microsoft import Failure
from tests.channels.teams.harness import Teams

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("kinds", "word"),
    [
        (["conversation_update_bot_added", "installation_add"], "[welcome]"),
        (["installation_add_team", "conversation_update_bot_added_team"], "[welcome_channel]"),
    ],
)
async def test_welcome_once(kinds: list[str], word: str, teams: Teams) -> None:
    for kind in kinds * 2:
        assert (await teams.post(teams.activity(kind))).status == 200
    await teams.bot.close()
    assert [message["text"] for message in teams.microsoft.messages] == [word]


@pytest.mark.parametrize("failure", [Failure(500), Failure(502), Failure(503), Failure(408)])
async def test_a_welcome_that_may_have_arrived_is_not_sent_again(
    failure: Failure, teams: Teams
) -> None:
    teams.microsoft.failures = [failure, failure]
    await teams.post(teams.activity("installation_add"))
    await teams.bot.close()
    assert len(teams.microsoft.attempts) == 1


async def test_a_welcome_that_was_refused_for_the_moment_is_sent_again(teams: Teams) -> None:
    teams.microsoft.failures = [Failure(429), Failure(412)]
    await teams.post(teams.activity("installation_add"))
    await teams.answered(1)
    assert len(teams.microsoft.attempts) == 3


async def test_in_a_team_the_welcome_begins_a_thread(teams: Teams) -> None:
    activity = teams.activity("installation_add_team")
    await teams.post(activity)
    await teams.answered(1)
    assert {one.conversation for one in teams.microsoft.sent} == {activity["conversation"]["id"]}


async def test_nobody_is_welcomed_for_another_member(teams: Teams) -> None:
    for members in ([{"id": "29:other"}], [], "x", [7], None):
        activity = teams.activity("conversation_update_bot_added", membersAdded=members)
        assert (await teams.post(activity)).status == 200
    await teams.bot.close()
    assert not teams.microsoft.sent
