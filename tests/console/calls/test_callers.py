"""Who may be calling: found by what a caller gives, listed, never picked, always audited."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from common.database import Database, writing
from contacts.tables import CallbackRow, LookupRow
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.console import AGENT, ConsoleServices, bring_listing, clock_on, console_app
from tests.support.web_app import User

PATH = "/api/console"


def get(agent: User, path: str, **params: Any) -> Any:
    response = agent.client.get(f"{PATH}{path}", params=params)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    return response.json()


def names(found: dict[str, Any]) -> list[str]:
    return [one["name"] for one in found["candidates"]]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"phone": "(502) 555-0103"}, ["Ebony Oxbow"]),
        ({"phone": "+1 502.555.0103"}, ["Ebony Oxbow"]),
        ({"phone": "15025550101"}, ["Fennel Wagtail"]),
        ({"phone": "502-555-0101 x4321"}, ["Fennel Wagtail"]),
        ({"phone": "4321"}, ["Fennel Wagtail"]),
        ({"phone": "ext. 4321"}, ["Fennel Wagtail"]),
        ({"phone": "101"}, []),  # too few digits to mean somebody
        ({"phone": "0103"}, ["Ebony Oxbow", "Fern Oxbow"]),
        ({"phone": "555-0103"}, ["Ebony Oxbow", "Fern Oxbow"]),
        ({"phone": "270 555 0103"}, ["Fern Oxbow"]),
        ({"phone": "9999"}, []),
        ({"email": "Sage.Flint@example.gov"}, ["Sage Flint"]),
        ({"q": "sage.f@"}, ["Sage Flint"]),
        ({"q": "oxbow"}, ["Ebony Oxbow", "Fern Oxbow"]),
        ({"q": "OXB fe"}, ["Fern Oxbow"]),
        ({"q": "ox%"}, ["Ebony Oxbow", "Fern Oxbow"]),
        ({"q": "_"}, []),
        ({"q": "nobody there"}, []),
        # What fits both comes first; the other one is still listed.
        ({"phone": "5025550103", "q": "oxbow"}, ["Ebony Oxbow", "Fern Oxbow"]),
        ({"phone": "2705550103", "q": "oxbow"}, ["Fern Oxbow", "Ebony Oxbow"]),
        ({"phone": "5025550103", "q": "fern"}, ["Ebony Oxbow", "Fern Oxbow"]),
        ({}, []),
        ({"q": " "}, []),
    ],
)
def test_candidates_are_found_by_what_the_caller_gave(
    agent: User, given: dict[str, str], expected: list[str]
) -> None:
    assert names(get(agent, "/callers", **given)) == expected


def test_a_candidate_says_in_which_role_since_when_and_by_which_listing(agent: User) -> None:
    (ptarmigan,) = get(agent, "/callers", q="ptarmigan")["candidates"]
    assert ptarmigan["agency"]["name"] == "Cabinet of Roads"
    assert ptarmigan["phone"] == "502-555-0100"
    assert ptarmigan["title"] == "Security Officer"
    (one,) = ptarmigan["authorizations"]
    assert one == {
        "role": "security",
        "role_title": "Security Contact",
        "agency": "Cabinet of Roads",
        "since": "2024-01-02",
        "until": None,
        "verified": "2026-10-01",
        "source": "listing.csv",
        "imported": dt.datetime.now(clock_on()._zone).date().isoformat(),
    }


def test_only_what_counts_today_is_shown(agent: User, people: dict[str, int]) -> None:
    shown = {
        name: [one["agency"] for one in get(agent, f"/people/{number}")["authorizations"]]
        for name, number in people.items()
    }
    assert shown == {
        "Larkin Ptarmigan": ["Cabinet of Roads"],
        "Fennel Wagtail": ["Cabinet of Roads"],
        "Moss Elderflower": [],  # ended yesterday
        "Reed Quiet": [],  # begins tomorrow
        "Ebony Oxbow": ["Department of Birds", "Department of Bridges"],
        "Sage Flint": ["Department of Bridges"],
        "Fern Oxbow": ["Department of Birds"],
    }
    # Of several agencies none is picked.
    assert get(agent, f"/people/{people['Ebony Oxbow']}")["agency"] is None


def test_who_is_not_there_is_not_found(agent: User) -> None:
    for path in ("/people/999999", "/agencies/999999"):
        assert agent.client.get(f"{PATH}{path}").status_code == 404
    for path in ("/people/0", "/people/x", "/agencies/-1", f"/people/{2**40}"):
        assert agent.client.get(f"{PATH}{path}").status_code == 422


def test_an_agency_shows_its_people_by_role_and_who_is_missing(
    agent: User, agencies: dict[str, int]
) -> None:
    bridges = get(agent, f"/agencies/{agencies['DOB']}")
    assert (bridges["acronym"], bridges["cabinet"], bridges["consolidated"]) == (
        "DOB",
        "Cabinet of Roads",
        True,
    )
    roles = [(one["authorizations"][0]["role"], one["name"]) for one in bridges["people"]]
    # The cabinet's contact covers its departments.
    assert roles == [
        ("hr", "Fennel Wagtail"),
        ("it_services", "Ebony Oxbow"),
        ("management", "Sage Flint"),
    ]
    assert all(len(one["authorizations"]) == 1 for one in bridges["people"])
    assert bridges["gaps"] == ["compliance", "security"]
    silence = get(agent, f"/agencies/{agencies['OOS']}")
    assert (silence["people"], len(silence["gaps"])) == ([], 5)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("dob", "DOB"),
        ("bridg", "DOB"),
        ("dep of br", "DOB"),
        ("department of brigdes", "DOB"),
        ("silence", "OOS"),
        ("roads cab", "COR"),
    ],
)
def test_agencies_are_found_as_they_are_typed(agent: User, typed: str, expected: str) -> None:
    assert get(agent, "/agencies", q=typed)["agencies"][0]["acronym"] == expected
    assert get(agent, "/agencies", q="")["agencies"] == []
    assert len(get(agent, "/agencies", q="dep")["agencies"]) == 2


def lookups(services: ConsoleServices) -> list[tuple[str, str, int | None, str, int]]:
    with services.database.session() as session:
        rows = session.scalars(select(LookupRow).order_by(LookupRow.id)).all()
        return [(r.user, r.channel, r.agency_id, r.roles, r.shown) for r in rows]


def test_each_look_up_of_people_is_audited(
    agent: User, services: ConsoleServices, agencies: dict[str, int], people: dict[str, int]
) -> None:
    before = len(lookups(services))
    get(agent, "/callers", q="ptarmigan")
    get(agent, "/callers", q="nobody there")
    get(agent, f"/people/{people['Moss Elderflower']}")
    get(agent, f"/agencies/{agencies['DBI']}")
    get(agent, "/procedures/vpn_access", agency=agencies["DOB"], person=people["Fern Oxbow"])
    get(agent, "/procedures/vpn_access")
    get(agent, "/agencies", q="birds")
    every = "hr it_services compliance security management"
    assert lookups(services)[before:] == [
        (AGENT.id, "console", agencies["COR"], "security", 1),
        (AGENT.id, "console", None, every, 0),
        (AGENT.id, "console", None, every, 1),
        (AGENT.id, "console", agencies["DBI"], every, 2),
        (AGENT.id, "console", agencies["DOB"], "hr it_services", 3),
    ]


def test_a_call_back_is_ticked_for_a_day(
    agent: User, services: ConsoleServices, people: dict[str, int]
) -> None:
    person = people["Ebony Oxbow"]
    nobody = {"called_back_at": None, "by": None}
    assert get(agent, "/callbacks", person=person) == nobody
    done = agent.client.post(f"{PATH}/callbacks", json={"person": person, "entry": "vpn_access"})
    assert (done.status_code, done.content) == (204, b"")
    ticked = get(agent, "/callbacks", person=person)
    assert ticked["by"] == "Ada Desk"
    assert ticked["called_back_at"].endswith("Z")
    assert get(agent, "/callbacks", person=people["Fern Oxbow"]) == nobody
    with writing(services.database) as session:
        row = session.scalars(select(CallbackRow)).one()
        assert (row.agent, row.person_id, row.entry) == (AGENT.id, person, "vpn_access")
        old = dt.datetime.now(dt.UTC) - dt.timedelta(hours=25)
        session.execute(update(CallbackRow).values(at=old))
    assert get(agent, "/callbacks", person=person) == nobody


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"person": 999999}, 404),
        ({"person": 1, "entry": "no_such_entry"}, 404),
        ({"person": 1, "entry": ""}, 422),
        ({"person": 1, "note": "he sounded nervous"}, 422),  # no free text
        ({"person": "1"}, 422),
        ({}, 422),
    ],
)
def test_a_tick_names_who_and_what_exists(agent: User, body: dict[str, Any], status: int) -> None:
    assert agent.client.post(f"{PATH}/callbacks", json=body).status_code == status


def test_callers_are_found_alike_in_every_kind_of_database(
    database: Database, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    with database.session() as session:
        load(session, knowledge)
    bring_listing(database, tmp_path)
    with console_app(ConsoleServices(database)).client() as client:
        assert names(get(client, "/callers", phone="0103")) == ["Ebony Oxbow", "Fern Oxbow"]
        (found,) = get(client, "/callers", email="fern.oxbow@example.gov")["candidates"]
        assert get(client, f"/people/{found['person']}") == found
        tick = {"person": found["person"]}
        assert client.client.post(f"{PATH}/callbacks", json=tick).status_code == 204
        assert get(client, "/callbacks", person=found["person"])["by"] == "Ada Desk"
