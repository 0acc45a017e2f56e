"""The tables of the knowledge base, one class each."""

import datetime as dt

from sqlalchemy import JSON, Date, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.database import Base


class PhoneRow(Base):
    __tablename__ = "phone"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    label: Mapped[str]


class ContactPointRow(Base):
    __tablename__ = "contact_point"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    email: Mapped[str]
    url: Mapped[str]
    phone: Mapped[str] = mapped_column(ForeignKey("phone.key"))


class FormRow(Base):
    __tablename__ = "form"
    number: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    title: Mapped[str]
    url: Mapped[str]


class PolicyRow(Base):
    __tablename__ = "policy"
    number: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int]
    title: Mapped[str | None]
    url: Mapped[str]


class RoleRow(Base):
    __tablename__ = "role"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    title: Mapped[str]
    plural: Mapped[str]


class PageRow(Base):
    __tablename__ = "page"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    title: Mapped[str]
    address: Mapped[str]
    verified: Mapped[dt.date] = mapped_column(Date)


class ProcedureRow(Base):
    """One procedure; what refers to a directory is a row of its own, plain text is JSON."""

    __tablename__ = "procedure"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str]
    summary: Mapped[str]
    approval: Mapped[str | None]
    steps: Mapped[list[str]] = mapped_column(JSON)
    lead_time: Mapped[str | None]
    cost: Mapped[str | None]
    conditions: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    applies_to: Mapped[str] = mapped_column(String(20))
    call_first: Mapped[bool]
    page: Mapped[str] = mapped_column(ForeignKey("page.key"))
    verified: Mapped[dt.date] = mapped_column(Date)

    requesters: Mapped[list["RequesterRow"]] = relationship(
        cascade="all, delete-orphan", order_by="RequesterRow.position", lazy="selectin"
    )
    items: Mapped[list["ItemRow"]] = relationship(
        cascade="all, delete-orphan", order_by="ItemRow.position", lazy="selectin"
    )
    forms: Mapped[list["FormUseRow"]] = relationship(
        cascade="all, delete-orphan", order_by="FormUseRow.position", lazy="selectin"
    )
    send_to: Mapped[list["SendToRow"]] = relationship(
        cascade="all, delete-orphan", order_by="SendToRow.position", lazy="selectin"
    )
    phones: Mapped[list["PhoneUseRow"]] = relationship(
        cascade="all, delete-orphan", order_by="PhoneUseRow.position", lazy="selectin"
    )
    policies: Mapped[list["PolicyUseRow"]] = relationship(
        cascade="all, delete-orphan", order_by="PolicyUseRow.position", lazy="selectin"
    )
    related: Mapped[list["RelatedRow"]] = relationship(
        cascade="all, delete-orphan",
        order_by="RelatedRow.position",
        foreign_keys="RelatedRow.procedure_id",
        lazy="selectin",
    )


class Part:
    """Key of a row that belongs to a procedure and keeps its place in a list."""

    procedure_id: Mapped[str] = mapped_column(
        ForeignKey("procedure.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)


class RequesterRow(Part, Base):
    __tablename__ = "procedure_requester"
    role: Mapped[str] = mapped_column(ForeignKey("role.key"))
    note: Mapped[str | None]


class ItemRow(Part, Base):
    __tablename__ = "procedure_item"
    key: Mapped[str] = mapped_column(String(64))
    label: Mapped[str]
    type: Mapped[str] = mapped_column(String(20))
    required: Mapped[bool]
    choices: Mapped[list[str]] = mapped_column(JSON)


class FormUseRow(Part, Base):
    __tablename__ = "procedure_form"
    number: Mapped[str] = mapped_column(ForeignKey("form.number"))
    use: Mapped[str | None]


class SendToRow(Part, Base):
    __tablename__ = "procedure_send_to"
    key: Mapped[str] = mapped_column(ForeignKey("contact_point.key"))


class PhoneUseRow(Part, Base):
    __tablename__ = "procedure_phone"
    key: Mapped[str] = mapped_column(ForeignKey("phone.key"))


class PolicyUseRow(Part, Base):
    __tablename__ = "procedure_policy"
    number: Mapped[str] = mapped_column(ForeignKey("policy.number"))


class RelatedRow(Part, Base):
    __tablename__ = "procedure_related"
    # Two procedures may name each other: the check waits for the end of the transaction.
    related_id: Mapped[str] = mapped_column(
        ForeignKey("procedure.id", deferrable=True, initially="DEFERRED")
    )


class RevisionRow(Base):
    """One successful load that changed something; its number tells readers that they are stale."""

    __tablename__ = "knowledge_revision"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    loaded_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    added: Mapped[list[str]] = mapped_column(JSON)
    changed: Mapped[list[str]] = mapped_column(JSON)
    removed: Mapped[list[str]] = mapped_column(JSON)
