"""Changes of the contact registry that a test needs and no contact file makes."""

from sqlalchemy import select, update

from common.database import Database
from contacts.tables import AuthorizationRow, PersonRow


def end_authorization(store: Database, email: str) -> None:
    """The person is no contact any more."""
    with store.session() as session:
        people = select(PersonRow.id).where(PersonRow.key.contains(email))
        ended = session.execute(
            update(AuthorizationRow).where(AuthorizationRow.person_id.in_(people)).values(until=1)
        )
        assert ended.rowcount  # type: ignore[attr-defined]
