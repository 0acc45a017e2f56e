"""The message extension: who may search, and what goes wrong."""

import asyncio
from typing import Any

import pytest

from bot.channels.teams.inbox import TeamsInbox
from bot.channels.teams.search.extension import answer_search
from bot.channels.teams.transport.activities import TeamsConversation
from contacts.registry import Lookup
from tests.channels.teams.conftest import MakeTeams
from tests.channels.teams.harness import (
    ANA,
    Memory,
    ScriptedAssistant,
    ScriptedSearch,
    Teams,
    ports,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def teams(make_teams: MakeTeams) -> Teams:
    return await make_teams(agents=(ANA,))


async def test_an_agents_query_reaches_the_search(teams: Teams) -> None:
    activity = teams.activity("invoke_query")
    response = await teams.post(activity)
    assert response.status == 200
    assert response.body == {
        "composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": []}
    }
    asking = Lookup(ANA, "teams-extension")
    assert teams.search.asked == [(activity["value"], asking)]


async def test_in_a_channel_nobody_is_named(teams: Teams) -> None:
    await teams.post(teams.activity("invoke_query_channel"))
    [(_, asking)] = teams.search.asked
    assert asking is None


async def test_others_may_not_search(make_teams: MakeTeams) -> None:
    teams = await make_teams()
    response = await teams.post(teams.activity("invoke_query"))
    assert response.body == said("[agents_only]")
    assert not teams.search.asked


async def test_a_search_that_fails_says_so(teams: Teams) -> None:
    teams.search.error = RuntimeError("x")
    response = await teams.post(teams.activity("invoke_query"))
    assert response.body == said("[failed]")


async def test_a_search_that_takes_too_long_says_so(inbox: TeamsInbox) -> None:
    class Never(ScriptedSearch):
        async def query(self, value: object, *, asking: Lookup | None) -> dict[str, Any]:
            await asyncio.Event().wait()
            return {}

    outside = ports(ScriptedAssistant(), Memory(), Never(), inbox)
    chat = TeamsConversation("teams-1", ANA, "Ana", is_shared=False)
    assert await answer_search(outside, "agent", chat, {}, within=0.05) == said("[failed]")


def said(text: str) -> dict[str, Any]:
    return {"composeExtension": {"type": "message", "text": text}}
