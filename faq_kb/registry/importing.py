"""Import a listing: stage it, check it as a whole, apply it; all of it or nothing."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from faq_kb.clock import utc_now
from faq_kb.registry import differences
from faq_kb.registry.applying import apply, plan_for_many_rows
from faq_kb.registry.columns import recognise
from faq_kb.registry.consistency import fill_first_rows, listing_faults
from faq_kb.registry.differences import Change
from faq_kb.registry.listing.faults import KEPT_FAULTS, ListingError, RowFault
from faq_kb.registry.listing.table import Table, open_table
from faq_kb.registry.rows import RowReader
from faq_kb.registry.tables import ImportRow, ListingRow

BATCH = 2_000
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


@dataclass
class Report:
    """What an import did, or would do: exact counts, the first changes of each kind."""

    rows: int = 0
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def total(self, action: str) -> int:
        """How many facts were `added`, `changed` or `ended`."""
        return sum(count for (kind, _), count in self.counts.items() if kind == action)

    def __bool__(self) -> bool:
        return any(self.counts.values())


def import_listing(session: Session, request: Request, advance: Advance | None = None) -> Report:
    """Make the registry say what the file says; a second import of the same changes nothing.

    Runs in the caller's transaction: roll it back for a dry run. Raises ListingError with every
    faulty row, FileRefusedError when the file as a whole is refused.
    """
    report = Report()
    session.execute(delete(ListingRow))
    with open_table(request.file, request.sheet) as table:
        faults = _stage(session, table, request, report, advance)
    if not faults:
        plan_for_many_rows(session)
        fill_first_rows(session)
        faults += listing_faults(session)
    if faults:
        raise ListingError(request.file.name, faults)
    _compare(session, request, report)
    if report:
        apply(session, _recorded(session, request, report), partial=request.partial)
    session.execute(delete(ListingRow))
    return report


def _stage(
    session: Session, table: Table, request: Request, report: Report, advance: Advance | None
) -> list[RowFault]:
    places, report.unused, faults = recognise(table.headings, table.headings_line, request.mapped)
    if faults:
        return faults
    reader = RowReader(places, len(table.headings), request.file.name)
    batch: list[dict[str, Any]] = []

    def flush() -> None:
        if batch:
            session.execute(insert(ListingRow), batch)
            batch.clear()
        if advance:
            advance(table.done(), table.total)

    for line, cells in table.rows():
        records, wrong = reader.read(line, cells)
        report.rows += 1
        if len(faults) <= 10 * KEPT_FAULTS:
            faults += wrong
        batch += [record.as_row() for record in records]
        if len(batch) >= BATCH:
            flush()
    flush()
    return faults


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
