"""`helpdesk contacts`: what an operator types, and what comes of it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.operations.cli.app import app
from contacts.contact_file.errors import ContactFileError, FileRefusedError

LISTING = """Agency,Acronym,Role,Name,E-mail,Phone,Verified on
Department of Trees,DT,HR,Avery Birch,avery.birch@example.gov,502-555-0100,2026-10-01
Department of Trees,DT,IT,Marlow Finch,marlow.finch@example.gov,502-555-0101,2020-01-01
Board of Stones,BS,Security,Juniper Slate,juniper.slate@example.gov,502-555-0102,2026-10-01
"""


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'contacts.db'}")


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    """A listing of three people."""
    file = tmp_path / "listing.csv"
    file.write_text(LISTING, encoding="utf-8")
    return file


def call(*words: object) -> str:
    done = CliRunner().invoke(app, ["contacts", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def data(*words: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(call(*words, "--json"))
    return found


def test_a_dry_run_shows_everything_and_changes_nothing(listing: Path) -> None:
    said = call("import", listing, "--dry-run")
    assert "5 added, 0 changed, 0 ended; nothing was written" in said
    assert "Marlow Finch" in said
    assert data("list") == []


def test_import_show_export_and_history(listing: Path, tmp_path: Path) -> None:
    assert "5 added" in call("import", listing, "--by", "Pat")
    assert "0 added, 0 changed, 0 ended" in call("import", listing)
    assert [row["name"] for row in data("show", "dt")] == ["Avery Birch", "Marlow Finch"]
    assert [row["contacts"] for row in data("list")] == [1, 2]
    assert [row["name"] for row in data("stale", "--days", "180")] == ["Marlow Finch"]
    gaps = {row["agency"]: row["missing"] for row in data("gaps")}
    assert gaps["Department of Trees"] == "compliance, security, management"
    (entry,) = data("history")
    assert (entry["by"], entry["file"], entry["added"]) == ("Pat", "listing.csv", 5)
    copy = tmp_path / "copy.xlsx"
    call("export", copy)
    assert "0 added, 0 changed, 0 ended" in call("import", copy)
    assert data("list", "--on", "2020-01-01") == []


def test_a_shorter_listing_ends_people_and_a_partial_one_does_not(listing: Path) -> None:
    call("import", listing)
    listing.write_text("".join(LISTING.splitlines(keepends=True)[:2]), encoding="utf-8")
    assert "1 ended" in call("import", listing, "--partial", "--dry-run")
    assert "3 ended" in call("import", listing, "--yes-end", "2")
    assert [row["agency"] for row in data("list")] == ["Department of Trees"]


def test_a_faulty_listing_is_refused_row_by_row(listing: Path) -> None:
    listing.write_text(LISTING.replace("HR", "Wizard"), encoding="utf-8")
    with pytest.raises(ContactFileError, match=r"row 2, Role .*Wizard"):
        call("import", listing)
    with pytest.raises(FileRefusedError, match="nothing"):
        call("import", listing.with_name("nothing.csv"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("import", "{}", "--map", "Agency"), "HEADING=column"),
        (("import", "{}", "--map", "A=b"), "HEADING=column"),
        (("export", "contacts.pdf"), ".csv or .xlsx"),
        (("show", "Nowhere"), "contacts list"),
    ],
)
def test_wrong_words_get_the_remedy(listing: Path, words: tuple[str, ...], message: str) -> None:
    done = CliRunner().invoke(app, ["contacts", *(word.format(listing) for word in words)])
    assert done.exit_code == 1
    assert message in done.output
