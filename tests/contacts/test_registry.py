"""The registry as the actions use it: agencies, people, what is remembered and audited."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import select

from common.clock import Clock
from common.database import Database
from contacts.importing import ImportRequest, import_contacts
from contacts.registry import ContactRegistry, Lookup
from contacts.tables import LookupRow
from faq_kb.model import Role
from tests.contacts.rows import HEADINGS, row


def bring(database: Database, folder: Path, *rows: dict[str, str]) -> None:
    file = folder / "listing.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, HEADINGS)
        writer.writeheader()
        writer.writerows(rows)
    with database.session() as session:
        import_contacts(session, ImportRequest(file, by="tester"))


@pytest.fixture
def registry(database: Database, tmp_path: Path) -> ContactRegistry:
    """A registry with one agency and one person."""
    bring(database, tmp_path, row(**{"Other names": "Trees"}))
    return ContactRegistry(database, Clock("America/New_York"))


def test_a_new_agency_is_found_at_once(
    registry: ContactRegistry, database: Database, tmp_path: Path
) -> None:
    assert registry.agencies().finder.find("the board of lighthouses") == ()
    lighthouses = row(Agency="Board of Lighthouses", Acronym="BLH")
    bring(database, tmp_path, row(**{"Other names": "Trees"}), lighthouses)
    agencies = registry.agencies()
    (found,) = agencies.finder.find("the board of lighthouses")
    assert agencies.by_id[found].name == "Board of Lighthouses"


def test_agencies_are_not_read_again_without_an_import(registry: ContactRegistry) -> None:
    assert registry.agencies() is registry.agencies()


def test_an_agency_is_known_by_each_of_its_names(registry: ContactRegistry) -> None:
    agencies = registry.agencies()
    for name in ("Department of Trees", "dt", "TREES", "department of trees."):
        agency = agencies.named(name)
        assert agency is not None
        assert agency.acronym == "DT"
    assert agencies.named("Tree") is None
    assert agencies.named("") is None


def test_people_are_found_by_their_whole_name_only(registry: ContactRegistry) -> None:
    (person,) = registry.people_named_in("is avery BIRCH an IT contact?")
    assert (person.contact.agency, person.contact.role) == ("Department of Trees", Role.HR)
    for text in ("is Avery a contact", "birch", "avery the birch", "% _ *", ""):
        assert registry.people_named_in(text) == []


def test_a_user_s_agency_is_remembered(registry: ContactRegistry) -> None:
    agency = registry.agencies().named("DT")
    assert agency is not None
    assert registry.agency_of("u1") is None
    registry.remember("u1", agency)
    registry.remember("u1", agency)
    assert registry.agency_of("u1") == agency
    assert registry.agency_of("u2") is None


def test_a_look_up_is_audited_without_what_was_typed(
    registry: ContactRegistry, database: Database
) -> None:
    agency = registry.agencies().named("DT")
    assert agency is not None
    registry.record(Lookup("u1", "web"), agency, [Role.HR, Role.SECURITY], shown=1)
    with database.session() as session:
        found = session.scalars(select(LookupRow)).one()
        assert (found.user, found.channel, found.roles, found.shown) == (
            "u1",
            "web",
            "hr security",
            1,
        )
        assert found.agency_id == agency.id
