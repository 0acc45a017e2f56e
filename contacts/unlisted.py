"""What a listing has no column for stays as the registry knows it (SQL)."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contacts.differences import same_authorization
from contacts.tables import (
    AgencyRow,
    AgencyVersionRow,
    AuthorizationRow,
    ListingRow,
    PersonRow,
    PersonVersionRow,
)

AGENCY = ("acronym", "other_names", "cabinet", "consolidated")
PERSON = ("phone", "title")
AUTHORIZATION = ("covers", "valid_from", "valid_until", "verified")


def keep_unlisted(session: Session, absent: Collection[str]) -> None:
    """Give the staged rows what is known already in the columns that the file does not have."""
    if "email" in absent:
        _find_people_by_name(session)
    known_agency = (
        select(AgencyVersionRow)
        .join(AgencyRow, AgencyRow.id == AgencyVersionRow.agency_id)
        .where(AgencyRow.key == ListingRow.agency_key, AgencyVersionRow.until.is_(None))
    )
    for name in AGENCY:
        if name in absent:
            _fill(session, known_agency, AgencyVersionRow, name)
    if "cabinet" in absent:
        _fill(session, known_agency, AgencyVersionRow, "cabinet_key")
    known_person = (
        select(PersonVersionRow)
        .join(PersonRow, PersonRow.id == PersonVersionRow.person_id)
        .where(PersonRow.key == ListingRow.person_key, PersonVersionRow.until.is_(None))
    )
    for name in (*PERSON, "email"):
        if name in absent:
            _fill(session, known_person, PersonVersionRow, name)
    known_authorization = (
        select(AuthorizationRow)
        .join(AgencyRow, AgencyRow.id == AuthorizationRow.agency_id)
        .join(PersonRow, PersonRow.id == AuthorizationRow.person_id)
        .where(
            AgencyRow.key == ListingRow.agency_key,
            PersonRow.key == ListingRow.person_key,
            same_authorization(),
        )
    )
    for name in AUTHORIZATION:
        if name in absent:
            _fill(session, known_authorization, AuthorizationRow, name)


def _fill(session: Session, known: Any, table: Any, name: str) -> None:
    value = known.with_only_columns(getattr(table, name)).correlate(ListingRow).scalar_subquery()
    column = getattr(ListingRow, name)
    _update(session, {name: func.coalesce(value, column)})


def _find_people_by_name(session: Session) -> None:
    """Without addresses a person is who has that name now, if only one has."""
    key = (
        select(func.min(PersonRow.key))
        .join(PersonVersionRow, PersonVersionRow.person_id == PersonRow.id)
        .where(PersonVersionRow.name_key == ListingRow.name_key, PersonVersionRow.until.is_(None))
        .having(func.count() == 1)
        .correlate(ListingRow)
        .scalar_subquery()
    )
    _update(
        session,
        {"person_key": func.coalesce(key, ListingRow.person_key)},
        ListingRow.person_key.is_not(None),
    )


def _update(session: Session, values: dict[str, Any], *conditions: Any) -> None:
    session.execute(
        update(ListingRow)
        .where(*conditions)
        .values(values)
        .execution_options(synchronize_session=False)
    )
