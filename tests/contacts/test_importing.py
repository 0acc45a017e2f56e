"""Importing a contact file, on SQLite and PostgreSQL: all or nothing, idempotent, with history."""

import csv
import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import func, select, update

from common.database import Database
from contacts import queries
from contacts.contact_file.errors import ContactFileError
from contacts.exporting import contact_file_rows, write_contact_file
from contacts.importing import ImportReport, ImportRequest, UnansweredError, import_contacts
from contacts.tables import (
    AuthorizationRow,
    ImportRow,
    PersonVersionRow,
)
from faq_kb.model import Role
from tests.contacts.rows import HEADINGS, row, rows_of

TODAY = dt.date(2026, 11, 21)
Import = Callable[..., ImportReport]


@pytest.fixture
def bring(database: Database, tmp_path: Path) -> Import:
    """Imports rows as a CSV file."""

    def bring(
        *rows: dict[str, str],
        headings: tuple[str, ...] = HEADINGS,
        sure: bool = True,
        **options: object,
    ) -> ImportReport:
        file = tmp_path / "listing.csv"
        with file.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, headings, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        request = ImportRequest(file, by="tester", **options)  # type: ignore[arg-type]
        if sure:  # about however many end
            with database.session() as session:
                ended = import_contacts(session, replace(request, dry_run=True)).ended
                session.rollback()
            request = replace(request, yes_end=ended)
        with database.session() as session:
            return import_contacts(session, request)

    return bring


def people(database: Database, agency: str, number: int | None = None) -> list[tuple[str, Role]]:
    with database.session() as session:
        found = {found.name: found for found in queries.agencies(session, number)}
        if agency not in found:
            return []
        rows = queries.contact_records(session, found[agency], on=TODAY, number=number)
        return [(one.contact.name, one.contact.role) for one in rows]


def test_a_person_may_hold_several_roles_at_several_agencies(
    database: Database, bring: Import
) -> None:
    bring(row(Role="HR; IT Services"), row(Agency="Department of Birds", Acronym="DB"))
    assert people(database, "Department of Trees") == [
        ("Avery Birch", Role.HR),
        ("Avery Birch", Role.IT_SERVICES),
    ]
    assert people(database, "Department of Birds") == [("Avery Birch", Role.HR)]


def test_the_same_file_again_changes_nothing(database: Database, bring: Import) -> None:
    assert bring(row(), row(Role="IT"))
    assert not bring(row(), row(Role="IT"))
    with database.session() as session:
        assert session.scalar(select(func.count(ImportRow.id))) == 1


def test_what_is_gone_is_ended_and_stays_in_the_history(database: Database, bring: Import) -> None:
    finch = row(Name="Marlow Finch", **{"E-mail": "marlow.finch@example.gov", "Role": "IT"})
    bring(row(), finch)
    with database.session() as session:
        before = queries.newest_import(session)
    report = bring(row(Phone="502-555-0199"))
    assert (report.total("ended"), report.total("changed")) == (1, 1)
    assert people(database, "Department of Trees") == [("Avery Birch", Role.HR)]
    assert ("Marlow Finch", Role.IT_SERVICES) in people(
        database, "Department of Trees", number=before
    )
    with database.session() as session:
        assert session.scalar(select(func.count(AuthorizationRow.id))) == 2
        newest = queries.imports(session)[0]
        assert (newest.by, newest.changed, newest.ended) == ("tester", 1, 1)


def test_two_people_may_have_one_name_and_one_person_one_address(
    database: Database, bring: Import
) -> None:
    bring(row(), row(**{"E-mail": "avery.birch2@example.gov", "Phone": "502-555-0111"}))
    assert people(database, "Department of Trees") == [("Avery Birch", Role.HR)] * 2


def test_a_role_that_a_cell_names_twice_is_one_role(database: Database, bring: Import) -> None:
    bring(row(Role="HR; Human Resources; hr"))
    assert people(database, "Department of Trees") == [("Avery Birch", Role.HR)]


