"""Changes of the contact registry that a test needs and no contact file makes."""

from sqlalchemy import select, update

from faq_kb.registry.tables import AuthorisationRow, PersonRow
from faq_kb.store import Database


def end_authorization(store: Database, email: str) -> None:
    """The person is listed no more."""
    with store.session() as session:
        people = select(PersonRow.id).where(PersonRow.key.contains(email))
        ended = session.execute(
            update(AuthorisationRow).where(AuthorisationRow.person_id.in_(people)).values(until=1)
        )
        assert ended.rowcount  # type: ignore[attr-defined]
