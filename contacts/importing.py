"""Import a contact file: read and check it as a whole, compare it, write; all of it or nothing."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import false, text, update
from sqlalchemy.orm import Session

from common.clock import utc_now
from common.text_key import text_key
from contacts import queries
from contacts.change_writer import write_changes
from contacts.columns import columns, heading_score, recognize
from contacts.comparison import (
    Change,
    Comparison,
    RegistryState,
    read_state,
)
from contacts.contact_file.errors import KEPT_FAULTS, ContactFileError, RowFault, printable
from contacts.contact_file.layout import looks_like_footnote
from contacts.contact_file.table import ContactTable, open_table
from contacts.facts import FileFacts
from contacts.rows import NEW, RowReader
from contacts.tables import ImportRow

REPORT_EACH = 2_000  # rows
# Of the authorizations in force: a file that ends more is likelier incomplete than true.
MOST_ENDED = 0.2
Advance = Callable[[int, int | None], None]


@dataclass(frozen=True)
class ImportRequest:
    """What is to be imported, by whom and how."""

    file: Path
    by: str
    # Further headings: heading to column.
    mapped: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    # The file speaks for the agencies that it names only; the others stay as they are.
    partial: bool = False
    sample: bool = False
    # How the file writes an agency: its name in the registry, or NEW.
    agencies: Mapping[str, str] = field(default_factory=dict)
    # The exact number of authorizations that may end, where many do.
    yes_end: int | None = None
    # Questions are reported and nothing is refused for them; the caller rolls back.
    dry_run: bool = False


@dataclass
class ImportReport:
    """What an import did, or would do: exact counts, the first changes of each kind."""

    rows: int = 0
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    # Rows that are no authorization: footnotes and repetitions.
    left_out: list[RowFault] = field(default_factory=list)
    # What has to be answered before the import: agencies that may be known, many endings.
    questions: list[str] = field(default_factory=list)
    # Authorizations that end: real ones, and those of the sample.
    ended: int = 0
    sample_ended: int = 0

    def total(self, action: str) -> int:
        """How many facts were `added`, `changed` or `ended`."""
        return sum(count for (kind, _), count in self.counts.items() if kind == action)

    def __bool__(self) -> bool:
        return any(self.counts.values())


class UnansweredError(Exception):
    """The import waits for answers: each line is a question with the options that answer it."""

    def __init__(self, file: str, questions: Sequence[str]) -> None:
        super().__init__("\n".join(f"{file}: {question}" for question in questions))


def import_contacts(
    session: Session, request: ImportRequest, advance: Advance | None = None
) -> ImportReport:
    """Make the registry say what the file says; a second import of the same changes nothing.

    Runs in the caller's transaction: roll it back for a dry run. Raises ContactFileError with every
    faulty row, FileRefusedError when the file as a whole is refused, UnansweredError.
    """
    report = ImportReport()
    _wait_for_other_imports(session)
    state = read_state(session)

    def score(cells: Sequence[str]) -> int:
        return heading_score(cells, request.mapped)

    with open_table(request.file, request.sheet, score) as table:
        facts = _read(table, request, state, report, advance)
    comparison = Comparison(facts, state, partial=request.partial)
    for action, fact, count, changes in comparison.changes():
        report.counts[action, fact] = count
        report.changes += changes
    report.questions += _unclear_agencies(session, request, comparison)
    report.questions += _endings(request, report, comparison)
    if report.questions and not request.dry_run:
        raise UnansweredError(request.file.name, report.questions)
    if report:
        write_changes(session, comparison, _record(session, request, report))
    return report


def _wait_for_other_imports(session: Session) -> None:
    """Only one import at a time: each is compared with what the one before has left."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {ImportRow.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))
    else:  # SQLite has one writer at a time, even one that writes nothing
        session.execute(update(ImportRow).where(false()).values(by=""))


def _read(
    table: ContactTable,
    request: ImportRequest,
    state: RegistryState,
    report: ImportReport,
    advance: Advance | None,
) -> FileFacts:
    places, report.unused, faults = recognize(table.headings, table.headings_line, request.mapped)
    if faults:
        raise ContactFileError(request.file.name, faults)
    facts = FileFacts()
    reader = RowReader(places, len(table.headings), request.file.name, request.agencies)
    absent = columns().keys() - places.keys()
    agencies = {*state.agencies, *map(text_key, request.agencies)}
    for number, (line, cells) in enumerate(table.rows(), 1):
        if advance and number % REPORT_EACH == 0:
            advance(table.done(), table.total)
        if looks_like_footnote(cells) and text_key(cells[places["agency"]]) not in agencies:
            message = "is left out: it looks like a footnote"
            report.left_out.append(RowFault(line, "", next(filter(None, cells)), message))
            continue
        rows, wrong = reader.read(line, cells)
        report.rows += 1
        if len(faults) <= 10 * KEPT_FAULTS:
            faults += wrong
        for row in rows:
            state.complete(row, absent)
            facts.add(row)
    if advance:
        advance(table.done(), table.total)
    facts.merge()
    if faults := [*faults, *facts.faults]:
        raise ContactFileError(request.file.name, faults)
    report.left_out += facts.repetitions
    return facts


def _unclear_agencies(
    session: Session, request: ImportRequest, comparison: Comparison
) -> Iterator[str]:
    """New agencies that are known already by another way of writing."""
    answered = {text_key(name) for name, known in request.agencies.items() if known == NEW}
    new = [key for key in comparison.agencies.added if key not in answered]
    # It loads spaCy: a second that no other command of `helpdesk` should wait for.
    from contacts.agency_search import KnownNames

    names = KnownNames(queries.agencies(session) if new else [])
    for row in map(comparison.agencies.rows.__getitem__, new):
        if like := names.like(row.agency):
            name = printable(row.agency)
            known = " or ".join(f'"{one}"' for one in like)
            yield (
                f'row {row.line}, Agency "{name}": did you mean {known}? '
                f'Then add --agency "{name}={like[0]}"; '
                f'for another agency --agency "{name}={NEW}"'
            )


def _endings(request: ImportRequest, report: ImportReport, comparison: Comparison) -> Iterator[str]:
    """Whether more ends than usual; the sample may end at any time."""
    ended, known, report.sample_ended = comparison.count_ended()
    report.ended = ended
    if request.yes_end is not None and request.yes_end != ended:
        yield (
            f"--yes-end {request.yes_end}: {ended} authorizations would end: "
            f"check the changes with --dry-run, then write --yes-end {ended}"
        )
    elif request.yes_end is None and ended > MOST_ENDED * known:
        some = "" if request.partial else "; if it has some agencies only, add --partial"
        yield (
            f"{ended} of {known} authorizations would end: "
            f"if the file is complete, add --yes-end {ended}{some}"
        )


def _record(session: Session, request: ImportRequest, report: ImportReport) -> int:
    """Write the import itself down; its number."""
    with request.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    row = ImportRow(
        at=utc_now(),
        by=request.by,
        file=request.file.name,
        sha256=digest,
        sample=request.sample,
        partial=request.partial,
        **{action: report.total(action) for action in ("added", "changed", "ended")},
    )
    session.add(row)
    session.flush()
    return row.id
