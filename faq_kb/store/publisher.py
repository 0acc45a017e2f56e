"""Publish a knowledge base that was checked: all of it or nothing, and say what changed.

Every function runs in the caller's transaction. Use `transact`: of two that publish at once, the
second then runs again and sees what the first one published.
"""

import datetime as dt
import json
from dataclasses import dataclass, field

from pydantic import ValidationError
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from common.clock import utc_now
from common.database import StoreError
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store.history import version_of
from faq_kb.store.reader import documents, documents_of, knowledge_of, newest_publication, records
from faq_kb.store.tables import Document, PublicationRow, RecordVersionRow


@dataclass
class Publication:
    """What was published: the new version of each record, by its id. False when there is none."""

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def load(
    session: Session, knowledge: KnowledgeBase, *, by: str = "", reason: str = ""
) -> Publication:
    """Publish every record that differs from what is stored; the same again publishes nothing."""
    number = newest_publication(session) + 1
    return _publish(session, number, documents_of(knowledge), by=by, reason=reason)


def restore(session: Session, record: str, version: int, *, by: str, reason: str) -> Publication:
    """Publish an old version of a record anew.

    Raises UnknownVersionError, or StoreError when the knowledge base would not be sound with it.
    """
    number = newest_publication(session) + 1
    old = version_of(session, record, version)
    if old.document is None:
        raise StoreError(f"{record}: version {version} removed it, so there is nothing to restore")
    note = f"version {version} restored"
    why = f"{note}: {reason}" if reason else note
    new = documents(records(session)) | {record: old.document}
    return _publish(session, number, new, by=by, reason=why)


def _publish(session: Session, number: int, new: dict[str, Document], **why: str) -> Publication:
    """`number`: the next one, as it was before anything else was read."""
    try:
        knowledge_of(new)
    except ValidationError as error:
        raise StoreError(f"the knowledge base would not be sound: {_first(error)}") from error
    current, published = records(session), Publication()
    for record in sorted({*current, *new}):
        before, document = current.get(record), new.get(record)
        old = before.document if before else None
        # As text, since the order of a directory matters: it decides which number comes first.
        if json.dumps(old) == json.dumps(document):
            continue
        if not published:  # this fails for whoever comes second
            session.execute(insert(PublicationRow).values(number=number, at=utc_now(), **why))
        version = before.version + 1 if before else 1
        if before:
            before.replaced_in = number
        values = {"document": document, "published_in": number}
        session.add(RecordVersionRow(record=record, version=version, **values))
        kind = "added" if old is None else "removed" if document is None else "changed"
        getattr(published, kind)[record] = version
    session.flush()
    return published


def forget_publishers(session: Session, before: dt.datetime) -> None:
    """Remove the names of who published what was published before; the versions stay."""
    named = (PublicationRow.at < before, PublicationRow.by != "")
    session.execute(update(PublicationRow).where(*named).values(by=""))


def _first(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    place = ".".join(map(str, fault["loc"]))
    message = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
