"""Write the registry as a contact file that can be imported again: CSV or XLSX."""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy.orm import Session

from contacts import queries
from contacts.columns import columns, role_title
from contacts.contact_file.cells import neutral
from contacts.queries import Agency, ContactRecord


def contact_file_rows(
    session: Session, *, on: dt.date | None = None, number: int | None = None
) -> Iterator[list[str]]:
    """The headings, then a row for each authorization, and one for an agency without any.

    Without a day, everything that is recorded, so that importing it again changes nothing.
    """
    yield [column.title for column in columns().values()]
    people: dict[str, list[ContactRecord]] = {}
    for one in queries.contact_records(session, on=on, number=number):
        people.setdefault(one.contact.agency, []).append(one)
    for agency in queries.agencies(session, number):
        for filled in [_person(one) for one in people.get(agency.name, [])] or [{}]:
            cells = {**_agency(agency), **filled}
            yield [neutral(cells.get(key, "")) for key in columns()]


def write_contact_file(rows: Iterable[list[str]], file: Path) -> int:
    """Write a CSV or XLSX file by its ending, complete or not at all; how many rows it has."""
    scratch = file.with_name(f".{file.name}")
    if file.suffix == ".xlsx":
        book = Workbook(write_only=True)
        count = _write(rows, book.create_sheet("Contacts").append)
        book.save(scratch)
    else:
        # The mark at the beginning tells Excel that it is UTF-8.
        with scratch.open("w", encoding="utf-8-sig", newline="") as stream:
            count = _write(rows, csv.writer(stream).writerow)
    scratch.replace(file)
    return count


def _write(rows: Iterable[list[str]], append: Callable[[list[str]], object]) -> int:
    """Append every row; how many there are below the headings."""
    count = 0
    for count, row in enumerate(rows):  # noqa: B007
        append(row)
    return count


def _agency(agency: Agency) -> dict[str, str]:
    return {
        "agency": agency.name,
        "acronym": agency.acronym,
        "other_names": " | ".join(agency.other_names),
        "cabinet": agency.cabinet,
        "consolidated": {True: "yes", False: "no", None: ""}[agency.consolidated],
    }


def _person(one: ContactRecord) -> dict[str, str]:
    contact = one.contact
    return {
        "role": role_title(contact.role),
        "name": contact.name,
        "email": contact.email or "",
        "phone": contact.phone or "",
        "title": one.title,
        "covers_departments": "yes" if one.covers_departments else "no",
        "valid_from": str(one.valid_from or ""),
        "valid_until": str(one.valid_until or ""),
        "verified": str(one.verified or ""),
        "source": one.source,
    }
