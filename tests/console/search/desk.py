"""A desk to search at (knowledge base, sample listing, drafts), and how a search is scored."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import delete, update

from bot.channels.search.desk_search import DeskSearch
from bot.channels.search.hits import SearchHit
from bot.channels.search.record_search import EXAMPLES, RecordSearch
from common.clock import Clock
from common.database import Database
from common.settings import ROOT
from contacts.importing import ImportRequest, import_contacts
from contacts.registry import ContactRegistry
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge, load
from tests.support.drafts import new_draft
from tickets import store
from tickets.tables import DraftEventRow, DraftRow

FOLDER = Path(__file__).parent
SAMPLE = ROOT / "contacts" / "sample" / "contacts.csv"


@dataclass(frozen=True)
class Asked:
    """A query, and what may be the right hit."""

    text: str
    kinds: frozenset[str]
    keys: frozenset[str]

    def rank_in(self, hits: Sequence[SearchHit]) -> int | None:
        """The place of the right hit, 0 for the first."""
        found = (
            place
            for place, hit in enumerate(hits)
            if hit.kind in self.kinds and self.keys & names_of(hit)
        )
        return next(found, None)


@dataclass
class Score:
    """How often the right hit came first, among the first three, at all."""

    asked: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    three: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[Asked, list[SearchHit]]] = field(default_factory=list)

    def note(self, one: Asked, hits: Sequence[SearchHit]) -> None:
        """One query."""
        kind = min(one.kinds)
        rank = one.rank_in(hits)
        for which in (kind, "all"):
            self.asked[which] += 1
            self.first[which] += rank == 0
            self.three[which] += rank is not None and rank < len("123")
        if rank != 0:
            self.missed.append((one, list(hits[:3])))

    def shares(self, kind: str = "all") -> tuple[float, float]:
        """Right first, and among the first three."""
        asked = self.asked[kind]
        return self.first[kind] / asked, self.three[kind] / asked


def names_of(hit: SearchHit) -> set[str]:
    """The keys by which a list of queries may name a hit: the registry's numbers are not known."""
    if hit.agency:
        return {hit.agency.name}
    if hit.person:
        return {hit.person.name, hit.person.records[0].contact.email or ""}
    return {hit.key}


def queries(name: str) -> Iterator[Asked]:
    """The queries of a file; several kinds or keys stand between bars."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Asked(
                row["query"], frozenset(row["kind"].split("|")), frozenset(row["key"].split("|"))
            )


def measure(find: Callable[[str], Sequence[SearchHit]], asked: Iterable[Asked]) -> Score:
    """Every query once."""
    score = Score()
    for one in asked:
        score.note(one, find(one.text))
    return score


def fill(database: Database, knowledge: KnowledgeBase) -> None:
    """The knowledge base, the sample listing, and the drafts of draft_seeds.tsv."""
    with database.session() as session:
        load(session, knowledge)
        import_contacts(session, ImportRequest(SAMPLE, "test", sample=True))
    with (FOLDER / "draft_seeds.tsv").open(encoding="utf-8", newline="") as stream:
        seeds = list(csv.DictReader(stream, delimiter="\t"))
    with database.session() as session:
        for seed in seeds:
            fields = {"requester_name": seed["requester name"], "agency": seed["agency"]}
            draft = store.insert(session, new_draft(entry=seed["entry"], fields=fields))
            # The references of the file are nobody's real ones, so `insert` gave another.
            session.execute(delete(DraftEventRow))
            session.execute(
                update(DraftRow)
                .where(DraftRow.reference == draft.reference)
                .values(reference=seed["reference"])
            )
            session.expunge_all()


def desk_search(database: Database) -> DeskSearch:
    """The search as the web app has it."""
    records = RecordSearch(CachedKnowledge(database), EXAMPLES)
    return DeskSearch(records, ContactRegistry(database, Clock("America/New_York")), database)
