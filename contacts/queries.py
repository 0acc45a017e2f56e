"""Ask the registry: agencies, who is authorized, what is stale and what is missing."""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from contacts.columns import CONTACT_ROLES
from contacts.tables import (
    AgencyRow,
    AgencyVersionRow,
    AuthorizationRow,
    FactVersion,
    ImportRow,
    PersonVersionRow,
)
from faq_kb.contract import Contact
from faq_kb.model import Role

type Query = Select[*tuple[Any, ...]]


class Agency(NamedTuple):
    """An agency as the registry has it; `cabinet_id` where its cabinet is registered, too."""

    id: int
    name: str
    acronym: str = ""
    other_names: tuple[str, ...] = ()  # short, everyday and former names
    cabinet: str = ""
    cabinet_id: int | None = None
    consolidated: bool | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The official name, the acronym if there is one, the others."""
        return tuple(filter(None, (self.name, self.acronym, *self.other_names)))


class ContactRecord(NamedTuple):
    """A contact, and what else the registry has of why the person may act."""

    contact: Contact
    title: str
    valid_from: dt.date | None
    valid_until: dt.date | None
    verified: dt.date | None
    source: str
    covers_departments: bool
    person: int  # the number of the person, whatever he or she is called from import to import

    def is_valid(self, day: dt.date) -> bool:
        """Whether it is within its dates on a day."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


def newest_import(session: Session) -> int:
    """Number of the newest import, 0 before the first: what was read before it is stale."""
    return session.scalar(select(func.max(ImportRow.id))) or 0


def import_before(session: Session, moment: dt.datetime) -> int:
    """Number of the last import before a moment (in UTC), 0 if there was none."""
    return session.scalar(select(func.max(ImportRow.id)).where(ImportRow.at < moment)) or 0


def holds_sample(session: Session) -> bool:
    """Whether any authorization in force is sample data."""
    sample = exists().where(AuthorizationRow.since == ImportRow.id, ImportRow.sample)
    query = select(AuthorizationRow.id).where(AuthorizationRow.until.is_(None), sample).limit(1)
    return session.scalar(query) is not None


def agencies(session: Session, number: int | None = None) -> list[Agency]:
    """Every agency by name, now or as the import `number` left them."""
    cabinet = aliased(AgencyRow)
    query = (
        select(AgencyVersionRow, cabinet.id)
        .outerjoin(cabinet, cabinet.key == AgencyVersionRow.cabinet_key)
        .where(in_force(AgencyVersionRow, number))
        .order_by(AgencyVersionRow.name)
    )
    return [
        Agency(
            row.agency_id,
            row.name,
            row.acronym,
            tuple(filter(None, row.other_names.split(" | "))),
            row.cabinet,
            cabinet_id if cabinet_id != row.agency_id else None,
            {"yes": True, "no": False}.get(row.consolidated),
        )
        for row, cabinet_id in session.execute(query)
    ]


def contact_records(
    session: Session,
    agency: Agency | None = None,
    roles: Collection[Role] = CONTACT_ROLES,
    *,
    on: dt.date | None,
    number: int | None = None,
) -> list[ContactRecord]:
    """Who may act in the roles on a day, for the agency or for all of them.

    People of the agency's cabinet are among them where it is recorded that they cover its
    departments. `number` is an import of the past, None what is recorded now. Without a day,
    those whose time is over or has not begun are among them, too.
    """
    query = authorizations(on, number).where(
        AuthorizationRow.role.in_([role.value for role in roles])
    )
    if agency:
        own = AuthorizationRow.agency_id == agency.id
        cabinet = and_(
            AuthorizationRow.agency_id == agency.cabinet_id, AuthorizationRow.covers_departments
        )
        query = query.where(or_(own, cabinet) if agency.cabinet_id else own)
    rows = [record_of(row) for row in session.execute(query)]
    here = agency.name if agency else ""

    def order(row: ContactRecord) -> tuple[bool, str, int, str]:
        """The agency's own people before its cabinet's."""
        contact = row.contact
        role = CONTACT_ROLES.index(contact.role)
        return contact.agency != here, contact.agency, role, contact.name

    return sorted(rows, key=order)


def stale(session: Session, *, before: dt.date, on: dt.date) -> list[ContactRecord]:
    """Authorizations in force that were last verified before a day, or never; oldest first."""
    verified = AuthorizationRow.verified
    query = authorizations(on).where(or_(verified.is_(None), verified < before))
    rows = [record_of(row) for row in session.execute(query)]

    def order(row: ContactRecord) -> tuple[dt.date, str, str]:
        return row.verified or dt.date.min, row.contact.agency, row.contact.name

    return sorted(rows, key=order)


def gaps(session: Session, *, on: dt.date) -> list[tuple[Agency, list[Role]]]:
    """Agencies without anybody in a role on a day, with those roles."""
    query = (
        select(
            AuthorizationRow.agency_id, AuthorizationRow.role, AuthorizationRow.covers_departments
        )
        .where(in_force(AuthorizationRow, None), _valid(on))
        .distinct()
    )
    held = set(map(tuple, session.execute(query)))
    found = []
    for agency in agencies(session):
        missing = [
            role
            for role in CONTACT_ROLES
            if held.isdisjoint(
                [
                    (agency.id, role, True),
                    (agency.id, role, False),
                    (agency.cabinet_id, role, True),  # covers the cabinet's departments
                ]
            )
        ]
        if missing:
            found.append((agency, missing))
    return found


def imports(session: Session) -> list[ImportRow]:
    """Every import, newest first."""
    return list(session.scalars(select(ImportRow).order_by(ImportRow.id.desc())))


def in_force(table: type[FactVersion], number: int | None) -> ColumnElement[bool]:
    """Rows that are recorded now, or were after the import `number`."""
    if number is None:
        return table.until.is_(None)
    if not number:
        return false()
    return and_(table.since <= number, or_(table.until.is_(None), table.until > number))


def _valid(on: dt.date | None) -> ColumnElement[bool]:
    if on is None:
        return true()
    begin, end = AuthorizationRow.valid_from, AuthorizationRow.valid_until
    return and_(or_(begin.is_(None), begin <= on), or_(end.is_(None), end >= on))


def authorizations(on: dt.date | None, number: int | None = None) -> Query:
    """Columns of authorizations in force, for `record_of`; without a day whatever their dates."""
    # Columns, not records: a look-up stands in the way of every answer.
    return (
        select(*_COLUMNS)
        .select_from(AuthorizationRow)
        .join(AgencyVersionRow, AgencyVersionRow.agency_id == AuthorizationRow.agency_id)
        .join(PersonVersionRow, PersonVersionRow.person_id == AuthorizationRow.person_id)
        .where(
            in_force(AuthorizationRow, number),
            in_force(AgencyVersionRow, number),
            in_force(PersonVersionRow, number),
            _valid(on),
        )
    )


_COLUMNS = (
    AgencyVersionRow.name,
    AuthorizationRow.role,
    PersonVersionRow.name,
    PersonVersionRow.email,
    PersonVersionRow.phone,
    PersonVersionRow.title,
    AuthorizationRow.valid_from,
    AuthorizationRow.valid_until,
    AuthorizationRow.verified,
    AuthorizationRow.source,
    AuthorizationRow.covers_departments,
    AuthorizationRow.person_id,
)


def record_of(row: Any) -> ContactRecord:
    """The record of a row of `authorizations`."""
    agency, role, name, email, phone, *rest = row
    contact = Contact(
        name=name, role=Role(role), agency=agency, email=email or None, phone=phone or None
    )
    return ContactRecord(contact, *rest)
