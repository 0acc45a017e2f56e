"""Nobody is called authorized whom the registry does not list today in a role that counts."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.channels.console.calls.authority import PhoneCall, RequesterRules, rules_of, standing
from bot.channels.console.calls.verdict import CallerAuthority
from bot.channels.console.calls.wiring import CallerServices
from common.text_key import text_key
from contacts.columns import CONTACT_ROLES, role_words
from contacts.listing import ListedAuthorization, ListedPerson
from contacts.queries import Agency
from contacts.registry import ContactRegistry
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Procedure, RequesterRule, Role
from tests.support.console import AGENT, TODAY, ConsoleServices, listed_rows

VERDICTS: list[dict[str, str]] = YAML(typ="safe").load(Path(__file__).with_name("verdicts.yml"))
UNLISTED = {
    Role.SUPERVISOR,
    Role.ACCOUNTING,
    Role.SPENDING_AUTHORITY,
    Role.APPLICATION_OWNER,
}
CABINET = Agency(1, "Cabinet of Roads")
BRIDGES = Agency(2, "Department of Bridges", cabinet="Cabinet of Roads", cabinet_id=1)
BIRDS = Agency(3, "Department of Birds")
AGENCIES = {agency.id: agency for agency in (CABINET, BRIDGES, BIRDS)}


@pytest.fixture(scope="module")
def authority(services: ConsoleServices) -> CallerAuthority:
    return CallerServices(services, services.people).authority


def days(around: dt.date) -> st.SearchStrategy[dt.date | None]:
    near = st.integers(-2, 2).map(lambda days: around + dt.timedelta(days=days))
    return st.none() | near


@st.composite
def listed_people(draw: st.DrawFn) -> ListedPerson:
    """A person with authorizations that count, and others that nearly do."""
    recorded = draw(
        st.lists(
            st.builds(
                ListedAuthorization,
                person=st.just(7),
                agency_id=st.sampled_from([*AGENCIES]),
                agency=st.just("somewhere"),
                role=st.sampled_from(CONTACT_ROLES),
                valid_from=days(TODAY),
                valid_until=days(TODAY),
                verified=st.none(),
                source=st.just(""),
                covers_departments=st.booleans(),
                imported_at=st.just(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
                file=st.just("listing.csv"),
            ),
            max_size=4,
        )
    )
    return ListedPerson(7, "Ebony Oxbow", "", "", "", tuple(recorded))


@given(st.data())
def test_authorized_is_only_who_is_listed_there_today_in_a_role_without_limits(
    knowledge: KnowledgeBase, data: st.DataObject
) -> None:
    procedure = data.draw(st.sampled_from([*knowledge.procedures.values()]))
    person = data.draw(st.none() | listed_people())
    agency = data.draw(st.none() | st.sampled_from([*AGENCIES.values()]))
    found = standing(rules_of(procedure), PhoneCall(agency, person, True), TODAY)
    whole = {rule.role for rule in procedure.requesters if not (rule.note or rule.when)}
    in_part = {rule.role for rule in procedure.requesters} - whole
    held = set()
    for one in person.recorded if person else ():
        begun = one.valid_from is None or one.valid_from <= TODAY
        runs = one.valid_until is None or one.valid_until >= TODAY
        is_own = agency is None or one.agency_id == agency.id
        is_cabinet_s = agency == BRIDGES and one.agency_id == 1 and one.covers_departments
        if begun and runs and (is_own or is_cabinet_s):
            held.add(one.role)
    if not procedure.requesters or Role.ANYONE in whole:
        assert found.verdict == "open"
        return
    assert (found.verdict == "authorized") == bool(held & whole)
    # In an emergency management acts for the contacts, by the page about agency contacts.
    contacts = {*CONTACT_ROLES} & (whole | in_part)
    if procedure.can_draft and contacts and Role.MANAGEMENT not in contacts:
        in_part |= {Role.MANAGEMENT}
    if found.verdict == "partly":
        assert held & in_part or Role.ANYONE in in_part
    if found.verdict == "not_authorized":
        # Never where the registry cannot know.
        assert not UNLISTED & (whole | in_part)
    assert {one.role for one in found.counting} <= held & (whole | in_part)


def expected_verdict(procedure: Procedure, name: str, agency: str) -> str:
    """What the rows of the listing say, read by hand."""
    rules = {rule.role: rule for rule in procedure.requesters}
    if not rules or (Role.ANYONE in rules and not rules[Role.ANYONE].note):
        return "open"
    today, mine, anywhere = TODAY.isoformat(), set(), False
    for row in listed_rows():
        if row["Name"] != name or not row["Role"]:
            continue
        anywhere = True
        if (row["Valid from"] or today) > today or (row["Valid until"] or today) < today:
            continue
        covers = row["Covers departments"] == "yes" and agency == "Department of Bridges"
        if row["Agency"] == agency or (covers and row["Agency"] == "Cabinet of Roads"):
            mine.add(role_words()[text_key(row["Role"])])
    if any(role in rules and not rules[role].note for role in mine):
        return "authorized"
    if mine & rules.keys() or Role.ANYONE in rules:
        return "partly"
    is_for_contacts = bool({*CONTACT_ROLES} & rules.keys()) and procedure.can_draft
    if Role.MANAGEMENT in mine and is_for_contacts:
        return "partly"  # in an emergency
    return "unknown" if UNLISTED & rules.keys() or not anywhere else "not_authorized"


def test_the_verdict_on_everybody_for_every_agency_and_procedure(
    authority: CallerAuthority,
    knowledge: KnowledgeBase,
    people: dict[str, int],
    agencies: dict[str, int],
    services: ConsoleServices,
) -> None:
    known = ContactRegistry(services.database, services.clock).agencies().by_id
    seen = set()
    for name, person in people.items():
        for number in agencies.values():
            call = authority.call(number, person)
            assert call is not None
            for entry, procedure in knowledge.procedures.items():
                body = authority.of(AGENT, procedure, call)
                assert body is not None
                expected = expected_verdict(procedure, name, known[number].name)
                assert body.verdict == expected, (name, known[number].name, entry)
                assert body.sentence.startswith("Yes") == (expected == "authorized")
                # What a caller says is no proof: the number on record is always there.
                phone = body.call_back.phone if body.call_back else None
                assert phone == (call.person and (call.person.phone or None))
                if expected == "authorized":
                    proof = phone or "a number that a caller gives is no proof"
                    assert proof in body.sentence
                    assert body.authorizations
                seen.add(expected)
    assert seen == {"open", "authorized", "partly", "not_authorized", "unknown"}


def check(authority: CallerAuthority, procedure: Procedure, *call: int | None) -> Any:
    found = authority.call(*call)
    assert found is not None
    return authority.of(AGENT, procedure, found)


@pytest.mark.parametrize("case", VERDICTS, ids=lambda case: f"{case['entry']}-{case.get('name')}")
def test_the_verdict_can_be_read_aloud(
    authority: CallerAuthority,
    knowledge: KnowledgeBase,
    people: dict[str, int],
    agencies: dict[str, int],
    case: dict[str, str],
) -> None:
    person = people[case["name"]] if "name" in case else None
    body = check(authority, knowledge.procedures[case["entry"]], agencies[case["agency"]], person)
    assert body.sentence == case["sentence"]
    if person is None:
        assert (body.verdict, body.call_back) == (case.get("verdict", "agency_only"), None)


def test_without_an_agency_the_person_s_own_one_counts(
    authority: CallerAuthority,
    knowledge: KnowledgeBase,
    people: dict[str, int],
    agencies: dict[str, int],
) -> None:
    procedure = knowledge.procedures["backup_request"]
    alone = authority.call(None, people["Fern Oxbow"])
    assert alone
    assert alone.agency
    assert alone.agency.id == agencies["DBI"]
    assert check(authority, procedure, None, people["Fern Oxbow"]).verdict == "authorized"
    # Listed for two: for the one where it counts.
    body = check(authority, procedure, None, people["Ebony Oxbow"])
    assert (body.verdict, body.who) == ("authorized", [])
    assert [one.agency for one in body.authorizations] == ["Department of Bridges"]


def test_who_is_in_no_listing_and_which_agency_is_not_there(
    authority: CallerAuthority, knowledge: KnowledgeBase, agencies: dict[str, int]
) -> None:
    body = check(authority, knowledge.procedures["vpn_access"], agencies["DOB"], 999999)
    assert body.verdict == "unknown"
    assert "This person isn't in the contact listing." in body.sentence
    assert body.call_back is None
    assert authority.call(999999, None) is None
    # A name that is listed nowhere, or of somebody listed who was not picked.
    typed = authority.call(agencies["DOB"], None, is_unlisted=True)
    assert typed
    found = authority.of(AGENT, knowledge.procedures["vpn_access"], typed)
    assert found
    assert (found.verdict, found.call_back) == ("unknown", None)
    assert found.who
    assert found.sentence.endswith("call back the number on record first.")
    nobody = authority.call(None, None)
    assert nobody is not None
    assert authority.of(AGENT, knowledge.procedures["vpn_access"], nobody) is None


def test_no_role_of_a_rule_is_forgotten() -> None:
    """Each role is one of the listing, one that it cannot hold, or anybody."""
    assert {*CONTACT_ROLES} | UNLISTED | {Role.ANYONE} == set(Role)
    rule = RequesterRule(role=Role.SUPERVISOR)
    rules = RequesterRules((rule,))
    assert (rules.unlisted, rules.roles, rules.is_open) == ((rule,), (), False)
