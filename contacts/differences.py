"""What an import would add, change and end: the staged listing against what is current (SQL)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from contacts.queries import Query
from contacts.tables import (
    AgencyRow,
    AgencyVersionRow,
    AuthorizationRow,
    ImportRow,
    ListingRow,
    PersonRow,
    PersonVersionRow,
)

AGENCY_FIELDS = ("name", "acronym", "other_names", "cabinet", "consolidated")
PERSON_FIELDS = ("name", "email", "phone", "title")
AUTHORIZATION_FIELDS = ("covers", "valid_from", "valid_until", "verified", "source")
# The listing calls an agency's name `agency`: `name` is the person's there.
LISTED_AS = {"name": "agency"}
SHOWN = 500


@dataclass(frozen=True)
class Change:
    """One change of the registry; `detail` says from what to what."""

    action: str
    fact: str
    agency: str
    role: str
    person: str
    detail: str = ""


def first_rows(key: Any) -> ColumnElement[bool]:
    """The first row of the listing for each agency or person (`key`)."""
    firsts = select(func.min(ListingRow.id)).where(key.is_not(None)).group_by(key)
    return ListingRow.id.in_(firsts)


def agency_differs() -> ColumnElement[bool]:
    """Whether the current version says other things of the agency than the listing."""
    return or_(
        *(
            getattr(AgencyVersionRow, field) != getattr(ListingRow, LISTED_AS.get(field, field))
            for field in AGENCY_FIELDS
        )
    )


def person_differs() -> ColumnElement[bool]:
    """Whether the current version says other things of the person than the listing."""
    return or_(
        *(getattr(PersonVersionRow, field) != getattr(ListingRow, field) for field in PERSON_FIELDS)
    )


def authorization_differs() -> ColumnElement[bool]:
    """Whether the current authorization has other dates, scope or source than the listing."""
    return or_(
        *(
            getattr(AuthorizationRow, field).is_distinct_from(getattr(ListingRow, field))
            for field in AUTHORIZATION_FIELDS
        )
    )


def same_authorization() -> ColumnElement[bool]:
    """A current authorization is the one of the listing's row."""
    return and_(
        AuthorizationRow.agency_id == AgencyRow.id,
        AuthorizationRow.person_id == PersonRow.id,
        AuthorizationRow.role == ListingRow.role,
        AuthorizationRow.until.is_(None),
    )


def ended_authorizations(*, partial: bool) -> Query:
    """Ids of the current authorizations that the listing ends by not naming them.

    A partial listing speaks for the agencies that it names; the sample ends with any real one.
    """
    agency, person = aliased(AgencyRow), aliased(PersonRow)
    listed = exists().where(
        ListingRow.agency_key == agency.key,
        ListingRow.person_key == person.key,
        ListingRow.role == AuthorizationRow.role,
    )
    query = (
        select(AuthorizationRow.id)
        .join(agency, agency.id == AuthorizationRow.agency_id)
        .join(person, person.id == AuthorizationRow.person_id)
        .where(AuthorizationRow.until.is_(None), ~listed)
    )
    if partial:
        sample = select(ImportRow.id).where(ImportRow.sample)
        named = exists().where(ListingRow.agency_key == agency.key)
        query = query.where(or_(named, AuthorizationRow.since.in_(sample)))
    return query


def ended_agencies() -> Query:
    """Ids of the current agency versions that a whole listing does not name."""
    listed = exists().where(ListingRow.agency_key == AgencyRow.key)
    return (
        select(AgencyVersionRow.id)
        .join(AgencyRow, AgencyRow.id == AgencyVersionRow.agency_id)
        .where(AgencyVersionRow.until.is_(None), ~listed)
    )


def new_agencies(session: Session) -> list[tuple[int, str]]:
    """Agencies of the listing that the registry does not have, with the row that names each."""
    known = (
        exists()
        .where(AgencyRow.key == ListingRow.agency_key)
        .where(AgencyVersionRow.agency_id == AgencyRow.id, AgencyVersionRow.until.is_(None))
    )
    query = select(ListingRow.line, ListingRow.agency).where(
        first_rows(ListingRow.agency_key), ~known
    )
    return [(line, name) for line, name in session.execute(query.order_by(ListingRow.line))]


