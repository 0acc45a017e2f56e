"""Read the knowledge base out of the store; it stays in memory until something is published."""

import logging
from collections.abc import Mapping

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.database import Database, StoreError
from faq_kb.knowledge import Directory, KnowledgeBase
from faq_kb.store.tables import Document, PublicationRow, RecordVersionRow

logger = logging.getLogger(__name__)

EMPTY = "the knowledge base is empty: run `helpdesk kb load`"


class StaleStoreError(StoreError):
    """What is stored does not fit this version of the program; loading the files replaces it."""


def newest_publication(session: Session) -> int:
    """The number of the newest publication, 0 before the first."""
    return session.scalar(select(func.max(PublicationRow.number))) or 0


def records(session: Session, publication: int | None = None) -> dict[str, RecordVersionRow]:
    """The version of each record that is current, or was after a publication; removed ones, too."""
    query = select(RecordVersionRow).where(RecordVersionRow.replaced_in.is_(None))
    if publication is not None:
        query = select(RecordVersionRow).where(
            RecordVersionRow.published_in <= publication,
            func.coalesce(RecordVersionRow.replaced_in, publication + 1) > publication,
        )
    try:
        return {row.record: row for row in session.scalars(query.order_by(RecordVersionRow.record))}
    except ValueError as error:
        remedy = "restore a backup (docs/operations.md)"
        raise StoreError(f"the knowledge base holds damaged JSON ({error}): {remedy}") from error


def read(session: Session, publication: int | None = None) -> KnowledgeBase | None:
    """The knowledge base as it is, or as a publication left it; None before the first.

    Raises StaleStoreError when another version of the program stored records that do not fit.
    """
    if not newest_publication(session):
        return None
    try:
        return knowledge_of(documents(records(session, publication)))
    except ValidationError as error:
        remedy = "run `helpdesk kb load`" if publication is None else "`--yaml` shows the record"
        raise StaleStoreError(
            f"the stored knowledge base does not fit this version: {remedy}"
        ) from error


def documents(rows: Mapping[str, RecordVersionRow]) -> dict[str, Document]:
    """The documents of those that were not removed."""
    return {name: row.document for name, row in rows.items() if row.document is not None}


def documents_of(knowledge: KnowledgeBase) -> dict[str, Document]:
    """What is stored of each record: only what an editor wrote, without the defaults."""
    data = knowledge.model_dump(mode="json", exclude_defaults=True)
    return {**data["directory"], **data.get("procedures", {})}


def knowledge_of(documents: Mapping[str, Document]) -> KnowledgeBase:
    """The knowledge base of these records. Raises ValidationError when they do not fit."""
    procedures = dict(documents)
    directory = {name: procedures.pop(name) for name in Directory.model_fields if name in documents}
    return KnowledgeBase.model_validate({"directory": directory, "procedures": procedures})


class CachedKnowledge:
    """The stored knowledge base; a question costs one small query unless it has changed.

    While a newer version of the program takes over, what it has published may not fit this one,
    which then goes on with what it knows.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._publication = 0
        self._knowledge: KnowledgeBase | None = None

    def current(self) -> KnowledgeBase:
        """What the store holds now. Raises StoreError when it cannot be reached or is empty."""
        with self._database.session() as session:
            newest = newest_publication(session)
            if self._knowledge is None or newest != self._publication:
                self._knowledge = self._read(session, newest)
                self._publication = newest
        if self._knowledge is None:
            raise StoreError(EMPTY)
        return self._knowledge

    def _read(self, session: Session, newest: int) -> KnowledgeBase | None:
        try:
            return read(session)
        except StaleStoreError as error:
            if self._knowledge is None:
                raise
            logger.error("publication %s is left out: %s", newest, error)
            return self._knowledge
