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
from faq_kb.cases import in_case
from faq_kb.model import Procedure
from faq_kb.store import read
from tickets import outbox, store
from tickets.draft import Draft, Status
from tickets.fields import fields_of
from tickets.mail import eml, identity
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.snapshot import FieldValue, RequestSnapshot

Procedures = Mapping[str, Procedure]
Data = dict[str, Any]
# How a time is written: `moment` for programs.
FormatTime = Callable[[dt.datetime], str]
# Whoever reads an export acts on it, so it leaves out what was withdrawn or has expired.
CONFIRMED = (Status.HANDED_OVER, Status.SUBMITTED)
NOT_CANCELLED = tuple(state for state in DeliveryState if state is not DeliveryState.CANCELLED)
COLUMNS = (
    *("reference", "status", "entry", "title", "outbox", "recipient", "to", "number", "email"),
    "identity",
)


class ExportError(ValueError):
    """That cannot be written so; the message says what and the remedy."""


class ExportFormat(StrEnum):
    """How requests are written."""

    JSON = "json"
    CSV = "csv"
    EML = "eml"


@dataclass(frozen=True)
class ExportedRequest:
    """A draft with its newest outbox message, which replaces older ones; None until confirmed."""

    draft: Draft
    state: DeliveryState | None = None
    snapshot: RequestSnapshot | None = None

    @property
    def identity(self) -> str:
        """Whether its requester had signed in, in words; empty where that was not noted."""
        return identity(self.snapshot.signed_in if self.snapshot else self.draft.signed_in)


def stored_procedures(session: Session) -> Procedures:
    """What the titles and fields of drafts are taken from; empty while nothing has been loaded."""
    knowledge = read(session)
    return knowledge.procedures if knowledge else {}


def requests(
    session: Session, references: Sequence[str] = (), *, held: bool = False
) -> list[ExportedRequest]:
    """Those of the references, else every confirmed one; `held`: what waits to be exported.

    Raises UnknownDraftError.
    """
    newest = {one.reference: one for one in outbox.messages(session, NOT_CANCELLED)}

    def exported(draft: Draft) -> ExportedRequest:
        message = newest.get(draft.reference) if draft.status in CONFIRMED else None
        if message is None:
            return ExportedRequest(draft)
        return ExportedRequest(draft, message.state, message.snapshot)

    if references:
        found = [exported(store.load(session, reference)) for reference in references]
    else:
        found = [exported(draft) for draft in store.all_drafts(session, CONFIRMED)]
        found = [request for request in found if request.snapshot]
    return [request for request in found if request.state is DeliveryState.HELD or not held]


def as_data(request: ExportedRequest, procedures: Procedures) -> Data:
    """The request for a program; before it is confirmed, what there is of one."""
    draft = request.draft
    head = {
        "confirmed": request.snapshot is not None,
        "status": draft.status,
        "outbox": request.state,
        "number": draft.number,
        "identity": request.identity,
    }
    if request.snapshot:
        return head | request.snapshot.model_dump(mode="json")
    return head | {
        "reference": draft.reference,
        "entry": draft.entry,
        "title": title(draft, procedures),
        "requester": draft.requester.model_dump(mode="json"),
        "signed_in": draft.signed_in,
        "agency": draft.agency,
        "fields": [field.model_dump(mode="json") for field in _fields(draft, procedures)],
    }


def rows(found: Iterable[ExportedRequest]) -> Iterator[list[str]]:
    """The headings, then a row for each confirmed request, with a column for each field's key."""
    confirmed = [(request, request.snapshot) for request in found if request.snapshot]
    values = [{field.key: field.value for field in snapshot.fields} for _, snapshot in confirmed]
    keys = list(dict.fromkeys(key for given in values for key in given))
    yield [*COLUMNS, *keys]
    for (request, snapshot), given in zip(confirmed, values, strict=True):
        common = (
            *(snapshot.reference, request.draft.status, snapshot.entry, snapshot.title),
            *(request.state or "", snapshot.recipient),
            "; ".join(person.email or person.name for person in snapshot.to),
            *(request.draft.number, snapshot.requester.email, request.identity),
        )
        yield [neutral(cell) for cell in (*common, *(given.get(key, "") for key in keys))]


