"""The operator's tables: read, checked, read again when they change."""

import os
from pathlib import Path

import pytest

from bot.channels.teams.mapping import Table, TableError, agency_of, read_agencies, read_agents
from tests.channels.teams.harness import ANA

OTHER = "b4d6f8a0-2c3e-4a71-9b02-c3d4e5f60718"
TABLE = f"""key,agency
{ANA.upper()},Office of Samples
Ben.Example@agency.example.gov,Cabinet of Examples
@agency.example.gov,"Department of Commas, Quotes"
"""


@pytest.mark.parametrize(
    ("user_id", "email", "agency"),
    [
        (ANA, "ana@elsewhere.example.gov", "Office of Samples"),
        (ANA.upper(), "", "Office of Samples"),
        (OTHER, "ben.example@AGENCY.example.gov", "Cabinet of Examples"),
        (OTHER, "eve@agency.example.gov", "Department of Commas, Quotes"),
        (OTHER, "eve@sub.agency.example.gov", ""),
        (OTHER, "eve@xagency.example.gov", ""),
        (OTHER, "", ""),
        ("", "", ""),
    ],
)
def test_the_most_particular_key_counts(user_id: str, email: str, agency: str) -> None:
    assert agency_of(read_agencies(TABLE), user_id, email) == agency


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: must be the heading"),
        ("agency,key\n", "line 1: must be the heading"),
        ("key,agency\n@a.example.gov\n", "line 2: write a key"),
        ("key,agency\n@a.example.gov,\n", "line 2: write a key"),
        ("key,agency\n@a.example.gov,A,B\n", "line 2: write a key"),
        ("key,agency\nana,A\n", "line 2: the key is no object ID"),
        ("key,agency\n,A\n", "line 2: the key is no object ID"),
        ("key,agency\n@a.example.gov,A\n@A.example.gov,B\n", "line 3: the key has another"),
    ],
)
def test_faults_name_the_line_and_the_remedy(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_agencies(text)


def test_the_same_line_twice_is_no_fault() -> None:
    assert read_agencies("key,agency\n@a.example.gov,A\n@a.example.gov,A\n")


def test_agents_are_one_a_line() -> None:
    assert read_agents(f"# the night shift\n{ANA.upper()}\n\n{OTHER} # Ben\n") == {ANA, OTHER}
    with pytest.raises(ValueError, match="line 2: must be the object ID"):
        read_agents(f"{ANA}\nBen\n")


def test_a_changed_file_is_read_again_a_faulty_one_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "agents.txt"

    def write(text: str, at: int) -> None:
        file.write_text(text, encoding="utf-8-sig")
        os.utime(file, (at, at))

    write(ANA, 1)
    table = Table(file, read_agents)
    assert table.content == {ANA}
    write(f"{ANA}\n{OTHER}", 2)
    assert table.content == {ANA, OTHER}
    write("Ben", 3)
    assert table.content == {ANA, OTHER}
    assert table.content == {ANA, OTHER}
    assert len(caplog.records) == 1
    assert "agents.txt: line 1" in caplog.text
    file.unlink()
    assert table.content == {ANA, OTHER}


@pytest.mark.parametrize("content", [b"Ben", b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_used_at_the_start_is_an_error(
    content: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "agents.txt"
    file.write_bytes(content)
    with pytest.raises(TableError, match=r"agents\.txt: "):
        Table(file, read_agents)
