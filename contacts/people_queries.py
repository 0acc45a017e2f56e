"""Ask the registry about people: everybody for the index, and what is recorded of some."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contacts.columns import CONTACT_ROLES
from contacts.people_index import IndexedPerson
from contacts.queries import ContactRecord, authorizations, in_force, record_of
from contacts.tables import AuthorizationRow, PersonVersionRow

READ_AT_ONCE = 5_000  # rows


def indexed_people(session: Session) -> Iterator[IndexedPerson]:
    """Everybody whom the registry has now, by name."""
    person = PersonVersionRow
    query = (
        select(person.person_id, person.name, person.email, person.phone)
        .where(in_force(person, None))
        .order_by(person.name_key, person.person_id)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    return (IndexedPerson(*row) for row in session.execute(query))


def records_of_people(session: Session, people: Collection[int]) -> list[ContactRecord]:
    """Authorizations in force of these people, those among them whose time is over, too."""
    query = authorizations(None).where(AuthorizationRow.person_id.in_(people))
    rows = [record_of(row) for row in session.execute(query)]
    return sorted(rows, key=lambda row: (row.contact.agency, CONTACT_ROLES.index(row.contact.role)))


def named(
    session: Session,
    name_keys: Sequence[str],
    emails: Sequence[str] = (),
    phones: Sequence[str] = (),
    *,
    on: dt.date,
) -> list[ContactRecord]:
    """Authorizations in force of the people with these names (`text_key`) or addresses."""
    if not (name_keys or emails or phones):
        return []
    person = PersonVersionRow
    extensions = [person.phone.startswith(f"{phone} ") for phone in phones]
    wanted = or_(
        person.name_key.in_(name_keys),
        person.email.in_(emails),
        person.phone.in_(phones),
        *extensions,
    )
    return [record_of(row) for row in session.execute(authorizations(on).where(wanted))]


def with_surname(session: Session, surnames: Sequence[str], *, on: dt.date) -> list[ContactRecord]:
    """Authorizations in force of the people with one of these last names (`text_key`), by name."""
    if not surnames:
        return []
    ends = or_(
        *(PersonVersionRow.name_key.endswith(f" {name}", autoescape=True) for name in surnames)
    )
    rows = [record_of(row) for row in session.execute(authorizations(on).where(ends))]
    return sorted(rows, key=lambda row: (row.contact.name, row.contact.agency))
