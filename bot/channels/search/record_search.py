"""Finds procedures and forms by the words of a search box."""

import threading
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from bot.channels.search.directory_index import DirectoryIndex
from bot.channels.search.record_index import (
    FORM,
    PROCEDURE,
    Keywords,
    read_keywords,
    record_index,
)
from common.search_index import Index, Match
from common.settings import ROOT
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge

RecordKind = Literal["procedure", "form"]

EXAMPLES = ROOT / "data" / "nlu"


@dataclass(frozen=True)
class RecordHit:
    """A procedure by its entry or a form by its number; the higher the score, the better it fits.

    By its words alone a record scores above 0, and about 1 when its title says all of the query.
    """

    kind: RecordKind
    key: str
    score: float


@dataclass(frozen=True)
class IndexedRecords:
    """One state of the knowledge base with what finds its records."""

    knowledge: KnowledgeBase
    index: Index
    directory: DirectoryIndex

    def find(self, query: str) -> list[RecordHit]:
        """The procedures and forms that fit, best first."""
        return [_hit(match) for match in self.index.find(query)]


class RecordSearch:
    """Keeps its index until the knowledge base changes. May be called from any thread."""

    def __init__(self, knowledge: CachedKnowledge, examples: Path | None = EXAMPLES) -> None:
        """`examples`: the folder of training questions, whose words find a procedure, too."""
        self._stored = knowledge
        self._examples = examples
        self._keywords: Keywords | None = None
        self._indexed: IndexedRecords | None = None
        self._lock = threading.Lock()

    def current(self) -> IndexedRecords:
        """The records as they are now. Raises StoreError when the database cannot be used."""
        with self._lock:
            knowledge = self._stored.current()
            if self._indexed is None or self._indexed.knowledge is not knowledge:
                index = record_index(knowledge, self._known_keywords(knowledge))
                self._indexed = IndexedRecords(knowledge, index, DirectoryIndex(knowledge))
            return self._indexed

    def _known_keywords(self, knowledge: KnowledgeBase) -> Keywords:
        if self._keywords is None:
            entries = knowledge.procedures
            found = read_keywords(self._examples, entries) if self._examples else {}
            self._keywords = MappingProxyType(found)
        return self._keywords


def _hit(match: Match) -> RecordHit:
    if match.key.startswith(FORM):
        return RecordHit("form", match.key.removeprefix(FORM), match.score)
    return RecordHit("procedure", match.key.removeprefix(PROCEDURE), match.score)
