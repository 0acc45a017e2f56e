"""Drafts and confirmed requests as data: for programs, for spreadsheets, for mail programs."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from contacts.contact_file.cells import neutral
from faq_kb.model import Procedure
from faq_kb.store import read
from tickets import outbox, store
from tickets.document import Document, Line
from tickets.draft import Draft, Status
from tickets.items import items_of
from tickets.mail import eml
from tickets.outbox import Entry, State

Procedures = Mapping[str, Procedure]
Data = dict[str, Any]
# How a time is written: `moment` for programs.
Written = Callable[[dt.datetime], str]
# Whoever reads an export acts on it: what was withdrawn or has expired is none of their work.
CONFIRMED = (Status.HANDED_OVER, Status.SUBMITTED)
NOT_DROPPED = tuple(state for state in State if state is not State.DROPPED)
COLUMNS = ("reference", "status", "entry", "title", "outbox", "recipient", "to", "number", "email")


class ExportError(ValueError):
    """That cannot be written so; the message says what and the remedy."""


class Form(StrEnum):
    """How requests are written."""

    JSON = "json"
    CSV = "csv"
    EML = "eml"


@dataclass(frozen=True)
class Request:
    """A draft with its newest hand-over, which replaces older ones; None until confirmed."""

    draft: Draft
    state: State | None = None
    document: Document | None = None


def stored_procedures(session: Session) -> Procedures:
    """What the titles and items of drafts are taken from; empty while nothing has been loaded."""
    knowledge = read(session)
    return knowledge.procedures if knowledge else {}


def requests(
    session: Session, references: Sequence[str] = (), *, kept: bool = False
) -> list[Request]:
    """Those of the references, else every confirmed one; `kept`: what waits to be exported.

    Raises UnknownDraftError.
    """
    newest = {entry.reference: entry for entry in outbox.entries(session, NOT_DROPPED)}
    if references:
        drafts = [store.load(session, reference) for reference in references]
        found = [_request(draft, newest) for draft in drafts]
    else:
        drafts = store.all_drafts(session, CONFIRMED)
        found = [request for draft in drafts if (request := _request(draft, newest)).document]
    return [request for request in found if request.state is State.KEPT] if kept else found


def as_data(request: Request, procedures: Procedures) -> Data:
    """The request for a program: its document; before it is confirmed, what there is of one."""
    draft = request.draft
    head = {
        "confirmed": request.document is not None,
        "status": draft.status,
        "outbox": request.state,
        "number": draft.number,
    }
    if request.document:
        return head | request.document.model_dump(mode="json")
    return head | {
        "reference": draft.reference,
        "entry": draft.entry,
        "title": title(draft, procedures),
        "requester": draft.requester.model_dump(mode="json"),
        "agency": draft.agency,
        "lines": [line.model_dump(mode="json") for line in _lines(draft, procedures)],
    }


def rows(found: Iterable[Request]) -> Iterator[list[str]]:
    """The headings, then a row for each confirmed request, with a column for each item's key."""
    cells = [_cells(request, request.document) for request in found if request.document]
    keys = list(dict.fromkeys(key for _, values in cells for key in values))
    yield [*COLUMNS, *keys]
    for common, values in cells:
        yield [neutral(cell) for cell in (*common, *(values.get(key, "") for key in keys))]


def require_writable(found: Iterable[Request], form: Form, output: Path | None) -> None:
    """Raise ExportError when a request or the place does not suit the form; None: no place."""
    draft = next((request.draft for request in found if not request.document), None)
    if draft and form is not Form.JSON:
        raise ExportError(
            f"{draft.reference} is {draft.status}, and {form} holds confirmed requests only: "
            "use --format json, or leave it out"
        )
    if form is Form.EML and (output is None or output.is_file()):
        raise ExportError(f"--output {output or 'is missing'}: name a folder for the .eml files")
    if form is not Form.EML and output and (output.is_dir() or not output.parent.is_dir()):
        raise ExportError(f"--output {output}: name a file in a folder that there is")


def text(found: Sequence[Request], procedures: Procedures, form: Form) -> str:
    """All of them as one JSON or CSV text."""
    if form is Form.JSON:
        data = [as_data(request, procedures) for request in found]
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows(rows(found))
    return sheet.getvalue()


