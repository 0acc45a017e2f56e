"""The message extension: who may search, and what goes wrong."""

import asyncio
from typing import Any

import pytest

from bot.channels.teams import searching
from contacts.registry import Lookup
from tests.channels.teams.conftest import MakeTeams
from tests.channels.teams.harness import ANA, Teams

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
    assert teams.extension.asked == [(activity["value"], True, asking)]


async def test_in_a_channel_nobody_is_named(teams: Teams) -> None:
    await teams.post(teams.activity("invoke_query_channel"))
    [(_, people, _)] = teams.extension.asked
    assert people is False


async def test_others_may_not_search(make_teams: MakeTeams) -> None:
    teams = await make_teams()
    response = await teams.post(teams.activity("invoke_query"))
    assert response.body == said("[agents_only]")
    assert not teams.extension.asked


async def test_a_search_that_fails_says_so(teams: Teams) -> None:
    teams.extension.error = RuntimeError("x")
    response = await teams.post(teams.activity("invoke_query"))
    assert response.body == said("[failed]")


async def test_a_search_that_takes_too_long_says_so(
    teams: Teams, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(searching, "SEARCH_S", 0.05)
    monkeypatch.setattr(teams.extension, "query", never)
    response = await teams.post(teams.activity("invoke_query"))
    assert response.body == said("[failed]")


def said(text: str) -> dict[str, Any]:
    return {"composeExtension": {"type": "message", "text": text}}
