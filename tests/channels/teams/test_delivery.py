"""Answers reach Teams although it is busy or away for a moment; failures are one line."""

import httpx
import pytest

from bot.channels.answer import Answer
from bot.channels.teams.transport import sdk
from bot.channels.teams.transport.backoff import ATTEMPTS, LONGEST_WAIT_S, Backoff
from tests.channels.teams.conftest import MakeTeams
from tests.channels.teams.fake_microsoft import Failure
from tests.channels.teams.harness import Teams

pytestmark = pytest.mark.anyio


async def test_429_is_sent_again_when_teams_says(teams: Teams) -> None:
    teams.microsoft.failures = [Failure(429, "7"), Failure(429, "100000")]
    await teams.post(teams.activity("message_personal"))
    await teams.answered(1)
    assert len(teams.microsoft.attempts) == 3
    jitter = 0.5
    assert teams.waits == [7 + jitter, LONGEST_WAIT_S + jitter]


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
async def test_passing_failures_are_tried_again_later_each_time(status: int, teams: Teams) -> None:
    teams.microsoft.failures = [Failure(status)] * (ATTEMPTS - 1)
    await teams.post(teams.activity("message_personal"))
    await teams.answered(1)
    assert teams.waits == [1, 2, 4, 8]


async def test_five_tries_at_most(teams: Teams, caplog: pytest.LogCaptureFixture) -> None:
    teams.microsoft.failures = [Failure(503)] * (ATTEMPTS + 1)
    teams.assistant.answers = [Answer("the secret answer", None)]
    await teams.post(teams.activity("message_personal", text="the secret question"))
    await teams.bot.close()
    assert len(teams.microsoft.attempts) == ATTEMPTS
    lines = [record.message for record in caplog.records if record.levelname == "ERROR"]
    assert lines == ["an answer was not delivered to Teams: status 503"]
    assert "secret" not in caplog.text


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_refusals_are_not_tried_again(status: int, teams: Teams) -> None:
    teams.microsoft.failures = [Failure(status)]
    teams.assistant.answers = [Answer("First.", None), Answer("Second.", None)]
    await teams.post(teams.activity("message_personal"))
    await teams.answered(1)
    assert [message["text"] for message in teams.microsoft.messages] == ["Second."]
    assert len(teams.microsoft.attempts) == 2
    assert not teams.waits


async def test_a_connector_that_hangs_is_tried_again(
    make_teams: MakeTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sdk, "TIMEOUT_S", 0.2)
    teams = await make_teams()
    teams.microsoft.failures = [Failure(500, hang=1.0)]
    await teams.post(teams.activity("message_personal"))
    await teams.answered(1)
    assert len(teams.microsoft.attempts) == 2


async def test_entra_that_is_busy_is_asked_again(teams: Teams) -> None:
    # MSAL itself holds back for some seconds unless it is told that it need not.
    teams.microsoft.token_failures = [Failure(503, retry_after="0")]
    await teams.post(teams.activity("message_personal"))
    [message] = await teams.answered(1)
    assert message["text"] == "Call 555-0100."
    assert teams.waits


def failed(value: str) -> httpx.HTTPStatusError:
    request = httpx.Request("POST", "https://smba.trafficmanager.net")
    response = httpx.Response(429, headers={"Retry-After": value})
    return httpx.HTTPStatusError("x", request=request, response=response)


async def test_waits_are_spread() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def refuse() -> httpx.Response:
        raise failed("")

    for _ in range(20):
        with pytest.raises(httpx.HTTPStatusError):
            await Backoff(sleep).send(None, refuse)
    firsts = waits[:: ATTEMPTS - 1]
    assert all(0.5 <= wait <= 1 for wait in firsts)
    assert len(set(firsts)) > 1


async def test_programming_errors_are_not_tried_again() -> None:
    async def fail() -> httpx.Response:
        raise KeyError

    with pytest.raises(KeyError):
        await Backoff().send(None, fail)
