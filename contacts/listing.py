"""Who is listed as what, and by which import of which contact file: what a caller is checked by."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from common.clock import Clock
from common.database import Database
from contacts.columns import CONTACT_ROLES
from contacts.queries import Agency, in_force
from contacts.tables import AgencyVersionRow, AuthorizationRow, ImportRow, PersonVersionRow
from faq_kb.model import Role


class ListedAuthorization(NamedTuple):
    """What the registry says now of a person, a role and an agency, whatever its dates."""

    person: int
    agency_id: int
    agency: str
    role: Role
    valid_from: dt.date | None
    valid_until: dt.date | None
    verified: dt.date | None
    source: str
    covers_departments: bool
    imported_at: dt.datetime
    file: str

    def is_valid(self, day: dt.date) -> bool:
        """Whether it has begun and is not over."""
        return not self.is_over(day) and not self.is_to_come(day)

    def is_over(self, day: dt.date) -> bool:
        """Whether it ended before the day."""
        return self.valid_until is not None and self.valid_until < day

    def is_to_come(self, day: dt.date) -> bool:
        """Whether it begins after the day."""
        return self.valid_from is not None and self.valid_from > day

    def is_for(self, agency: Agency) -> bool:
        """Whether it is for the agency, or for the departments of its cabinet."""
        of_cabinet = agency.cabinet_id is not None and self.agency_id == agency.cabinet_id
        return self.agency_id == agency.id or (of_cabinet and self.covers_departments)


@dataclass(frozen=True)
class ListedPerson:
    """A person of the registry with every authorization that is recorded now."""

    id: int
    name: str
    email: str
    phone: str
    title: str
    recorded: tuple[ListedAuthorization, ...]

    def valid_on(self, day: dt.date) -> tuple[ListedAuthorization, ...]:
        """What counts on the day."""
        return tuple(one for one in self.recorded if one.is_valid(day))


class ListedPeople:
    """Raises StoreError whenever the database cannot be used."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def today(self) -> dt.date:
        """The day on which an authorization counts or not."""
        return self._clock.today()

    def day_of(self, moment: dt.datetime) -> dt.date:
        """The agencies' day of a stored moment."""
        return self._clock.local(moment).date()

    def people(self, ids: Collection[int]) -> list[ListedPerson]:
        """The people with these numbers, in the order of the numbers; who is gone is left out."""
        if not ids:
            return []
        person = PersonVersionRow
        query = select(person.person_id, person.name, person.email, person.phone, person.title)
        query = query.where(in_force(person, None), person.person_id.in_(ids))
        with self._database.session() as session:
            rows = session.execute(query).all()
            recorded = _recorded(session, AuthorizationRow.person_id.in_(ids))
        order = {number: place for place, number in enumerate(ids)}
        found = (_person(row, recorded) for row in rows)
        return sorted(found, key=lambda person: order[person.id])

    def person(self, number: int) -> ListedPerson | None:
        """The person with the number, if the registry still has one."""
        return next(iter(self.people([number])), None)

    def at(self, agency: Agency, roles: Collection[Role] = CONTACT_ROLES) -> list[ListedPerson]:
        """Who may act for the agency in the roles today; each with what counts there alone.

        By role, the agency's own people before those of its cabinet.
        """
        own = AuthorizationRow.agency_id == agency.id
        cabinet = and_(
            AuthorizationRow.agency_id == agency.cabinet_id, AuthorizationRow.covers_departments
        )
        at_agency = or_(own, cabinet) if agency.cabinet_id is not None else own
        wanted = AuthorizationRow.role.in_([role.value for role in roles])
        today = self.today()
        with self._database.session() as session:
            found = _recorded(session, and_(at_agency, wanted))
        counting = [one for one in found if one.is_valid(today)]
        counting.sort(key=lambda one: (CONTACT_ROLES.index(one.role), one.agency_id != agency.id))
        ids = list(dict.fromkeys(one.person for one in counting))
        return [
            ListedPerson(
                person.id,
                person.name,
                person.email,
                person.phone,
                person.title,
                tuple(one for one in counting if one.person == person.id),
            )
            for person in self.people(ids)
        ]


def _recorded(session: Session, condition: ColumnElement[bool]) -> list[ListedAuthorization]:
    row = AuthorizationRow
    query = (
        select(
            row.person_id,
            row.agency_id,
            AgencyVersionRow.name,
            row.role,
            row.valid_from,
            row.valid_until,
            row.verified,
            row.source,
            row.covers_departments,
            ImportRow.at,
            ImportRow.file,
        )
        .join(AgencyVersionRow, AgencyVersionRow.agency_id == row.agency_id)
        .join(ImportRow, ImportRow.id == row.since)
        .where(in_force(row, None), in_force(AgencyVersionRow, None), condition)
    )
    found = []
    for person, agency_id, agency, role, *rest in session.execute(query):
        found.append(ListedAuthorization(person, agency_id, agency, Role(role), *rest))
    found.sort(key=lambda one: (one.agency, CONTACT_ROLES.index(one.role), one.person))
    return found


def _person(row: Any, recorded: Sequence[ListedAuthorization]) -> ListedPerson:
    number, name, email, phone, title = row
    own = tuple(one for one in recorded if one.person == number)
    return ListedPerson(number, name, email, phone, title, own)