def test_who_holds_no_authorization_any_more_is_no_longer_current(
    database: Database, bring: Import
) -> None:
    bring(row(), row(Name="Marlow Finch", **{"E-mail": "marlow.finch@example.gov"}))
    bring(row())
    current = select(PersonVersionRow.name).where(PersonVersionRow.until.is_(None))
    with database.session() as session:
        assert session.scalars(current).all() == ["Avery Birch"]


def test_a_past_day_is_shown_as_it_was(database: Database, bring: Import) -> None:
    bring(row())
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    with database.session() as session:
        session.execute(update(ImportRow).values(at=yesterday))
    bring(row(Name="Avery Oak"))
    with database.session() as session:
        before = queries.import_before(session, yesterday + dt.timedelta(seconds=1))
        assert queries.import_before(session, yesterday) == 0
    assert people(database, "Department of Trees", number=before) == [("Avery Birch", Role.HR)]
    assert people(database, "Department of Trees") == [("Avery Oak", Role.HR)]
    assert people(database, "Department of Trees", number=0) == []


def test_a_partial_file_leaves_other_agencies_alone(database: Database, bring: Import) -> None:
    birds = row(Agency="Department of Birds", Acronym="DB")
    bring(row(), birds)
    report = bring(row(Role="Security"), partial=True)
    assert (report.total("added"), report.total("ended")) == (1, 1)
    assert people(database, "Department of Birds") == [("Avery Birch", Role.HR)]


def test_a_real_file_ends_the_sample(database: Database, bring: Import) -> None:
    bring(row(), row(Agency="Department of Birds", Acronym="DB"), sample=True)
    with database.session() as session:
        assert queries.holds_sample(session)
    bring(row(Name="Juniper Slate", **{"E-mail": "juniper@example.gov"}), partial=True)
    with database.session() as session:
        assert not queries.holds_sample(session)
    assert people(database, "Department of Birds") == []
    assert people(database, "Department of Trees") == [("Juniper Slate", Role.HR)]


def test_a_cabinet_covers_its_departments_where_the_listing_says_so(
    database: Database, bring: Import
) -> None:
    cabinet = {"Agency": "Nature Cabinet", "Acronym": "NC", "Cabinet": "Nature Cabinet"}
    oak = {"Name": "Oak Heron", "E-mail": "oak.heron@example.gov"}
    bring(
        row(Cabinet="Nature Cabinet"),
        row(**cabinet, **oak, Role="Security", **{"Covers departments": "yes"}),
        row(**cabinet, **oak, Role="Compliance"),
    )
    assert people(database, "Department of Trees") == [
        ("Avery Birch", Role.HR),
        ("Oak Heron", Role.SECURITY),
    ]
    with database.session() as session:
        missing = {agency.name: roles for agency, roles in queries.gaps(session, on=TODAY)}
    assert missing["Department of Trees"] == [
        Role.IT_SERVICES,
        Role.COMPLIANCE,
        Role.MANAGEMENT,
    ]


def test_only_who_is_valid_today_is_authorized(database: Database, bring: Import) -> None:
    bring(
        row(**{"Valid until": "2026-11-20"}),
        row(Role="IT", **{"Valid from": "2026-11-22"}),
        row(Role="Security", **{"Valid from": "11/21/2026", "Valid until": "2026-11-21"}),
    )
    assert people(database, "Department of Trees") == [("Avery Birch", Role.SECURITY)]


def test_who_was_not_verified_lately_is_stale(database: Database, bring: Import) -> None:
    bring(
        row(**{"Verified on": "2026-01-05"}),
        row(Role="IT", **{"Verified on": ""}),
        row(Role="Security", **{"Verified on": "2026-11-01"}),
    )
    with database.session() as session:
        found = queries.stale(session, before=TODAY - dt.timedelta(days=180), on=TODAY)
    assert [one.contact.role for one in found] == [Role.IT_SERVICES, Role.HR]


