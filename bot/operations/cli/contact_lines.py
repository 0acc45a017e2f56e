"""Contacts and imports as lines of text, which a narrow window folds and never cuts."""

from collections.abc import Sequence
from typing import Any

from bot.operations.cli.output import out, print_json, print_table, say
from contacts.columns import role_title
from contacts.comparison import Change
from contacts.contact_file.errors import printable
from contacts.importing import ImportReport
from contacts.queries import ContactRecord
from faq_kb.model import Role

SHOWN_CHANGES = 40
LONGEST_LINE = 500


def show_report(report: ImportReport, *, dry_run: bool, as_json: bool) -> None:
    """The totals first, then what needs an answer, then what changes."""
    if as_json:
        print_json(_report_data(report, dry_run=dry_run))
        return
    totals = ", ".join(f"{report.total(kind)} {kind}" for kind in ("added", "changed", "ended"))
    say(f"{report.rows} rows: {totals}{'; nothing was written (dry run)' if dry_run else ''}")
    if report.sample_ended:
        say(
            f"{report.sample_ended} of the ended authorizations are sample data: "
            "the first real file ends all of it"
        )
    for question in report.questions:
        say(f"To answer before the import: {question}")
    for row in report.left_out:
        say(str(row))
    if report.unused:
        say(f"Columns not used: {', '.join(report.unused)} (--map HEADING=column uses one)")
    for change in report.changes[:SHOWN_CHANGES]:
        out.print(_change(change), markup=False)
    if len(report.changes) > SHOWN_CHANGES:
        say(f"and more: --json shows the first {len(report.changes)}")


def _report_data(report: ImportReport, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "rows": report.rows,
        **{action: report.total(action) for action in ("added", "changed", "ended")},
        "unused_columns": report.unused,
        "left_out": [str(row) for row in report.left_out],
        "questions": report.questions,
        "sample_ended": report.sample_ended,
        "changes": [change.__dict__ for change in report.changes],
    }


def _change(change: Change) -> str:
    """One line, which a narrow window folds and does not cut."""
    role = f", {role_title(Role(change.role))}" if change.role else ""
    person = f": {change.person}" if change.person else ""
    detail = f" ({change.detail})" if change.detail else ""
    return printable(
        f"{change.action} {change.fact}: {change.agency}{role}{person}{detail}", LONGEST_LINE
    )


def show_person(one: ContactRecord) -> None:
    """A person on several lines: a table would cut them in a narrow window."""
    person = one.contact
    verified = f"verified {one.verified}" if one.verified else "never verified"
    told = (
        f"{role_title(person.role)}, {person.agency}",
        person.phone,
        person.email,
        f"{one.title}, {verified}" if one.title else verified,
    )
    lines = [person.name, *(f"  {line}" for line in told if line)]
    for line in lines:
        out.print(printable(line, LONGEST_LINE), markup=False)


def print_rows(names: Sequence[str], rows: Sequence[Sequence[Any]], as_json: bool) -> None:
    """A table for people, records for programs."""
    records = [dict(zip(names, row, strict=True)) for row in rows]
    (print_json if as_json else print_table)(records)