def write(found: Sequence[Request], procedures: Procedures, form: Form, output: Path) -> None:
    """Into one file; mail drafts, one for each confirmed request, into a folder."""
    if form is not Form.EML:
        # The mark at the beginning tells Excel that it is UTF-8.
        encoding = "utf-8-sig" if form is Form.CSV else "utf-8"
        _replace(output, text(found, procedures, form).encode(encoding))
        return
    output.mkdir(parents=True, exist_ok=True)
    for request in found:
        if request.document:
            _replace(output / f"{request.draft.reference}.eml", eml(request.document))


def summaries(
    session: Session, drafts: Iterable[Draft], procedures: Procedures, written: Written
) -> list[Data]:
    """Each draft in a line, with where its hand-overs are."""
    handed: dict[str, list[Data]] = {}
    for entry in outbox.entries(session):
        parcel = {"recipient": entry.recipient, "state": entry.state}
        handed.setdefault(entry.reference, []).append(parcel)
    return [
        {**_summary(draft, procedures, written), "outbox": handed.get(draft.reference, [])}
        for draft in drafts
    ]


def details(session: Session, draft: Draft, procedures: Procedures, written: Written) -> Data:
    """Everything that is known of a draft; lists hold records."""
    lines = _lines(draft, procedures)
    log = store.log_of(session, draft.reference)
    handed = outbox.entries(session, reference=draft.reference)
    names = ("number", "email", "owner", "conversation", "procedure_version", "asked", "version")
    return {
        **_summary(draft, procedures, written),
        "created": written(draft.created_at),
        **{name: getattr(draft, name) for name in names},
        "fields": [_line(line, value=line.value) for line in lines if line.value],
        "missing": [
            _line(line, skipped=line.key in draft.skipped)
            for line in lines
            if line.required and not line.value
        ],
        "authorized": [person.model_dump(mode="json") for person in draft.authorized],
        "log": [
            {"version": number, "at": written(at), **asdict(event)} for number, at, event in log
        ],
        "outbox": [_parcel(entry, written) for entry in handed],
    }


def title(draft: Draft, procedures: Procedures) -> str:
    """Title of the draft's procedure; its id when an editor has removed the procedure."""
    return procedures[draft.entry].title if draft.entry in procedures else draft.entry


def moment(at: dt.datetime) -> str:
    """A time as it is written down: in UTC, also where SQLite has forgotten that it is."""
    known = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return f"{known.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _request(draft: Draft, newest: Mapping[str, Entry]) -> Request:
    entry = newest.get(draft.reference) if draft.status in CONFIRMED else None
    return Request(draft, entry.state, entry.document) if entry else Request(draft)


def _summary(draft: Draft, procedures: Procedures, written: Written) -> Data:
    return {
        "reference": draft.reference,
        "status": draft.status,
        "entry": draft.entry,
        "title": title(draft, procedures),
        "requester": draft.requester.name,
        "agency": draft.agency,
        "updated": written(draft.updated_at),
    }


def _cells(request: Request, document: Document) -> tuple[list[str], dict[str, str]]:
    common = [
        *(document.reference, request.draft.status, document.entry, document.title),
        *(request.state or "", document.recipient),
        "; ".join(person.email or person.name for person in document.to),
        *(request.draft.number, document.requester.email),
    ]
    return common, {line.key: line.value for line in document.lines}


def _lines(draft: Draft, procedures: Procedures) -> list[Line]:
    """What the procedure asks for, then what it asked for when the draft was filled in."""
    procedure, values = procedures.get(draft.entry), dict(draft.fields)
    items = items_of(draft.entry, procedure) if procedure else ()
    asked = [
        Line(key=i.key, label=i.label, value=values.pop(i.key, ""), required=i.required)
        for i in items
    ]
    return asked + [Line(key=key, label=key, value=values[key], required=False) for key in values]


def _line(line: Line, **more: object) -> Data:
    return {"item": line.key, "label": line.label, **more}


def _parcel(entry: Entry, written: Written) -> Data:
    shown = {name: value for name, value in asdict(entry).items() if name != "document"}
    due_at = written(shown.pop("due_at")) if entry.state is State.WAITING else None
    return {**shown, "next_attempt": due_at}


def _replace(file: Path, content: bytes) -> None:
    """Write the file, complete or not at all."""
    scratch = file.with_name(f".{file.name}")
    scratch.write_bytes(content)
    scratch.replace(file)
