"""One person of the registry by their number, as the newest import has them."""

from dataclasses import dataclass

from sqlalchemy import select

from common.database import Database
from contacts.queries import in_force
from contacts.tables import AgencyVersionRow, AuthorizationRow, PersonVersionRow


@dataclass(frozen=True)
class ListedPerson:
    """A person with the agencies that they are listed for."""

    number: int
    name: str
    email: str
    phone: str
    agencies: tuple[str, ...]


def listed_person(database: Database, number: int) -> ListedPerson | None:
    """The person; None for one who is not listed, or not any more. Raises StoreError."""
    agencies = (
        select(AgencyVersionRow.name)
        .join(AuthorizationRow, AuthorizationRow.agency_id == AgencyVersionRow.agency_id)
        .where(
            AuthorizationRow.person_id == number,
            in_force(AuthorizationRow, None),
            in_force(AgencyVersionRow, None),
        )
        .distinct()
        .order_by(AgencyVersionRow.name)
    )
    person = select(PersonVersionRow).where(
        PersonVersionRow.person_id == number, in_force(PersonVersionRow, None)
    )
    with database.session() as session:
        found = session.scalar(person)
        names = tuple(session.scalars(agencies))
        if found is None or not names:
            return None
        return ListedPerson(number, found.name, found.email, found.phone, names)
