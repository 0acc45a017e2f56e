"""Drafts in the database: every change is made from the state that was read."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from common.clock import utc_now
from common.database import StoreError
from common.text_key import text_key
from tickets.draft import OPEN, Draft, Status
from tickets.events import Event, EventType
from tickets.reference import new_reference
from tickets.tables import DraftEventRow, DraftRow

# Every column of the table has the name of a field of Draft, but for the one to search by.
COLUMNS = set(DraftRow.__table__.columns.keys()) - {"requester_key"}
LONGEST_KEY = 200
DRAFTS = TypeAdapter(Draft)


class UnknownDraftError(LookupError):
    """No draft has that reference."""


class StoredVersion(NamedTuple):
    """A draft as it is found, not yet read."""

    reference: str
    version: int


class UnreadableDraftError(StoreError):
    """Another version of the program has stored what this one does not understand."""

    def __init__(self, reference: str, column: str) -> None:
        super().__init__(f"{reference}: its {column} cannot be read: use the version that wrote it")


def insert(session: Session, draft: Draft) -> Draft:
    """Store a new draft; it gets its reference here."""
    draft.created_at = draft.updated_at = utc_now()
    while session.get(DraftRow, draft.reference) or not draft.reference:
        draft.reference = new_reference()
    row = DraftRow(reference=draft.reference, created_at=draft.created_at)
    _fill(row, draft)
    session.add(row)
    session.flush()
    return _logged(session, draft, row)


def load(session: Session, reference: str, *, to_change: bool = False) -> Draft:
    """The draft as it is now; `to_change` lets no other transaction in before this one's end.

    Raises UnknownDraftError.
    """
    row = session.get(DraftRow, reference, with_for_update=to_change or None)
    if row is None:
        raise UnknownDraftError(reference)
    return draft_of(row)


def save(session: Session, draft: Draft) -> Draft:
    """Store a change; StaleDataError at commit when the draft has changed since it was loaded."""
    row = session.get(DraftRow, draft.reference)
    if row is None:
        raise UnknownDraftError(draft.reference)
    if row.version != draft.version:
        raise StaleDataError(f"{draft.reference} is at {row.version}, not {draft.version}")
    draft.updated_at = utc_now()
    _fill(row, draft)
    session.flush()
    return _logged(session, draft, row)


def drafts_of(
    session: Session, owner: str, statuses: Sequence[Status] = tuple(OPEN)
) -> list[Draft]:
    """The owner's drafts, the latest first."""
    return _select(session, DraftRow.owner == owner, DraftRow.status.in_(statuses))


def open_count(session: Session, owner: str) -> int:
    """How many open drafts the owner has."""
    counted = select(func.count()).where(DraftRow.owner == owner, DraftRow.status.in_(OPEN))
    return session.scalar(counted) or 0


def drafts_named(session: Session, references: Collection[str]) -> list[Draft]:
    """The drafts of the references, the latest first."""
    return _select(session, DraftRow.reference.in_(references))


def drafts_for(session: Session, entry: str) -> list[Draft]:
    """The open drafts of an entry, the latest first."""
    return _select(session, DraftRow.entry == entry, DraftRow.status.in_(OPEN))


def all_drafts(session: Session, statuses: Sequence[Status] = tuple(Status)) -> list[Draft]:
    """Every draft, the latest first."""
    return _select(session, DraftRow.status.in_(statuses))


def not_touched_since(
    session: Session, moment: dt.datetime, statuses: Sequence[Status]
) -> list[StoredVersion]:
    """Drafts that still have an owner, whose last change is older; whatever else is in them."""
    query = select(DraftRow.reference, DraftRow.version).where(
        DraftRow.status.in_(statuses), DraftRow.updated_at < moment, DraftRow.owner != ""
    )
    return [StoredVersion(*row) for row in session.execute(query)]


def scrub(session: Session, stored: StoredVersion) -> bool:
    """Empty what this version may be unable to read; False when the draft has changed since."""
    row = session.get(DraftRow, stored.reference, with_for_update=True)
    if row is None or row.version != stored.version:
        return False
    row.authorized = []
    session.flush()
    return True


def confirmed_since(session: Session, moment: dt.datetime, *conditions: ColumnElement[bool]) -> int:
    """How many drafts of a kind were confirmed since."""
    counted = select(func.count()).where(DraftRow.confirmed_at > moment, *conditions)
    return session.scalar(counted) or 0


def log_of(session: Session, reference: str) -> list[tuple[int, dt.datetime, Event]]:
    """What happened to the draft, in order: version, time, event."""
    rows = session.scalars(
        select(DraftEventRow).where(DraftEventRow.reference == reference).order_by(DraftEventRow.id)
    )
    return [
        (row.version, row.at, Event(EventType(row.type), row.by, row.field, row.agent))
        for row in rows
    ]


def forget_agents(session: Session, reference: str) -> None:
    """Remove from the draft's log which agents worked on it."""
    ours = DraftEventRow.reference == reference
    session.execute(update(DraftEventRow).where(ours).values(agent=""))


def _select(session: Session, *conditions: ColumnElement[bool]) -> list[Draft]:
    order = (DraftRow.updated_at.desc(), DraftRow.reference)
    return [
        draft_of(row)
        for row in session.scalars(select(DraftRow).where(*conditions).order_by(*order))
    ]


def _fill(row: DraftRow, draft: Draft) -> None:
    """Write every field of the draft into the column of the same name."""
    for name, value in DRAFTS.dump_python(draft, include=COLUMNS - {"version"}).items():
        setattr(row, name, value)
    row.requester_key = text_key(draft.requester.name)[:LONGEST_KEY]


def _logged(session: Session, draft: Draft, row: DraftRow) -> Draft:
    draft.version = row.version
    session.add_all(
        DraftEventRow(
            reference=draft.reference, version=row.version, at=draft.updated_at, **asdict(event)
        )
        for event in draft.events
    )
    draft.events = []
    return draft


def draft_of(row: DraftRow) -> Draft:
    """The draft of a row. Raises UnreadableDraftError."""
    try:
        return DRAFTS.validate_python({name: getattr(row, name) for name in COLUMNS})
    except ValidationError as error:
        columns = dict.fromkeys(str(detail["loc"][0]) for detail in error.errors())
        raise UnreadableDraftError(row.reference, ", ".join(columns)) from error
