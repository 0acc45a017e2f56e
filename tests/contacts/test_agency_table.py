"""The table of users' agencies, for sign-in and for Teams: what counts, and what is refused."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from common.database import StoreError
from common.settings import SettingsError
from contacts.agency_finder import AgencyFinder
from contacts.agency_table import AgencyTable
from contacts.queries import Agency
from contacts.registry import Agencies

ANA, OTHER = "a3c5e7f9-1b2d-4f60-8a91-b2c3d4e5f607", "b4d6f8a0-2c3e-4a71-9b02-c3d4e5f60718"
AGENCIES = [
    Agency(1, "Department of Revenue", "DOR"),
    Agency(2, "Transportation Cabinet", "KYTC", ("Transportation",)),
    Agency(3, "Personnel Cabinet"),
    Agency(4, "Department of Commas, Quotes"),
]
TABLE = f"""key,agency
D-7,DOR
 d-8  north ,Transportation

{ANA.upper()},Personnel Cabinet
Ben.Example@agency.example.gov,Department of Revenue
@agency.example.gov,"Department of Commas, Quotes"
@agency.example.gov,"Department of Commas, Quotes"
"""
Make = Callable[[str, str], AgencyTable]


def registry() -> Agencies:
    return Agencies({one.id: one for one in AGENCIES}, AgencyFinder(AGENCIES), sample=False)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a table of a file with this name and text."""

    def made(text: str, name: str = "agencies.csv") -> AgencyTable:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return AgencyTable("OIDC_AGENCY_TABLE", tmp_path / name, registry)

    return made


def faults(make: Make, text: str, name: str = "agencies.csv") -> list[str]:
    with pytest.raises(SettingsError) as error:
        make(text, name)
    lines = str(error.value).splitlines()
    assert all(line.startswith("OIDC_AGENCY_TABLE=") for line in lines)
    return [line.partition(f"{name}: ")[2] for line in lines]


@pytest.mark.parametrize(
    ("identities", "email", "agency"),
    [
        (["D-7"], "ben.example@agency.example.gov", "DOR"),
        (["D-8 NORTH"], "", "Transportation"),
        (["D-9", "d-7"], "", "DOR"),
        ([ANA], "ana@elsewhere.example.gov", "Personnel Cabinet"),
        ([ANA.upper()], "", "Personnel Cabinet"),
        ([OTHER], "ben.example@AGENCY.example.gov", "Department of Revenue"),
        ([OTHER], "eve@agency.example.gov", "Department of Commas, Quotes"),
        ([], "eve@sub.agency.example.gov", ""),
        ([], "eve@xagency.example.gov", ""),
        ([""], "", ""),
    ],
)
def test_the_most_particular_key_counts(
    identities: list[str], email: str, agency: str, make: Make
) -> None:
    assert make(TABLE).agency_of(identities, email) == agency


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'key,agency\nD-7,"Department of Revenue"\n\nd-7 , Department of Revenue\n'),
        ("a.CSV", "\ufeffkey,agency\r\nD-7,Department of Revenue\r\n"),
        ("a.csv", "key;agency\nD-7;Department of Revenue\n"),
        ("a.yml", '"D-7": Department of Revenue\n"@example.gov": Personnel Cabinet\n'),
    ],
)
def test_it_may_be_csv_of_either_kind_or_yaml(name: str, text: str, make: Make) -> None:
    assert make(text, name).agency_of(["d-7"], "") == "Department of Revenue"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: must be the heading `key,agency`"),
        ("agency,key\n", "line 1: must be the heading `key,agency`"),
        ("key,agency\nD-7\n", 'line 2: the key "D-7" has no agency: write one behind it'),
        ("key,agency\n\n@a.example.gov,\n", 'line 3: the key "@a.example.gov" has no agency'),
        ("key,agency\n ,DOR\n", "line 2: has no key"),
        ("key,agency\nD-7,Revenue, Department of\n", "line 2: has more than two cells: put"),
        ("key,agency\n@,DOR\n", 'line 2: "@" is neither an e-mail address nor an @domain'),
        ("key,agency\nann @x.example.gov,DOR\n", 'line 2: "ann @x.example.gov" is neither'),
        ("key,agency\nD-7,DOR\nd-7,KYTC\n", 'line 3: the key "d-7" has another agency in line 2'),
        ("key,agency\nD-7,Old Cabinet\n", 'line 2: "Old Cabinet" is not an agency of the contact'),
    ],
)
def test_a_fault_names_line_value_and_remedy(text: str, fault: str, make: Make) -> None:
    [line] = faults(make, text)
    assert line.startswith(fault)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("@example.gov: Personnel Cabinet\n", "line 1: is not YAML"),
        ("- D-7\n", "line 1: must be `key: agency` lines"),
        ("D-7: DOR\n7: DOR\n", "line 2: 7: key and agency must both be text"),
        ("D-7: DOR\n\nD-8: Old Cabinet\n", 'line 3: "Old Cabinet" is not an agency'),
        ("D-7: DOR\nD-7: KYTC\n", "line 2: is not YAML"),
    ],
)
def test_so_does_a_fault_in_yaml(text: str, fault: str, make: Make) -> None:
    [line] = faults(make, text, "agencies.yml")
    assert line.startswith(fault)


def test_every_fault_is_named_at_once(make: Make) -> None:
    found = faults(make, "key,agency\nD-1,Old Cabinet\nD-2,DOR\nD-3,\n")
    assert [line.partition(":")[0] for line in found] == ["line 2", "line 4"]


def test_a_change_counts_at_once_and_a_faulty_one_does_not(
    make: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table, file = make("key,agency\nD-7,DOR\n"), tmp_path / "agencies.csv"
    for time, (text, agency) in enumerate(
        [("key,agency\nD-7,KYTC\n", "KYTC"), ("key,agency\nD-7,Old Cabinet\n", "KYTC")], start=1
    ):
        file.write_text(text)
        os.utime(file, (time, time))
        assert table.agency_of(["d-7"], "") == agency
    assert 'line 2: "Old Cabinet" is not an agency' in caplog.text


def test_names_are_not_checked_where_no_agencies_are_known(tmp_path: Path) -> None:
    def away() -> Agencies:
        raise StoreError("database away")

    (tmp_path / "a.csv").write_text("key,agency\nD-7,Old Cabinet\n")
    for agencies in (away, lambda: Agencies({}, AgencyFinder([]), sample=False)):
        table = AgencyTable("TEAMS_AGENCIES", tmp_path / "a.csv", agencies)
        assert table.agency_of(["D-7"], "") == "Old Cabinet"
