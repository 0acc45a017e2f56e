"""Signing keys: kept for a day, fetched again when they rotate, not for every forged key id."""

from dataclasses import dataclass

import pytest

from bot.channels.teams.transport import signing_keys as keys
from tests.channels.teams.conftest import MakeTeams
from tests.channels.teams.harness import Teams
from tests.channels.teams.signing import new_pair

pytestmark = pytest.mark.anyio


@dataclass
class Clock:
    """Goes as far as the test says."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


async def post(teams: Teams) -> int:
    return (await teams.post(teams.activity("typing"))).status


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def teams(make_teams: MakeTeams, clock: Clock) -> Teams:
    return await make_teams({"clock": clock})


async def test_keys_are_fetched_once_a_day(teams: Teams, clock: Clock) -> None:
    assert [await post(teams) for _ in range(3)] == [200, 200, 200]
    clock.now += keys.FRESH_S
    assert await post(teams) == 200
    assert teams.microsoft.fetched == ["metadata", "keys"]
    clock.now += 1
    assert await post(teams) == 200
    assert teams.microsoft.fetched == ["metadata", "keys"] * 2


async def test_a_rotated_key_is_accepted_at_once(teams: Teams, clock: Clock) -> None:
    assert await post(teams) == 200
    clock.now += keys.REFETCH_S
    teams.microsoft.pairs = [*teams.microsoft.pairs, new_pair("rotated")]
    assert await post(teams) == 200
    assert teams.microsoft.fetched == ["metadata", "keys"] * 2


async def test_a_withdrawn_key_is_refused_after_the_next_fetch(teams: Teams, clock: Clock) -> None:
    old = teams.microsoft.pairs
    assert await post(teams) == 200
    teams.microsoft.pairs = [new_pair("next")]
    clock.now += keys.REFETCH_S
    assert await post(teams) == 200
    withdrawn = old[0].sign({"iss": "x"})
    assert (await teams.post(teams.activity("typing"), withdrawn)).status == 401


async def test_unknown_key_ids_cost_one_fetch_a_minute(teams: Teams, clock: Clock) -> None:
    assert await post(teams) == 200
    for number in range(20):
        clock.now += 2
        token = teams.microsoft.pairs[0].sign({}, kid=f"invented-{number}")
        assert (await teams.post(teams.activity("typing"), token)).status == 401
    assert teams.microsoft.fetched == ["metadata", "keys"]
    clock.now += keys.REFETCH_S
    await teams.post(teams.activity("typing"), teams.microsoft.pairs[0].sign({}, kid="invented"))
    assert teams.microsoft.fetched == ["metadata", "keys"] * 2


async def test_without_keys_the_sender_is_asked_to_come_again(teams: Teams, clock: Clock) -> None:
    teams.microsoft.keys_status = 500
    assert await post(teams) == 503
    teams.microsoft.keys_status = 200
    assert await post(teams) == 503  # not yet: five seconds have not passed
    clock.now += keys.RETRY_S
    assert await post(teams) == 200


async def test_known_keys_stay_in_use_while_microsoft_is_away(teams: Teams, clock: Clock) -> None:
    assert await post(teams) == 200
    teams.microsoft.keys_status = 503
    clock.now += keys.USABLE_S
    assert await post(teams) == 200
    clock.now += 1
    assert await post(teams) == 503


async def test_keys_that_cannot_sign_are_passed_over(teams: Teams) -> None:
    elliptic = {"kty": "EC", "crv": "P-256", "kid": "elliptic", "x": "AA", "y": "AA"}
    only = teams.microsoft.pairs[0]

    class WithElliptic(type(only)):  # type: ignore[misc]
        def jwk(self, endorsements: list[str] | None) -> dict[str, object]:
            return elliptic

    teams.microsoft.pairs = [WithElliptic(only.key, "elliptic"), only]
    assert await post(teams) == 200
    token = only.sign({}, kid="elliptic")
    assert (await teams.post(teams.activity("typing"), token)).status == 401
