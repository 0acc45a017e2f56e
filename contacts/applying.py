"""Apply a staged listing: end what is no longer so, begin what is not yet there (SQL)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, insert, literal, select, text, update
from sqlalchemy.orm import Session

from contacts import differences
from contacts.tables import (
    AgencyRow,
    AgencyVersionRow,
    AuthorizationRow,
    ListingRow,
    PersonRow,
    PersonVersionRow,
)


def apply(session: Session, number: int, *, partial: bool) -> None:
    """Make the registry say what the listing says, in the name of the import `number`."""
    for statement in (
        *_identities(),
        *_ends(number, partial=partial),
        *(beginning.statement(number) for beginning in _BEGINNINGS),
        _end(PersonVersionRow, _people_without_authorization(), number),
    ):
        session.execute(statement)


def plan_for_many_rows(session: Session) -> None:
    """Until the end of the transaction, let PostgreSQL join whole tables by hashing.

    It plans an insertion as if the table stayed as empty as it is: by reading it again for each
    row, which takes the square of the listing's length.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_nestloop = off"))
        session.execute(text("SET LOCAL work_mem = '64MB'"))
        session.execute(text(f"ANALYZE {ListingRow.__tablename__}"))


def _people_without_authorization() -> Any:
    held = exists().where(
        AuthorizationRow.person_id == PersonVersionRow.person_id, AuthorizationRow.until.is_(None)
    )
    return select(PersonVersionRow.id).where(PersonVersionRow.until.is_(None), ~held)


def _identities() -> Iterator[Any]:
    for table, key in ((AgencyRow, ListingRow.agency_key), (PersonRow, ListingRow.person_key)):
        new = select(key).where(key.is_not(None), ~exists().where(table.key == key)).distinct()
        yield insert(table).from_select(["key"], new)


def _ends(number: int, *, partial: bool) -> Iterator[Any]:
    yield _end(AuthorizationRow, differences.ended_authorizations(partial=partial), number)
    changed = (
        select(AuthorizationRow.id)
        .join(AgencyRow, AgencyRow.id == AuthorizationRow.agency_id)
        .join(PersonRow, PersonRow.id == AuthorizationRow.person_id)
        .join(
            ListingRow,
            (ListingRow.agency_key == AgencyRow.key)
            & (ListingRow.person_key == PersonRow.key)
            & (ListingRow.role == AuthorizationRow.role),
        )
        .where(AuthorizationRow.until.is_(None), differences.authorization_differs())
    )
    yield _end(AuthorizationRow, changed, number)
    if not partial:
        yield _end(AgencyVersionRow, differences.ended_agencies(), number)
    agencies = (
        select(AgencyVersionRow.id)
        .join(AgencyRow, AgencyRow.id == AgencyVersionRow.agency_id)
        .join(ListingRow, ListingRow.agency_key == AgencyRow.key)
        .where(
            AgencyVersionRow.until.is_(None),
            differences.first_rows(ListingRow.agency_key),
            differences.agency_differs(),
        )
    )
    yield _end(AgencyVersionRow, agencies, number)
    people = (
        select(PersonVersionRow.id)
        .join(PersonRow, PersonRow.id == PersonVersionRow.person_id)
        .join(ListingRow, ListingRow.person_key == PersonRow.key)
        .where(
            PersonVersionRow.until.is_(None),
            differences.first_rows(ListingRow.person_key),
            differences.person_differs(),
        )
    )
    yield _end(PersonVersionRow, people, number)


def _end(table: Any, ids: Any, number: int) -> Any:
    return update(table).where(table.id.in_(ids)).values(until=number)


@dataclass(frozen=True)
class _Beginning:
    """What to insert: columns of the listing, for what has no current row in the table yet."""

    table: Any
    owners: tuple[str, ...]
    columns: tuple[str, ...]
    # Where the listing calls a column otherwise.
    listed_as: dict[str, str]
    same: Any
    # One row of the listing for each of these, all rows without it.
    first_of: Any

    def statement(self, number: int) -> Any:
        identities: dict[str, Any] = {"agency_id": AgencyRow, "person_id": PersonRow}
        keys = {"agency_id": ListingRow.agency_key, "person_id": ListingRow.person_key}
        query = select(
            *(identities[owner].id for owner in self.owners),
            *(getattr(ListingRow, self.listed_as.get(name, name)) for name in self.columns),
            literal(number),
        ).select_from(ListingRow)
        for owner in self.owners:
            query = query.join(identities[owner], identities[owner].key == keys[owner])
        query = query.where(~exists().where(self.same, self.table.until.is_(None)))
        if self.first_of is not None:
            query = query.where(differences.first_rows(self.first_of))
        return insert(self.table).from_select([*self.owners, *self.columns, "since"], query)


_BEGINNINGS = (
    _Beginning(
        AgencyVersionRow,
        ("agency_id",),
        (*differences.AGENCY_FIELDS, "cabinet_key"),
        differences.LISTED_AS,
        AgencyVersionRow.agency_id == AgencyRow.id,
        ListingRow.agency_key,
    ),
    _Beginning(
        PersonVersionRow,
        ("person_id",),
        (*differences.PERSON_FIELDS, "name_key"),
        {},
        PersonVersionRow.person_id == PersonRow.id,
        ListingRow.person_key,
    ),
    _Beginning(
        AuthorizationRow,
        ("agency_id", "person_id"),
        ("role", *differences.AUTHORIZATION_FIELDS),
        {},
        differences.same_authorization(),
        None,
    ),
)
