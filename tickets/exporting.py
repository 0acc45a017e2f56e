"""Drafts and confirmed requests as data: for programs, for spreadsheets, for mail programs."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from contacts.contact_file.cells import neutral
from tickets import additions, outbox, store
from tickets.draft import Draft, Status
from tickets.mail import eml, identity, typist
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.overview import Data, Procedures, fields_in, title
from tickets.snapshot import RequestSnapshot

# Whoever reads an export acts on it, so it leaves out what was withdrawn or has expired.
CONFIRMED = (Status.HANDED_OVER, Status.SUBMITTED, Status.RESOLVED)
COLUMNS = (
    *("reference", "status", "entry", "title", "outbox", "recipient", "to", "number", "email"),
    *("identity", "requester", "channel", "typed_by"),
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
    """A draft with its newest outbox message, which replaces older ones; None until confirmed.

    The request holds its `additions`, which were sent after it.
    """

    draft: Draft
    state: DeliveryState | None = None
    snapshot: RequestSnapshot | None = None
    additions: tuple[OutboxMessage, ...] = ()

    @property
    def identity(self) -> str:
        """Whether somebody vouches for its requester, in words; empty where that is not noted."""
        return identity(self.snapshot or self.draft)


def requests(
    session: Session, references: Sequence[str] = (), *, held: bool = False
) -> list[ExportedRequest]:
    """Those of the references, else every confirmed one; `held`: what waits to be exported.

    Raises UnknownDraftError.
    """
    sent: dict[str, list[OutboxMessage]] = {}
    for one in outbox.messages(session, outbox.NOT_CANCELLED):
        sent.setdefault(one.reference, []).append(one)

    def exported(draft: Draft) -> ExportedRequest:
        messages = sent.get(draft.reference, []) if draft.status in CONFIRMED else []
        if not messages:
            return ExportedRequest(draft)
        newest = messages[-1]
        whole = newest.snapshot.whole if newest.snapshot else None
        return ExportedRequest(draft, newest.state, whole, tuple(additions.additions_of(messages)))

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
        told = request.snapshot.model_dump(mode="json", exclude={"addition", "addition_to"})
        return head | told | {"additions": [additions.as_data(one) for one in request.additions]}
    return head | {
        "reference": draft.reference,
        "entry": draft.entry,
        "title": title(draft, procedures),
        "requester": draft.requester.model_dump(mode="json"),
        "signed_in": draft.signed_in,
        "channel": draft.channel,
        "typed_by": draft.typed_by.model_dump(mode="json") if draft.typed_by else None,
        "called_back": draft.called_back,
        "agency": draft.agency,
        "fields": [field.model_dump(mode="json") for field in fields_in(draft, procedures)],
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
            *(snapshot.requester.name, snapshot.channel, typist(snapshot)),
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


def _replace(file: Path, content: bytes) -> None:
    """Write the file, complete or not at all."""
    scratch = file.with_name(f".{file.name}")
    scratch.write_bytes(content)
    scratch.replace(file)
