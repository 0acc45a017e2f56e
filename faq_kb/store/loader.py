"""Put a checked knowledge base into the store: all of it or nothing, and say what changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete
from sqlalchemy.orm import Session

from common.clock import utc_now
from common.database import Base
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Record
from faq_kb.store.mapping import DIRECTORY_TABLES, directory_rows, procedure_row
from faq_kb.store.reader import StaleStoreError, read
from faq_kb.store.tables import ProcedureRow, RevisionRow


@dataclass
class LoadReport:
    """Names of the records that a load added, changed and removed, such as `form COT-F012`."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def compare(self, kind: str, old: Mapping[str, Record], new: Mapping[str, Record]) -> None:
        """Note the differences between two sets of records of one kind."""
        self.added += [f"{kind} {key}" for key in new if key not in old]
        self.changed += [f"{kind} {key}" for key in new if key in old and old[key] != new[key]]
        self.removed += [f"{kind} {key}" for key in old if key not in new]


def difference(old: KnowledgeBase | None, new: KnowledgeBase) -> LoadReport:
    """What loading `new` over `old` would do."""
    report = LoadReport()
    for name in DIRECTORY_TABLES:
        before = getattr(old.directory, name) if old else {}
        report.compare(name.rstrip("s"), before, getattr(new.directory, name))
    report.compare("procedure", old.procedures if old else {}, new.procedures)
    return report


def load(session: Session, new: KnowledgeBase) -> LoadReport:
    """Make the store hold `new`; a second load of the same changes nothing.

    Runs in the caller's transaction. The revision row is written only when something changed.
    """
    try:
        old = read(session)
    except StaleStoreError:
        old = None
    report = difference(old, new)
    if not report:
        return report
    # Deferred foreign keys would do for related procedures only: parts first, then directories.
    session.execute(delete(ProcedureRow))
    for name in reversed(DIRECTORY_TABLES):
        session.execute(delete(DIRECTORY_TABLES[name][0]))
    session.expunge_all()
    for name in DIRECTORY_TABLES:
        _add_all(session, directory_rows(name, new.directory))
    _add_all(
        session,
        {key: procedure_row(key, record) for key, record in new.procedures.items()},
    )
    session.add(
        RevisionRow(
            loaded_at=utc_now(),
            added=report.added,
            changed=report.changed,
            removed=report.removed,
        )
    )
    session.flush()
    return report


def _add_all(session: Session, rows: Mapping[str, Base]) -> None:
    session.add_all(rows.values())
    session.flush()
