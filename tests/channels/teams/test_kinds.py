"""Everything that Teams sends, as it sends it: nothing causes an error."""

import pytest

from tests.channels.teams.harness import KINDS, Teams

pytestmark = pytest.mark.anyio

ANSWER = "Call 555-0100."
# What the bot says, in the end, to each kind that it answers; to all others it says nothing.
SAID = {
    "message_personal": [ANSWER],
    "message_group_mention": [ANSWER],
    "message_channel_mention": [ANSWER],
    "message_channel_reply": [ANSWER],
    "message_submit": ["[refused_action]"],
    "message_submit_group": ["[refused_action]"],
    "message_file_only": ["[text_only]"],
    "message_mention_only": ["[text_only]"],
    "installation_add": ["[welcome]"],
    "installation_add_team": ["[welcome_channel]"],
    "conversation_update_bot_added": ["[welcome]"],
    "conversation_update_bot_added_team": ["[welcome_channel]"],
}
NOT_OURS = {
    "invoke_query_link",
    "invoke_task_fetch",
    "invoke_signin_verify",
    "invoke_file_consent",
}


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_gets_its_answer_and_no_error(
    kind: str, teams: Teams, caplog: pytest.LogCaptureFixture
) -> None:
    response = await teams.post(teams.activity(kind))
    await teams.bot.close()  # which waits for what was begun
    assert response.status == (501 if kind in NOT_OURS else 200)
    assert [message["text"] for message in teams.microsoft.messages] == SAID.get(kind, [])
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_every_expected_kind_is_recorded() -> None:
    assert set(SAID) | NOT_OURS <= set(KINDS)


@pytest.mark.parametrize("name", ["from", "conversation", "recipient", "id"])
async def test_an_activity_without_what_it_needs_is_a_bad_request(name: str, teams: Teams) -> None:
    activity = teams.activity("message_personal")
    del activity[name]
    if name == "conversation":  # where the tenant is; the channel's data have it, too
        assert activity["channelData"]["tenant"]
    assert (await teams.post(activity)).status == 400
    assert not teams.assistant.asked


async def test_what_comes_while_the_bot_closes_waits_for_the_next_one(teams: Teams) -> None:
    await teams.post(teams.activity("message_personal"))
    await teams.bot._worker.close()
    activity = teams.activity("message_personal", id="1763801119001")
    assert (await teams.post(activity)).status == 200
    assert teams.inbox.claim() is not None
    assert len(teams.assistant.asked) == 1