@pytest.mark.parametrize(
    ("rows", "place", "message"),
    [
        ([row(Agency="")], "row 2, Agency", "name the agency"),
        (
            [row(Role="Wizard")],
            "row 2, Role 'Wizard'",
            "write one of Human Resources, IT Services, C",
        ),
        ([row(Role="")], "row 2, Role", "in which role"),
        ([row(Name="")], "row 2, Name", "name the person"),
        ([row(**{"E-mail": "avery at example"})], "row 2, E-mail", "avery at example"),
        ([row(Phone="12")], "row 2, Phone", "12"),
        ([row(**{"Valid from": "31/31/2026"})], "row 2, Valid from", "31/31/2026"),
        (
            [row(**{"Valid from": "2026-02-01", "Valid until": "2026-01-01"})],
            "row 2, Valid until",
            "before the beginning",
        ),
        ([row(), row(Role="IT"), row(**{"Valid until": "2027-01-01"})], "row 4, Name", "row 2"),
        ([row(), row(Role="Wizard"), row(Title="X")], "row 4, Name", "row 2"),
        ([row(**{"Valid from": "45672"})], "row 2, Valid from", "Excel's number for 2025-01-15"),
        ([row(), row(Role="IT", Phone="502-555-0111")], "row 3, Phone", "502-555-0100"),
        ([row(), row(Role="IT", Acronym="XX")], "row 3, Acronym", "'DT' in row 2"),
        ([row(), row(Agency="Department of Tea")], "row 3, Acronym", "Department of"),
        (
            [row(), row(Agency="Department of Tea", Acronym="dt")],
            "row 3, Acronym 'dt'",
            "acronym of 'Department of Trees'",
        ),
    ],
)
def test_a_faulty_row_is_named_and_nothing_is_imported(
    database: Database,
    bring: Import,
    rows: list[dict[str, str]],
    place: str,
    message: str,
) -> None:
    bring(row(Agency="Department of Stones", Acronym="DS"))
    with pytest.raises(ContactFileError) as caught:
        bring(*rows)
    assert any(place in str(fault).replace('"', "'") for fault in caught.value.faults)
    assert message in str(caught.value)
    assert people(database, "Department of Stones")
    assert people(database, "Department of Trees") == []


def test_every_faulty_row_is_named(bring: Import) -> None:
    with pytest.raises(ContactFileError) as caught:
        bring(row(Role="Wizard"), row(), row(Phone="1", Name=""))
    assert sorted({fault.line for fault in caught.value.faults}) == [2, 4]


def test_unusual_headings_are_mapped_and_missing_ones_are_named(
    database: Database, bring: Import
) -> None:
    odd = {"Org unit": "Department of Trees", "Function": "HR", "Who": "Avery Birch"}
    headings = tuple(odd)
    with pytest.raises(ContactFileError, match="--map"):
        bring(odd, headings=headings)
    mapped = {"org unit": "agency", "Function": "role", "Who": "name"}
    bring(odd, headings=headings, mapped=mapped)
    assert people(database, "Department of Trees") == [("Avery Birch", Role.HR)]
    with pytest.raises(ContactFileError, match="correct --map"):
        bring(odd, headings=headings, mapped={**mapped, "Nothing": "phone"})


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_imports_as_no_change(
    database: Database, bring: Import, tmp_path: Path, ending: str
) -> None:
    bring(
        row(Title="=cmd|' /C calc'!A0", **{"Other names": "Trees | Forest office"}),
        row(Role="Security", **{"Valid until": "2025-01-01", "Title": "=cmd|' /C calc'!A0"}),
        {"Agency": "Department of Nobody"},
    )
    file = tmp_path / f"export.{ending}"
    with database.session() as session:
        assert write_contact_file(contact_file_rows(session), file) == 3
    if ending == "csv":
        assert "'=cmd" in file.read_text(encoding="utf-8-sig")
    with database.session() as session:
        assert not import_contacts(session, ImportRequest(file, by="tester"))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        rows_of(), min_size=1, max_size=8, unique_by=lambda r: (r["Agency"], r["Role"], r["Name"])
    )
)
def test_any_file_is_what_the_registry_says_afterwards(
    database: Database, bring: Import, rows: list[dict[str, str]]
) -> None:
    bring(*rows)
    with database.session() as session:
        said = {
            (one.contact.agency, one.contact.role.value, one.contact.name)
            for one in queries.contact_records(session, on=TODAY)
        }
    assert said == {(r["Agency"], r["Role"], r["Name"]) for r in rows}
    assert not bring(*rows)


