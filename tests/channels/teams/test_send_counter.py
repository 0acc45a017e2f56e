"""Each attempt to send to Teams is counted once, by what Microsoft answered."""

import asyncio

import httpx
import pytest

from bot.channels.teams.transport import send_counter
from bot.channels.teams.transport.backoff import Backoff

REQUEST = httpx.Request("POST", "https://smba.example.gov/v3/conversations")


class CountedStatuses(list[str]):
    """Keeps what the metric is told."""

    add = list.append


def test_every_attempt_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, answers = CountedStatuses(), iter([429, None, 201])
    monkeypatch.setattr(send_counter, "TEAMS_SENDS", counted)

    async def send() -> httpx.Response:
        status = next(answers)
        if status is None:
            raise httpx.ConnectError("the network's own words")
        response = httpx.Response(status, request=REQUEST)
        return response.raise_for_status()

    async def no_wait(_: float) -> None:
        """Does not wait."""

    response = asyncio.run(Backoff(sleep=no_wait).send(None, send))
    assert response.status_code == 201
    assert counted == ["429", "failed", "201"]
