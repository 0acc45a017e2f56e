"""The versions of a record: find one, write it as YAML, compare two."""

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from io import StringIO

from rapidfuzz import process
from ruamel.yaml import YAML
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.database import StoreError
from faq_kb.store.reader import EMPTY
from faq_kb.store.tables import Document, RecordVersionRow

LEAST_LIKENESS = 60  # of 100, for an id to be offered in place of a mistyped one


class UnknownVersionError(LookupError):
    """No record has that id, or it has no such version; the message says what there is."""


def versions_of(session: Session, record: str) -> Sequence[RecordVersionRow]:
    """Every version of a record, oldest first. Raises UnknownVersionError."""
    query = select(RecordVersionRow).where(RecordVersionRow.record == record)
    if found := session.scalars(query.order_by(RecordVersionRow.version)).all():
        return found
    known = sorted(session.scalars(select(RecordVersionRow.record).distinct()))
    if not known:
        raise StoreError(EMPTY)
    like = process.extract(record, known, limit=3, score_cutoff=LEAST_LIKENESS)
    names = ", ".join(name for name, *_ in like)
    hint = f"did you mean {names}?" if names else f"there are {', '.join(known)}"
    raise UnknownVersionError(f"{record}: no such procedure or directory: {hint}")


def version_of(session: Session, record: str, version: int | None = None) -> RecordVersionRow:
    """One version of a record, the current one by default. Raises UnknownVersionError."""
    versions = versions_of(session, record)
    if version is None:
        return versions[-1]
    if not 1 <= version <= len(versions):
        raise UnknownVersionError(f"{record}: no version {version}: the newest is {len(versions)}")
    return versions[version - 1]


def as_yaml(document: Document | None) -> str:
    """The document as an editor writes it; empty for a record that was removed."""
    if document is None:
        return ""
    text = StringIO()
    yaml = YAML()
    yaml.width = 1_000  # a value stays on its line
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(document, text)
    return text.getvalue()


def difference(old: RecordVersionRow, new: RecordVersionRow) -> Iterator[str]:
    """The lines of a unified diff of two versions."""
    (before, after), (name, new_name) = (
        [as_yaml(row.document).splitlines() for row in (old, new)],
        [f"{row.record} version {row.version}" for row in (old, new)],
    )
    return unified_diff(before, after, name, new_name, lineterm="")