def test_what_the_file_has_no_column_for_stays_as_it_is(database: Database, bring: Import) -> None:
    bring(
        row(**{"Other names": "Trees", "Cabinet": "Nature Cabinet", "Covers departments": "yes"}),
        row(Role="IT", **{"Valid until": "2027-01-01"}),
    )
    bare = ("Agency", "Role", "Name")
    assert not bring(row(), row(Role="IT"), headings=(*bare, "Source"), agencies={}).total("ended")
    with database.session() as session:
        (agency,) = queries.agencies(session)
        hr, it = queries.contact_records(session, agency, on=None)
    assert (agency.acronym, agency.other_names, agency.cabinet) == (
        "DT",
        ("Trees",),
        "Nature Cabinet",
    )
    assert (hr.contact.email, hr.contact.phone, hr.covers_departments) == (
        "avery.birch@example.gov",
        "502-555-0100",
        True,
    )
    assert (it.valid_until, it.verified) == (dt.date(2027, 1, 1), dt.date(2026, 10, 1))
    # A column that is there and empty says that there is none.
    bring(row(Phone=""), row(Role="IT", Phone=""))
    with database.session() as session:
        assert queries.contact_records(session, agency, on=None)[0].contact.phone is None


@pytest.mark.parametrize(
    "written", ["Dept. of Trees", "DT", "Trees Department", "Departmnt of Tres"]
)
def test_another_way_of_writing_a_known_agency_is_asked_about(
    database: Database, bring: Import, written: str
) -> None:
    bring(row())
    listed = row(Agency=written, Acronym="", Role="IT")
    question = rf'row 2, Agency "{written}": did you mean "Department of Trees"\?'
    with pytest.raises(UnansweredError, match=question):
        bring(listed, partial=True, sure=False)
    known = {written: "Department of Trees"}
    bring({**listed, "Acronym": "DT"}, partial=True, agencies=known)
    assert ("Avery Birch", Role.IT_SERVICES) in people(database, "Department of Trees")
    with database.session() as session:
        assert len(queries.agencies(session)) == 1
    bring(listed, partial=True, agencies={written: "new"})
    assert people(database, written)


def test_an_agency_with_a_word_of_its_own_is_new(database: Database, bring: Import) -> None:
    bring(row())
    bring(row(), row(Agency="Office of Trees Policy", Acronym=""), sure=False)
    assert people(database, "Office of Trees Policy")


def test_many_endings_need_their_exact_number(database: Database, bring: Import) -> None:
    everybody = [row(Role=role) for role in ("HR", "IT", "Security", "Compliance", "Management")]
    bring(*everybody)
    assert bring(*everybody[1:], sure=False).ended == 1  # a fifth
    with pytest.raises(UnansweredError, match=r"2 of 4 .* --yes-end 2; .* --partial"):
        bring(*everybody[3:], sure=False)
    with pytest.raises(UnansweredError, match=r"--yes-end 1: 2 authorizations would end"):
        bring(*everybody[3:], sure=False, yes_end=1)
    assert len(people(database, "Department of Trees")) == 4
    bring(*everybody[3:], sure=False, yes_end=2)
    assert len(people(database, "Department of Trees")) == 2


