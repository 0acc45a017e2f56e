"""Import a listing: stage it, check it as a whole, apply it; all of it or nothing."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from common.clock import utc_now
from common.text_key import text_key
from contacts import differences, queries
from contacts.applying import apply, plan_for_many_rows
from contacts.columns import columns, heading_score, recognize
from contacts.consistency import fill_first_rows, left_out_repetitions, listing_faults
from contacts.differences import Change
from contacts.listing.faults import KEPT_FAULTS, ListingError, RowFault, shown
from contacts.listing.layout import looks_like_footnote
from contacts.listing.table import Table, open_table
from contacts.resemblance import KnownNames
from contacts.rows import NEW, RowReader
from contacts.tables import AgencyRow, ImportRow, ListingRow
from contacts.unlisted import keep_unlisted

BATCH = 2_000
# Of the authorizations in force: a listing that ends more is likelier incomplete than true.
MOST_ENDED = 0.2
Advance = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Request:
    """What is to be imported, by whom and how."""

    file: Path
    by: str
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
class Report:
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


def import_listing(session: Session, request: Request, advance: Advance | None = None) -> Report:
    """Make the registry say what the file says; a second import of the same changes nothing.

    Runs in the caller's transaction: roll it back for a dry run. Raises ListingError with every
    faulty row, FileRefusedError when the file as a whole is refused, UnansweredError.
    """
    report = Report()
    session.execute(delete(ListingRow))

    def score(cells: Sequence[str]) -> int:
        return heading_score(cells, request.mapped)

    with open_table(request.file, request.sheet, score) as table:
        faults = _stage(session, table, request, report, advance)
    plan_for_many_rows(session)
    report.left_out += left_out_repetitions(session)
    fill_first_rows(session)
    faults += listing_faults(session)
    if faults:
        raise ListingError(request.file.name, faults)
    _compare(session, request, report)
    report.questions += [*_doubtful(session, request), *_endings(session, request, report)]
    if report.questions and not request.dry_run:
        raise UnansweredError(request.file.name, report.questions)
    if report:
        apply(session, _recorded(session, request, report), partial=request.partial)
    session.execute(delete(ListingRow))
    return report


def _stage(
    session: Session, table: Table, request: Request, report: Report, advance: Advance | None
) -> list[RowFault]:
    places, report.unused, faults = recognize(table.headings, table.headings_line, request.mapped)
    if faults:
        return faults
    reader = RowReader(places, len(table.headings), request.file.name, request.agencies)
    batch: list[dict[str, Any]] = []

    def flush() -> None:
        if batch:
            session.execute(insert(ListingRow), batch)
            batch.clear()
        if advance:
            advance(table.done(), table.total)

    agencies = {*session.scalars(select(AgencyRow.key)), *map(text_key, request.agencies)}
    for line, cells in table.rows():
        if looks_like_footnote(cells) and text_key(cells[places["agency"]]) not in agencies:
            message = "is left out: it looks like a footnote"
            report.left_out.append(RowFault(line, "", next(filter(None, cells)), message))
            continue
        records, wrong = reader.read(line, cells)
        report.rows += 1
        if len(faults) <= 10 * KEPT_FAULTS:
            faults += wrong
        batch += [record.as_row() for record in records]
        if len(batch) >= BATCH:
            flush()
    flush()
    keep_unlisted(session, columns().keys() - places.keys())
    return faults


def _doubtful(session: Session, request: Request) -> Iterator[str]:
    """New agencies that are known already by another way of writing."""
    answered = {text_key(name) for name, known in request.agencies.items() if known == NEW}
    new = differences.new_agencies(session)
    names = KnownNames(queries.agencies(session) if new else [])
    for line, name in new:
        if text_key(name) not in answered and (like := names.like(name)):
            meant = " or ".join(f'"{known}"' for known in like)
            yield (
                f'row {line}, Agency "{shown(name)}": did you mean {meant}? '
                f'Then add --agency "{shown(name)}={like[0]}"; '
                f'for another agency --agency "{shown(name)}={NEW}"'
            )


def _endings(session: Session, request: Request, report: Report) -> Iterator[str]:
    """Whether more ends than a listing usually ends; the sample may end at any time."""
    ended, known, report.sample_ended = differences.ended_counts(session, partial=request.partial)
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
            f"if the listing is complete, add --yes-end {ended}{some}"
        )


def _compare(session: Session, request: Request, report: Report) -> None:
    for query, action, fact in differences.changes(session, partial=request.partial):
        count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        report.counts[action, fact] = count
        if count:
            rows = session.execute(query.limit(differences.SHOWN))
            fields = differences.fields_of(fact)
            report.changes += [differences.described(row, action, fact, fields) for row in rows]


def _recorded(session: Session, request: Request, report: Report) -> int:
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