def ended_counts(session: Session, *, partial: bool) -> tuple[int, int, int]:
    """How many authorizations end and how many there are, without the sample's; its endings."""
    ended = ended_authorizations(partial=partial)
    sample = AuthorizationRow.since.in_(select(ImportRow.id).where(ImportRow.sample))
    current = select(func.count(AuthorizationRow.id)).where(AuthorizationRow.until.is_(None))
    ending = current.where(AuthorizationRow.id.in_(ended))
    return (
        session.scalar(ending.where(~sample)) or 0,
        session.scalar(current.where(~sample)) or 0,
        session.scalar(ending.where(sample)) or 0,
    )


def changes(session: Session, *, partial: bool) -> Iterator[tuple[Query, str, str]]:
    """A query for each kind of change: its rows, the action and the fact."""
    none = literal("")
    current_agency = and_(
        AgencyVersionRow.agency_id == AgencyRow.id, AgencyVersionRow.until.is_(None)
    )
    current_person = and_(
        PersonVersionRow.person_id == PersonRow.id, PersonVersionRow.until.is_(None)
    )
    known_agency = select(ListingRow.agency, none, none).outerjoin(
        AgencyRow, AgencyRow.key == ListingRow.agency_key
    )
    known_agency = known_agency.outerjoin(AgencyVersionRow, current_agency).where(
        first_rows(ListingRow.agency_key)
    )
    yield known_agency.where(AgencyVersionRow.id.is_(None)), "added", "agency"
    yield (
        known_agency.where(agency_differs()).add_columns(
            *_pairs(AgencyVersionRow, AGENCY_FIELDS, LISTED_AS)
        ),
        "changed",
        "agency",
    )
    known_person = (
        select(ListingRow.agency, none, ListingRow.name)
        .join(PersonRow, PersonRow.key == ListingRow.person_key)
        .join(PersonVersionRow, current_person)
        .where(first_rows(ListingRow.person_key), person_differs())
    )
    yield (
        known_person.add_columns(*_pairs(PersonVersionRow, PERSON_FIELDS, {})),
        "changed",
        "person",
    )
    listed = (
        select(ListingRow.agency, ListingRow.role, ListingRow.name)
        .where(ListingRow.person_key.is_not(None))
        .outerjoin(AgencyRow, AgencyRow.key == ListingRow.agency_key)
        .outerjoin(PersonRow, PersonRow.key == ListingRow.person_key)
        .outerjoin(AuthorizationRow, same_authorization())
    )
    yield listed.where(AuthorizationRow.id.is_(None)), "added", "authorization"
    yield (
        listed.where(AuthorizationRow.id.is_not(None), authorization_differs()).add_columns(
            *_pairs(AuthorizationRow, AUTHORIZATION_FIELDS, {})
        ),
        "changed",
        "authorization",
    )
    ended = (
        select(AgencyVersionRow.name, AuthorizationRow.role, PersonVersionRow.name)
        .select_from(AuthorizationRow)
        .join(AgencyRow, AgencyRow.id == AuthorizationRow.agency_id)
        .join(PersonRow, PersonRow.id == AuthorizationRow.person_id)
        .join(AgencyVersionRow, current_agency)
        .join(PersonVersionRow, current_person)
        .where(AuthorizationRow.id.in_(ended_authorizations(partial=partial)))
    )
    yield ended, "ended", "authorization"
    if not partial:
        gone = select(AgencyVersionRow.name, none, none).where(
            AgencyVersionRow.id.in_(ended_agencies())
        )
        yield gone, "ended", "agency"


def described(row: Any, action: str, fact: str, fields: tuple[str, ...]) -> Change:
    """A row of such a query in words."""
    agency, role, person, *pairs = row
    parts = [
        f"{field}: {before or 'none'} → {after or 'none'}"
        for field, before, after in zip(fields, pairs[::2], pairs[1::2], strict=False)
        if before != after
    ]
    return Change(action, fact, agency, role, person, "; ".join(parts))


def fields_of(fact: str) -> tuple[str, ...]:
    """The fields whose change is told."""
    known = {"agency": AGENCY_FIELDS, "person": PERSON_FIELDS}
    return known.get(fact, AUTHORIZATION_FIELDS)


def _pairs(table: Any, fields: tuple[str, ...], listed_as: dict[str, str]) -> list[Any]:
    return [
        column
        for field in fields
        for column in (
            getattr(table, field),
            getattr(ListingRow, listed_as.get(field, field)),
        )
    ]
