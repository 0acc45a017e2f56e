"""Removes from the registry what names people for longer than it may."""

import datetime as dt

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from contacts.tables import (
    AuthorizationRow,
    CallbackRow,
    ImportRow,
    LookupRow,
    MemberRow,
    PersonRow,
    PersonVersionRow,
)


def forget_lookups(session: Session, before: dt.datetime) -> None:
    """The audit: who was shown which contacts, who was called back."""
    session.execute(delete(LookupRow).where(LookupRow.at < before))
    session.execute(delete(CallbackRow).where(CallbackRow.at < before))


def forget_members(session: Session, before: dt.datetime) -> None:
    """Which agency users said to work for, who have not come since."""
    session.execute(delete(MemberRow).where(MemberRow.at < before))


def forget_former_people(session: Session, before: dt.datetime) -> None:
    """What imports of before have ended, the people of whom nothing is left, and who imported."""
    ended = select(ImportRow.id).where(ImportRow.at < before)
    session.execute(delete(AuthorizationRow).where(AuthorizationRow.until.in_(ended)))
    session.execute(delete(PersonVersionRow).where(PersonVersionRow.until.in_(ended)))
    used = (
        exists().where(table.person_id == PersonRow.id)
        for table in (PersonVersionRow, AuthorizationRow, CallbackRow)
    )
    session.execute(delete(PersonRow).where(*(~of_person for of_person in used)))
    session.execute(
        update(ImportRow).where(ImportRow.at < before, ImportRow.by != "").values(by="")
    )
