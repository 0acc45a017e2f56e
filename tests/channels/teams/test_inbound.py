"""Forged, stale and foreign requests are refused; right ones are not."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.channels.teams.conftest import MakeTeams
from tests.channels.teams.harness import APP, TENANT, Teams
from tests.channels.teams.signing import (
    Json,
    connector_claims,
    new_pair,
    unsigned,
    with_shared_secret,
)

pytestmark = pytest.mark.anyio

OTHER = "0a0a0a0a-1111-4222-8333-444444444444"
STRANGER = new_pair("first")  # not Microsoft's, but says that it is


def moment(seconds: int) -> int:
    """So long from now."""
    return int(time.time()) + seconds


def claims(teams: Teams, **changes: Any) -> Json:
    return connector_claims(APP, teams.microsoft.service_url, **changes)


def entra(teams: Teams) -> str:
    """As the Agent 365 platform sends it: issued by Entra, without a service URL."""
    changes = {"iss": f"{teams.microsoft.url}/{TENANT}/v2.0", "tid": TENANT, "serviceurl": None}
    agent_365 = "5a807f24-c9de-44ee-a3a7-329e88a00ffc"
    return teams.microsoft.pairs[0].sign(claims(teams, **changes, azp=agent_365))


FORGED: dict[str, Callable[[Teams], str]] = {
    "wrong key": lambda teams: STRANGER.sign(claims(teams)),
    "unknown key id": lambda teams: new_pair("unknown").sign(claims(teams)),
    "key id that is no text": lambda teams: unsigned(claims(teams), kid=7),  # type: ignore[arg-type]
    "issuer": lambda teams: teams.token(iss="https://api.botframework.example.gov"),
    "no issuer": lambda teams: teams.token(iss=None),
    "Entra's issuer": entra,
    "audience": lambda teams: teams.token(aud=OTHER),
    "audience as the SDK would take it": lambda teams: teams.token(aud=f"api://{APP}"),
    "no audience": lambda teams: teams.token(aud=None),
    "expired": lambda teams: teams.token(exp=moment(-301), nbf=moment(-4000)),
    "not yet valid": lambda teams: teams.token(nbf=moment(400)),
    "no exp": lambda teams: teams.token(exp=None),
    "no nbf": lambda teams: teams.token(nbf=None),
    "exp is no number": lambda teams: teams.token(exp="soon"),
    "exp beyond all time": lambda teams: teams.token(exp=1e400),
    "HS256 over the public key": lambda teams: with_shared_secret(
        claims(teams), "first", teams.microsoft.pairs[0].public_pem()
    ),
    "RS512": lambda teams: teams.microsoft.pairs[0].sign(claims(teams), "RS512"),
    "none": lambda teams: unsigned(claims(teams), "first"),
    "no token": lambda _: "not.a.token",
    "too long": lambda _: "x" * 20_000,
}


@pytest.mark.parametrize("how", FORGED)
async def test_forged_tokens_are_refused(how: str, teams: Teams) -> None:
    response = await teams.post(teams.activity("message_personal"), FORGED[how](teams))
    assert response.status == 401
    assert response.body
    assert response.body["error"]["code"] == "unauthorized"
    assert_nothing_happened(teams)


@pytest.mark.parametrize(
    "changes",
    [
        dict,
        lambda: {"exp": moment(-240), "nbf": moment(-4000)},
        lambda: {"nbf": moment(240)},
        lambda: {"aud": [OTHER, APP]},
    ],
)
async def test_right_tokens_are_accepted_with_five_minutes_of_leeway(
    changes: Callable[[], Json], teams: Teams
) -> None:
    response = await teams.post(teams.activity("message_personal"), teams.token(**changes()))
    assert response.status == 200
    await teams.answered(1)


async def test_the_service_url_may_end_with_a_slash_or_not(teams: Teams) -> None:
    url = teams.microsoft.service_url
    token = teams.token(serviceurl=url.rstrip("/"))
    assert (await teams.post(teams.activity("message_personal"), token)).status == 200
    await teams.answered(1)


FOREIGN: dict[str, tuple[Json, Json, int]] = {
    "other service URL": ({"serviceUrl": "https://smba.trafficmanager.net/emea/"}, {}, 403),
    "no service URL in the token": ({}, {"serviceurl": None}, 403),
    "service URL of the token is no text": ({}, {"serviceurl": ["x"]}, 403),
    "no service URL": ({"serviceUrl": None}, {}, 400),
    "empty service URL": ({"serviceUrl": ""}, {"serviceurl": ""}, 400),
    "another channel": ({"channelId": "webchat"}, {}, 403),
    "no channel": ({"channelId": None}, {}, 403),
    "no type": ({"type": None}, {}, 400),
}


@pytest.mark.parametrize("how", FOREIGN)
async def test_foreign_activities_are_refused(how: str, teams: Teams) -> None:
    changes, claimed, status = FOREIGN[how]
    activity = teams.activity("message_personal") | changes
    activity = {name: value for name, value in activity.items() if value is not None}
    assert (await teams.post(activity, teams.token(**claimed))).status == status
    assert_nothing_happened(teams)


@pytest.mark.parametrize(
    "url",
    [
        "https://attacker.example.gov/teams/",
        "http://smba.trafficmanager.net/amer/",
        "https://smba.trafficmanager.net.example.gov/",
        "https://smba.trafficmanager.net@attacker.example.gov/",
        "https://user@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://other.trafficmanager.net/",
        "https://smba.trafficmanager.net/?x=1",
        "https://[::1/",
        "smba.trafficmanager.net",
    ],
)
async def test_a_signed_service_url_must_be_microsofts_all_the_same(url: str, teams: Teams) -> None:
    activity = teams.activity("message_personal", serviceUrl=url)
    assert (await teams.post(activity, teams.token(serviceurl=url))).status == 403
    assert_nothing_happened(teams)


@pytest.mark.parametrize("host", ["smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"])
async def test_microsofts_hosts_are_known(host: str, teams: Teams) -> None:
    url = f"https://{host}/amer/{TENANT}/"
    activity = teams.activity("typing", serviceUrl=url)
    assert (await teams.post(activity, teams.token(serviceurl=url))).status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"channelData": {"tenant": {"id": OTHER}}},
        {"conversation": {"id": "a:1", "conversationType": "personal", "tenantId": OTHER}},
        {"from": {"id": "29:1", "aadObjectId": OTHER, "tenantId": OTHER}},
        {"channelData": {}, "conversation": {"id": "a:1", "conversationType": "personal"}},
        {"channelData": "x", "conversation": {"id": "a:1", "tenantId": ["x"]}},
    ],
)
async def test_other_tenants_and_activities_of_no_tenant_are_refused(
    changes: Json, teams: Teams
) -> None:
    assert (await teams.post(teams.activity("message_personal", **changes))).status == 403
    assert_nothing_happened(teams)


async def test_a_key_that_may_not_sign_for_teams_is_refused(teams: Teams) -> None:
    teams.microsoft.endorsements = ["webchat"]
    assert (await teams.post(teams.activity("message_personal"))).status == 403
    assert_nothing_happened(teams)


async def test_keys_need_no_endorsements(teams: Teams) -> None:
    teams.microsoft.endorsements = None
    assert (await teams.post(teams.activity("message_personal"))).status == 200
    await teams.answered(1)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{}", {"Authorization": ""}, 401),
        (b"{}", {"Authorization": "Basic dXNlcjpwYXNz"}, 401),
        (b"{}", {"Authorization": "Bearer "}, 401),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Content-Type": ""}, 415),
        (b"x" * (256 * 1024 + 1), {}, 413),
        (b"{", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"[]", {}, 400),
        (b'"text"', {}, 400),
        (b"[" * 100_000, {}, 400),
        (b"{}", {}, 400),
    ],
)
async def test_bodies_and_headers_are_checked(
    body: bytes, headers: dict[str, str], status: int, teams: Teams
) -> None:
    right = {"Content-Type": "application/json", "Authorization": f"Bearer {teams.token()}"}
    response = await teams.bot.receive(body, right | headers)
    assert response.status == status
    assert set(response.body or {}) == {"error"}
    assert_nothing_happened(teams)


async def test_header_names_may_be_written_in_any_way(teams: Teams) -> None:
    headers = {"CONTENT-TYPE": "Application/JSON", "authorization": f"bearer {teams.token()}"}
    body = json.dumps(teams.activity("typing")).encode()
    assert (await teams.bot.receive(body, headers)).status == 200


async def test_a_body_of_the_largest_size_is_read(make_teams: MakeTeams) -> None:
    teams = await make_teams()
    activity = teams.activity("typing", text="")
    text = "x" * (256 * 1024 - len(json.dumps(activity)))
    assert (await teams.post(activity | {"text": text})).status == 200


def assert_nothing_happened(teams: Teams) -> None:
    assert not teams.assistant.asked
    assert not teams.seen.keys
    assert not teams.microsoft.sent
