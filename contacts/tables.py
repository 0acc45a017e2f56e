"""The tables of the contact registry: every fact with the imports that began and ended it."""

import datetime as dt

from sqlalchemy import Date, DateTime, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from common.database import Base


class ImportRow(Base):
    """One import: who brought which file when, and what it did."""

    __tablename__ = "registry_import"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), index=True)
    by: Mapped[str] = mapped_column(String(200))
    file: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    sample: Mapped[bool]
    partial: Mapped[bool]
    added: Mapped[int]
    changed: Mapped[int]
    ended: Mapped[int]


class FactVersion:
    """A fact that one import began (`since`) and another may have ended (`until`)."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    since: Mapped[int] = mapped_column(ForeignKey("registry_import.id"))
    until: Mapped[int | None] = mapped_column(ForeignKey("registry_import.id"))


class AgencyRow(Base):
    """An agency, whatever it is called from one contact file to the next."""

    __tablename__ = "agency"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)


class AgencyVersionRow(FactVersion, Base):
    """What an import says of an agency."""

    __tablename__ = "agency_version"
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    acronym: Mapped[str] = mapped_column(String(20))
    other_names: Mapped[str]
    cabinet: Mapped[str] = mapped_column(String(200))
    cabinet_key: Mapped[str] = mapped_column(String(200))
    consolidated: Mapped[str] = mapped_column(String(3))


class PersonRow(Base):
    """A person, known by the e-mail address, or by the name where there is none."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(254), unique=True)


class PersonVersionRow(FactVersion, Base):
    """What an import says of a person."""

    __tablename__ = "person_version"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))


class AuthorizationRow(FactVersion, Base):
    """A person may act for an agency in a role, within dates."""

    __tablename__ = "authorization"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    # Not a foreign key: a load of the knowledge base replaces the rows of `role`.
    role: Mapped[str] = mapped_column(String(64))
    covers_departments: Mapped[bool]
    valid_from: Mapped[dt.date | None] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date)
    verified: Mapped[dt.date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300))

    __table_args__ = (
        Index("ix_authorization_agency_role", "agency_id", "role"),
        # Two imports at once cannot both add the same authorization.
        Index(
            "uq_authorization_current",
            "agency_id",
            "role",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )


class LookupRow(Base):
    """Audit: somebody was shown people, or the roles instead of them. No message text."""

    __tablename__ = "contact_lookup"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), index=True)
    user: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(40))
    # None: a person was looked up for no one agency, or a search has shown people of any.
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    roles: Mapped[str]
    shown: Mapped[int]


class MemberRow(Base):
    """The agency that a signed-in user said to work for."""

    __tablename__ = "agency_member"
    user: Mapped[str] = mapped_column(String(200), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class CallbackRow(Base):
    """An agent called a person back at the number on record. No text of anybody."""

    __tablename__ = "contact_callback"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), index=True)
    agent: Mapped[str] = mapped_column(String(255))
    agent_name: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The procedure that it was for; empty for none.
    entry: Mapped[str] = mapped_column(String(64))
