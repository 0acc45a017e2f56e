"""Read the knowledge base out of the store; kept in memory until a newer revision is there."""

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.database import Database, StoreError
from faq_kb.knowledge import Directory, KnowledgeBase
from faq_kb.store.mapping import DIRECTORY_TABLES, directory_record, procedure_record
from faq_kb.store.tables import ProcedureRow, RevisionRow


class StaleStoreError(StoreError):
    """Stored records that this version's types refuse; a load replaces them."""


def revision(session: Session) -> int:
    """Number of the newest load, 0 before the first."""
    return session.scalar(select(func.max(RevisionRow.id))) or 0


def read(session: Session) -> KnowledgeBase | None:
    """The knowledge base as it is stored, None while nothing has been loaded.

    Raises StaleStoreError when it was stored by another version and its records no longer fit.
    """
    if not revision(session):
        return None
    try:
        return _read(session)
    except ValidationError as error:
        raise StaleStoreError(
            "the stored knowledge base does not fit this version: run `helpdesk kb load`"
        ) from error


def _read(session: Session) -> KnowledgeBase:
    parts = {
        field: dict(
            directory_record(field, row)
            for row in session.scalars(select(table).order_by("position"))
        )
        for field, (table, _, _) in DIRECTORY_TABLES.items()
    }
    rows = session.scalars(select(ProcedureRow).order_by(ProcedureRow.id))
    return KnowledgeBase(
        directory=Directory.model_validate(parts),
        procedures={row.id: procedure_record(row) for row in rows},
    )


class CachedKnowledge:
    """The stored knowledge base; a question costs one small query unless it has changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._revision = 0
        self._knowledge: KnowledgeBase | None = None

    def current(self) -> KnowledgeBase:
        """What the store holds now. Raises StoreError when it cannot be reached or is empty."""
        with self._database.session() as session:
            newest = revision(session)
            if self._knowledge is None or newest != self._revision:
                self._knowledge = read(session)
                self._revision = newest
        if self._knowledge is None:
            raise StoreError("the knowledge base is empty: run `helpdesk kb load`")
        return self._knowledge