def require_writable(
    found: Iterable[ExportedRequest], form: ExportFormat, output: Path | None
) -> None:
    """Raise ExportError when a request or the place does not suit the format; None: no place."""
    draft = next((request.draft for request in found if not request.snapshot), None)
    if draft and form is not ExportFormat.JSON:
        raise ExportError(
            f"{draft.reference} is {draft.status}, and {form} holds confirmed requests only: "
            "use --format json, or leave it out"
        )
    if form is ExportFormat.EML and (output is None or output.is_file()):
        raise ExportError(f"--output {output or 'is missing'}: name a folder for the .eml files")
    if form is not ExportFormat.EML and output and (output.is_dir() or not output.parent.is_dir()):
        raise ExportError(f"--output {output}: name a file in an existing folder")


def text(found: Sequence[ExportedRequest], procedures: Procedures, form: ExportFormat) -> str:
    """All of them as one JSON or CSV text."""
    if form is ExportFormat.JSON:
        data = [as_data(request, procedures) for request in found]
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows(rows(found))
    return sheet.getvalue()


def write(
    found: Sequence[ExportedRequest], procedures: Procedures, form: ExportFormat, output: Path
) -> None:
    """Into one file; mail drafts, one for each confirmed request, into a folder."""
    if form is not ExportFormat.EML:
        # The mark at the beginning tells Excel that it is UTF-8.
        encoding = "utf-8-sig" if form is ExportFormat.CSV else "utf-8"
        _replace(output, text(found, procedures, form).encode(encoding))
        return
    output.mkdir(parents=True, exist_ok=True)
    for request in found:
        if request.snapshot:
            _replace(output / f"{request.draft.reference}.eml", eml(request.snapshot))


def summary(
    draft: Draft, messages: Iterable[OutboxMessage], procedures: Procedures, written: FormatTime
) -> Data:
    """The draft in a line, with where its outbox messages are."""
    return {
        "reference": draft.reference,
        "status": draft.status,
        "entry": draft.entry,
        "title": title(draft, procedures),
        "requester": draft.requester.name,
        "agency": draft.agency,
        "updated": written(draft.updated_at),
        "outbox": [{"recipient": one.recipient, "state": one.state} for one in messages],
    }


def details(session: Session, draft: Draft, procedures: Procedures, written: FormatTime) -> Data:
    """Everything that is known of a draft; lists hold records."""
    fields = _fields(draft, procedures)
    names = ("number", "email", "owner", "conversation", "procedure_version", "asked", "version")
    return {
        **summary(draft, (), procedures, written),
        "created": written(draft.created_at),
        **{name: getattr(draft, name) for name in names},
        "fields": [
            {"field": one.key, "label": one.label, "value": one.value}
            for one in fields
            if one.value
        ],
        "missing": [
            {"field": one.key, "label": one.label, "skipped": one.key in draft.skipped}
            for one in fields
            if one.required and not one.value
        ],
        "authorized": [person.model_dump(mode="json") for person in draft.authorized],
        "log": [
            {"version": version, "at": written(at), **asdict(event)}
            for version, at, event in store.log_of(session, draft.reference)
        ],
        "outbox": [
            _message(one, written) for one in outbox.messages(session, reference=draft.reference)
        ],
    }


def title(draft: Draft, procedures: Procedures) -> str:
    """Title of the draft's procedure; its id when an editor has removed the procedure."""
    return procedures[draft.entry].title if draft.entry in procedures else draft.entry


def moment(at: dt.datetime) -> str:
    """A time as programs read it: in UTC."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _fields(draft: Draft, procedures: Procedures) -> list[FieldValue]:
    """What the procedure asks for, then what it asked for when the draft was filled in.

    Values of what it asks for in other cases are left out.
    """
    procedure, values = procedures.get(draft.entry), dict(draft.fields)
    known = []
    if procedure:
        for field in fields_of(draft.entry, in_case(procedure, draft.fields)):
            value = values.pop(field.key, "")
            line = FieldValue(
                key=field.key, label=field.label, value=value, required=field.required
            )
            known.append(line)
        for item in procedure.include:
            values.pop(item.key, None)
    others = [FieldValue(key=key, label=key, value=values[key], required=False) for key in values]
    return known + others


def _message(message: OutboxMessage, written: FormatTime) -> Data:
    data = {name: value for name, value in asdict(message).items() if name != "snapshot"}
    due_at = data.pop("due_at")
    is_waiting = message.state is DeliveryState.WAITING
    return {**data, "next_attempt": written(due_at) if is_waiting else None}


def _replace(file: Path, content: bytes) -> None:
    """Write the file, complete or not at all."""
    scratch = file.with_name(f".{file.name}")
    scratch.write_bytes(content)
    scratch.replace(file)
