"""The tables of the knowledge base: publications, and the version of each record they made."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, String, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.database import Base, UtcDateTime
from faq_kb.store.document_upgrade import upgraded

Document = dict[str, Any]


class StoredDocument(TypeDecorator[Document]):
    """A record as JSON. What an earlier version of the program stored is read as of today."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Document | None:
        """The document in today's form; None where the record was removed."""
        document: Document | None = value and upgraded(value)
        return document


class PublicationRow(Base):
    """A load or restore that changed something; the newest number tells readers to read anew."""

    __tablename__ = "knowledge_publication"
    # Not given out by the database: of two writers at once only one gets the next number.
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]  # empty: an earlier version of the program did not note who
    reason: Mapped[str]


class RecordVersionRow(Base):
    """A published version of a procedure or of a file of the directory. It replaced the one before.

    The record "phones" is all of directory/phones.yml, so that the order of the file is kept.
    """

    __tablename__ = "knowledge_version"
    record: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # None: this version removed the record.
    document: Mapped[Document | None] = mapped_column(StoredDocument)
    published_in: Mapped[int] = mapped_column(ForeignKey("knowledge_publication.number"))
    # None: this version is current.
    replaced_in: Mapped[int | None] = mapped_column(ForeignKey("knowledge_publication.number"))

    publication: Mapped[PublicationRow] = relationship(foreign_keys=[published_in], lazy="joined")
