"""Faults that only the whole listing shows: rows that contradict or repeat each other."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from contacts.columns import columns
from contacts.differences import first_rows
from contacts.listing.faults import RowFault
from contacts.tables import ListingRow

SHOWN = 1_000
AGENCY = {
    "agency": "agency",
    "acronym": "acronym",
    "other_names": "other_names",
    "cabinet": "cabinet",
    "consolidated": "consolidated",
}
PERSON = {"name": "name", "phone": "phone", "title": "title"}


def fill_first_rows(session: Session) -> None:
    """Give the first row of an agency or person what only later rows say of it.

    What the registry keeps of an agency or a person is read from that row.
    """
    for key, fields in (("agency_key", (*AGENCY, "cabinet_key")), ("person_key", PERSON)):
        for name in fields:
            other = aliased(ListingRow)
            said = (
                select(func.max(getattr(other, name)))
                .where(getattr(other, key) == getattr(ListingRow, key))
                .scalar_subquery()
            )
            session.execute(
                update(ListingRow)
                .where(first_rows(getattr(ListingRow, key)), getattr(ListingRow, name) == "")
                .values({name: said})
                .execution_options(synchronize_session=False)
            )


def left_out_repetitions(session: Session) -> list[RowFault]:
    """Remove rows that say exactly what an earlier one says; the first of them are told."""
    names = [c.name for c in ListingRow.__table__.columns if c.name not in ("id", "line")]
    firsts = select(func.min(ListingRow.id)).group_by(*(getattr(ListingRow, n) for n in names))
    repeated = ListingRow.id.not_in(firsts)
    query = select(ListingRow.line, ListingRow.agency).where(repeated).order_by(ListingRow.line)
    told = [
        RowFault(line, "", agency, "is left out: it repeats an earlier row")
        for line, agency in session.execute(query.limit(SHOWN))
    ]
    session.execute(delete(ListingRow).where(repeated))
    return told


def listing_faults(session: Session) -> Iterator[RowFault]:
    """Every row that repeats another, contradicts it, or takes another agency's acronym."""
    yield from _repeated(session)
    yield from _contradictions(session, ListingRow.agency_key, AGENCY, "agency")
    yield from _contradictions(session, ListingRow.person_key, PERSON, "person")
    yield from _shared_acronyms(session)


def _repeated(session: Session) -> Iterator[RowFault]:
    first = aliased(ListingRow)
    keys = ("agency_key", "role", "person_key")
    groups = (
        select(func.min(ListingRow.id).label("id"), *(getattr(ListingRow, key) for key in keys))
        .where(ListingRow.person_key.is_not(None))
        .group_by(*(getattr(ListingRow, key) for key in keys))
        .having(func.count() > 1)
        .subquery()
    )
    query = (
        select(ListingRow.line, ListingRow.name, first.line)
        .join(groups, _equal(groups.c, keys))
        .join(first, first.id == groups.c.id)
        .where(ListingRow.id != groups.c.id)
        .order_by(ListingRow.line)
        .limit(SHOWN)
    )
    for line, name, earlier in session.execute(query):
        message = f"stands in row {earlier} for the same agency and role: remove one of the rows"
        yield RowFault(line, columns()["name"].title, name, message)


def _contradictions(
    session: Session, key: Any, fields: dict[str, str], what: str
) -> Iterator[RowFault]:
    first = aliased(ListingRow)
    firsts = (
        select(func.min(ListingRow.id).label("id"), key.label("key"))
        .where(key.is_not(None))
        .group_by(key)
        .subquery()
    )
    query = (
        select(ListingRow, first)
        .join(firsts, firsts.c.key == key)
        .join(first, first.id == firsts.c.id)
        .where(or_(*(_differ(getattr(ListingRow, name), getattr(first, name)) for name in fields)))
        .order_by(ListingRow.line)
        .limit(SHOWN)
    )
    for row, earlier in session.execute(query):
        for name, column in fields.items():
            value, before = getattr(row, name), getattr(earlier, name)
            if value and value != before:
                message = (
                    f"differs from {before!r} in row {earlier.line} for the same {what}: "
                    "make the rows agree"
                )
                yield RowFault(row.line, columns()[column].title, value, message)


def _shared_acronyms(session: Session) -> Iterator[RowFault]:
    first = aliased(ListingRow)
    acronym = func.upper(ListingRow.acronym)
    shared = (
        select(func.min(ListingRow.id).label("id"), acronym.label("acronym"))
        .where(ListingRow.acronym != "")
        .group_by(acronym)
        .having(func.count(ListingRow.agency_key.distinct()) > 1)
        .subquery()
    )
    query = (
        select(func.min(ListingRow.line), ListingRow.acronym, first.agency)
        .join(shared, shared.c.acronym == acronym)
        .join(first, first.id == shared.c.id)
        .where(ListingRow.agency_key != first.agency_key)
        .group_by(ListingRow.acronym, ListingRow.agency_key, first.agency)
        .limit(SHOWN)
    )
    for line, value, agency in session.execute(query):
        message = f"is also the acronym of {agency!r}: leave one of them empty or correct it"
        yield RowFault(line, columns()["acronym"].title, value, message)


def _differ(value: Any, before: Any) -> Any:
    """An empty cell says nothing."""
    return and_(value != "", value != before)


def _equal(group: Any, keys: tuple[str, ...]) -> Any:
    condition = getattr(ListingRow, keys[0]) == getattr(group, keys[0])
    for key in keys[1:]:
        condition &= getattr(ListingRow, key) == getattr(group, key)
    return condition