def test_the_sample_ends_without_a_question(database: Database, bring: Import) -> None:
    bring(row(), row(Role="IT"), sample=True)
    report = bring(row(Role="Security"), partial=True, sure=False)
    assert (report.ended, report.sample_ended) == (0, 2)


def test_repetitions_and_footnotes_are_left_out_and_told(database: Database, bring: Import) -> None:
    notes = ["* List maintained by the office", "Last updated 11/2/2026", "Page 1 of 3"]
    report = bring(
        row(), row(Role="IT"), row(), {"Agency": "Board of Nobody"}, *({"Agency": n} for n in notes)
    )
    assert [(fault.line, fault.message) for fault in report.left_out] == [
        (6, "is left out: it looks like a footnote"),
        (7, "is left out: it looks like a footnote"),
        (8, "is left out: it looks like a footnote"),
        (4, "is left out: it repeats an earlier row"),
    ]
    with database.session() as session:
        names = [agency.name for agency in queries.agencies(session)]
    assert names == ["Board of Nobody", "Department of Trees"]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_headings_are_found_below_titles(
    database: Database, tmp_path: Path, delimiter: str
) -> None:
    file = tmp_path / "titled.csv"
    rows = [
        ["Contacts, by agency, as of November 2026"],
        [],
        ["Agency", "Abbrev", "Role", "Name"],
        ["Department of Trees", "DT", "HR", "Avery Birch"],
    ]
    file.write_text("\n".join(delimiter.join(cells) for cells in rows), encoding="utf-8")
    with database.session() as session:
        import_contacts(session, ImportRequest(file, by="tester"))
        assert [agency.acronym for agency in queries.agencies(session)] == ["DT"]
    file.write_text(file.read_text().replace("Name", "Who"), encoding="utf-8")
    with (
        database.session() as session,
        pytest.raises(ContactFileError, match="row 3, Name: is missing"),
    ):
        import_contacts(session, ImportRequest(file, by="tester"))


def test_a_merged_title_and_footnote_are_no_fault(database: Database, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (
        ["Agency contacts"],
        ["Agency", "Role", "Name"],
        ["Department of Trees", "HR", "Avery Birch"],
        ["* as of November"],
    ):
        sheet.append(cells)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A4:C4")
    book.save(tmp_path / "titled.xlsx")
    with database.session() as session:
        report = import_contacts(session, ImportRequest(tmp_path / "titled.xlsx", by="tester"))
    assert len(report.left_out) == 1
    assert people(database, "Department of Trees") == [("Avery Birch", Role.HR)]


def test_short_years_are_of_this_century(database: Database, bring: Import) -> None:
    bring(row(**{"Valid from": "1/15/25"}))
    with database.session() as session:
        assert queries.contact_records(session, on=None)[0].valid_from == dt.date(2025, 1, 15)


def test_imports_at_once_come_one_after_the_other(database: Database, tmp_path: Path) -> None:
    """The one that waits is compared with what the first has left: it changes nothing."""
    file = tmp_path / "contacts.csv"
    file.write_text("Agency,Role,Name\nDepartment of Trees,HR,Avery Birch\n", encoding="utf-8")
    request = ImportRequest(file, by="tester")
    waits = threading.Event()

    def bring() -> ImportReport:
        waits.set()
        with database.session() as session:
            return import_contacts(session, request)

    with ThreadPoolExecutor() as pool:
        with database.session() as session:
            assert import_contacts(session, request)
            second = pool.submit(bring)
            assert waits.wait(10)
            with pytest.raises(TimeoutError):
                second.result(0.2)
        assert not second.result(10)
    assert people(database, "Department of Trees") == [("Avery Birch", Role.HR)]


def test_two_rows_that_say_more_than_the_first_must_agree(bring: Import) -> None:
    with pytest.raises(ContactFileError) as caught:
        bring(row(Title=""), row(Role="IT", Title="Clerk"), row(Role="Security", Title="Chief"))
    assert "row 4, Title \"Chief\": differs from 'Clerk' in row 3" in str(caught.value)
