"""`helpdesk contacts`: import, export and inspect the agency contact registry."""

import datetime as dt
import getpass
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from sqlalchemy.orm import Session

from bot.operations.cli.contact_lines import print_rows, show_person, show_report
from bot.operations.cli.database import open_database
from bot.operations.cli.output import Json, err, fail, say
from bot.operations.supervisor.prepare import note_listing
from common.clock import Clock
from common.settings import SharedSettings, load_settings
from contacts import queries
from contacts.columns import columns, role_title
from contacts.exporting import contact_file_rows, write_contact_file
from contacts.importing import ImportReport, ImportRequest, import_contacts
from contacts.queries import Agency
from contacts.rows import NEW
from faq_kb.model import Role

app = typer.Typer(help="The agency contact registry.", no_args_is_help=True)
On = Annotated[
    dt.datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="As it was on this day.", metavar="DAY"),
]


class DryRunEndsError(Exception):
    """Rolls a finished import back."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A contact file: .csv (UTF-8) or .xlsx.")],
    mapped: Annotated[
        list[str] | None, typer.Option("--map", help="HEADING=column, for an unusual heading.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Which sheet of a workbook.")] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Leave agencies alone that the file does not name.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    agency: Annotated[
        list[str] | None,
        typer.Option("--agency", help='"NAME=KNOWN NAME", or "NAME=new" for a new agency.'),
    ] = None,
    yes_end: Annotated[
        int | None,
        typer.Option("--yes-end", help="How many authorizations may end, where many do."),
    ] = None,
    by: Annotated[str, typer.Option(help="Who imports.", show_default="you")] = "",
    as_json: Json = False,
) -> None:
    """Make the registry say what the file says: all of it or nothing; what is gone is ended."""
    request = ImportRequest(
        file,
        by or getpass.getuser(),
        _mapping(mapped or []),
        sheet=sheet,
        partial=partial,
        agencies=_agencies(agency or []),
        yes_end=yes_end,
        dry_run=dry_run,
    )
    report = ImportReport()
    try:
        with _session() as session, _bar(file.name) as advance:
            report = import_contacts(session, request, advance)
            if dry_run:
                raise DryRunEndsError
        note_listing(load_settings(SharedSettings))
    except DryRunEndsError:
        pass
    show_report(report, dry_run=dry_run, as_json=as_json)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write: .csv or .xlsx.")], on: On = None
) -> None:
    """Write the registry as a contact file that can be imported again."""
    if file.suffix not in (".csv", ".xlsx"):
        fail(f"{file}: unknown ending: write .csv or .xlsx")
    with _session() as session:
        day, number = _moment(session, on)
        rows = write_contact_file(contact_file_rows(session, on=day, number=number), file)
    say(f"{rows} rows written to {file}")


@app.command("list")
def list_(on: On = None, as_json: Json = False) -> None:
    """Every agency with the number of its contacts."""
    with _session() as session:
        day, number = _moment(session, on)
        found = queries.agencies(session, number)
        people = queries.contact_records(session, on=day or _clock().today(), number=number)
    counts = Counter(one.contact.agency for one in people)
    rows = [(agency.name, agency.acronym, counts[agency.name]) for agency in found]
    print_rows(("agency", "acronym", "contacts"), rows, as_json)


@app.command()
def show(
    agency: Annotated[str, typer.Argument(help="Name or acronym.")],
    on: On = None,
    as_json: Json = False,
) -> None:
    """The contacts of one agency, with those of its cabinet that cover it."""
    with _session() as session:
        day, number = _moment(session, on)
        found = _agency(queries.agencies(session, number), agency)
        people = queries.contact_records(session, found, on=day or _clock().today(), number=number)
    if not as_json:
        for person in people:
            show_person(person)
        return
    names = ("role", "name", "email", "phone", "title", "verified", "agency")
    values = attrgetter("role", "name", "email", "phone")
    rows = [(*values(one.contact), one.title, one.verified, one.contact.agency) for one in people]
    print_rows(names, [tuple(value or "" for value in row) for row in rows], as_json)


@app.command()
def stale(
    days: Annotated[int, typer.Option(min=1, help="Verified longer ago than this.")] = 180,
    as_json: Json = False,
) -> None:
    """Authorizations that nobody has verified lately, oldest first."""
    today = _clock().today()
    with _session() as session:
        people = queries.stale(session, before=today - dt.timedelta(days=days), on=today)
    rows = [
        (
            one.contact.agency,
            _role(one.contact.role, as_json),
            one.contact.name,
            one.verified or "never",
        )
        for one in people
    ]
    print_rows(("agency", "role", "name", "verified"), rows, as_json)


@app.command()
def gaps(as_json: Json = False) -> None:
    """Agencies without a contact for a role."""
    with _session() as session:
        found = queries.gaps(session, on=_clock().today())
    rows = [
        (agency.name, ", ".join(_role(role, as_json) for role in missing))
        for agency, missing in found
    ]
    print_rows(("agency", "missing"), rows, as_json)


@app.command()
def history(as_json: Json = False) -> None:
    """Every import: who, when, which file, and what it did."""
    names = ("id", "at", "by", "file", "partial", "sample", "added", "changed", "ended")
    clock = _clock()
    with _session() as session:
        rows = [
            tuple(
                clock.written(row.at) if name == "at" and not as_json else getattr(row, name)
                for name in names
            )
            for row in queries.imports(session)
        ]
    print_rows(names, rows, as_json)


@contextmanager
def _session() -> Iterator[Session]:
    with open_database() as database, database.session() as session:
        yield session


def _clock() -> Clock:
    return Clock(load_settings(SharedSettings).time_zone)


@contextmanager
def _bar(name: str) -> Iterator[Any]:
    """A progress bar on standard error; in a terminal only."""
    parts = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*parts, TimeElapsedColumn(), console=err, disable=not err.is_terminal) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _mapping(mapped: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in mapped:
        heading, _, key = pair.rpartition("=")
        if not heading or key not in columns():
            fail(f"--map {pair!r}: write HEADING=column, with one of: {', '.join(columns())}")
        found[heading] = key
    return found


def _role(role: Role, as_json: bool) -> str:
    """Programs get the key, people the words of a contact file."""
    return role if as_json else role_title(role)


def _agencies(pairs: Sequence[str]) -> dict[str, str]:
    """What the registry calls an agency of the file. Ends the command for anything else."""
    named = dict.fromkeys(pairs, ("", ""))
    for pair in pairs:
        written, _, known = pair.rpartition("=")
        named[pair] = (written.strip(), known.strip())
        if not all(named[pair]):
            fail(f'--agency {pair!r}: write "NAME=KNOWN NAME", or "NAME=new" for a new agency')
    if names := {known for _, known in named.values()} - {NEW}:
        with _session() as session:
            registered = {one.name for one in queries.agencies(session)}
        for name in sorted(names - registered):
            fail(f"--agency: {name}: no such agency: `helpdesk contacts list` names them all")
    return dict(named.values())


def _moment(session: Session, on: dt.datetime | None) -> tuple[dt.date | None, int | None]:
    """The day asked for and the import in force then; None and None for now."""
    if not on:
        return None, None
    return on.date(), queries.import_before(session, _clock().end_of(on.date()))


def _agency(agencies: Iterable[Agency], wanted: str) -> Agency:
    known = {name.casefold(): row for row in agencies for name in (row.name, row.acronym) if name}
    if wanted.casefold() not in known:
        fail(f"{wanted}: no such agency: `helpdesk contacts list` names them all")
    return known[wanted.casefold()]
