"""The one search, for the console, Teams, the catalog pages and the command line."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.channels.search.agency_hits import agency_hits, role_hits
from bot.channels.search.directory_index import asked_kinds
from bot.channels.search.hits import CATALOG, EXACT, FORM_SHARE, KINDS, HitKind, SearchHit, ranked
from bot.channels.search.people_hits import draft_hits, person_hits
from bot.channels.search.record_search import IndexedRecords, RecordHit, RecordSearch
from bot.channels.search.shorthand import written_out
from bot.channels.search.typed_numbers import is_number
from common.database import Database, StoreError
from contacts.agency_search import AgencyMatch
from contacts.people_search import PeopleSearch
from contacts.registry import Agencies, ContactRegistry

LONGEST_QUERY = 200  # characters that are read
MOST_HITS, MOST_AGENCIES = 10, 5
SHORTEST_QUESTION = 3  # characters that are worth understanding
LEAST_LIKELY = 0.05  # an entry that is less likely counts by its words alone
LEAST_SHARE = 0.4  # of the best score, for a procedure or form to be shown
# What the words beside an agency's name must find, and what share of the best of it.
LEAST_BESIDE, SHARE_BESIDE, MOST_BESIDE = 0.6, 0.9, 2
OUTSIDE = "out_of_scope"
ASKED_KIND, LEAST_MEANT = 0.5, 0.5  # what a hit is worth more whose kind the query names
LEAST_OUTSIDE = 0.75  # what a record must score by its words where we are surely not meant
WHOLE_TITLE_SAID = 1.04  # a record scores that only when its whole title is typed
# More would wait in the engine for each other, behind those who chat.
MOST_AT_ONCE = 4


class Understander(Protocol):
    """What the assistant makes of a text, without a conversation."""

    async def likely_entries(self, text: str) -> Mapping[str, float]:
        """The likeliest intents with their confidences, 0 to 1; empty when it is away."""
        ...


@dataclass(frozen=True)
class Findings:
    """What fits a query by its words.

    `entries`: every procedure that there is; `asked`: the kinds that the query names;
    `others_too`: whether more than procedures and forms was looked for.
    """

    records: list[RecordHit] = field(default_factory=list)
    others: list[SearchHit] = field(default_factory=list)
    entries: frozenset[str] = frozenset()
    asked: frozenset[HitKind] = frozenset()
    others_too: bool = False

    def ranked(self, likely: Mapping[str, float]) -> list[SearchHit]:
        """Everything, best first; `likely`: what the assistant understands of the query."""
        known = {key: one for key, one in likely.items() if key in self.entries}
        # Agents who look for something that we do not have still see what comes near.
        outside = 0.0 if self.others_too else likely.get(OUTSIDE, 0.0)
        found = together(self.records, known, outside)
        records = [SearchHit(hit.kind, hit.key, hit.score) for hit in found]
        return ranked([self._weighed(hit) for hit in (*records, *self.others)])

    def _weighed(self, hit: SearchHit) -> SearchHit:
        """A hit of a kind that is asked for counts more, if it fits at all."""
        if hit.score >= EXACT:
            return hit
        if hit.kind in self.asked:
            return replace(hit, score=hit.score + ASKED_KIND * (hit.score >= LEAST_MEANT))
        is_less = hit.kind == "form" and hit.score < WHOLE_TITLE_SAID
        return replace(hit, score=hit.score * FORM_SHARE) if is_less else hit


class DeskSearch:
    """Searches records, registry and drafts. Nothing is kept of a search."""

    def __init__(
        self, records: RecordSearch, registry: ContactRegistry, database: Database
    ) -> None:
        self._records, self._registry, self._database = records, registry, database
        self.people = PeopleSearch(database)
        self._preparing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to read what the first search needs; one that comes sooner waits for that."""
        self._preparing = asyncio.create_task(asyncio.to_thread(self._prepare))

    async def close(self) -> None:
        """Wait until nothing is read any more: the database may be closed then."""
        if self._preparing:
            await asyncio.wait([self._preparing])
        await asyncio.to_thread(self.people.close)

    def find(self, query: str, kinds: Collection[HitKind] = KINDS) -> list[SearchHit]:
        """What fits by its words, best first. May be called from any thread. Raises StoreError."""
        return self.look_up(query, kinds).ranked({})

    def look_up(self, query: str, kinds: Collection[HitKind] = KINDS) -> Findings:
        """What fits by its words; for whoever knows what is understood. Raises StoreError."""
        query = query.strip()[:LONGEST_QUERY]
        if not query:
            return Findings()
        records, plain = self._records.current(), written_out(query)
        others_too = not CATALOG.issuperset(kinds)
        agencies = self._registry.agencies() if others_too else None
        matches = agencies.search.find(plain)[:MOST_AGENCIES] if agencies is not None else []
        others = list(records.directory.numbered(query))
        found = records.find(query)
        if agencies is not None:
            others += records.directory.find(plain)
            others += self._of_registry(query, plain, kinds, matches, agencies)
            beside = agencies.search.rest_of(plain, matches[0]) if matches else []
            found = best_of([*found, *meant_beside(records.find(" ".join(beside)))])
        return Findings(
            found,
            [hit for hit in others if hit.kind in kinds],
            frozenset(records.knowledge.procedures),
            asked_kinds(plain),
            others_too,
        )

    def records(self) -> IndexedRecords:
        """The knowledge base as it is now. Raises StoreError."""
        return self._records.current()

    def _prepare(self) -> None:
        with suppress(StoreError):  # the first search says so
            self.find("any words at all")

    def _of_registry(
        self,
        query: str,
        plain: str,
        kinds: Collection[HitKind],
        matches: Sequence[AgencyMatch],
        agencies: Agencies,
    ) -> Iterator[SearchHit]:
        yield from role_hits(plain, agencies)
        yield from agency_hits(plain, matches, agencies)
        if "person" in kinds:
            yield from person_hits(query, self.people, matches, agencies)
        if "draft" in kinds:
            with self._database.session() as session:
                yield from draft_hits(session, query)


class UnderstandingSearch:
    """The search with what the assistant understands of a question.

    `within`: seconds that it may take; after that the words alone must do.
    """

    def __init__(self, search: DeskSearch, understanding: Understander, within: float) -> None:
        self._search, self._understanding, self._within = search, understanding, within
        self._free = asyncio.Semaphore(MOST_AT_ONCE)

    async def find(
        self, query: str, kinds: Collection[HitKind] = KINDS, limit: int = MOST_HITS
    ) -> list[SearchHit]:
        """What fits, best first. Raises StoreError."""
        query = query.strip()[:LONGEST_QUERY]
        if not query:
            return []
        findings, likely = await asyncio.gather(
            asyncio.to_thread(self._search.look_up, query, kinds), self._likely(query)
        )
        return findings.ranked(likely)[:limit]

    async def _likely(self, query: str) -> Mapping[str, float]:
        is_worth_it = len(query) >= SHORTEST_QUESTION and not is_number(query)
        if not is_worth_it or self._free.locked():
            return {}
        with suppress(TimeoutError):
            async with self._free, asyncio.timeout(self._within):
                return await self._understanding.likely_entries(query)
        return {}


def meant_beside(of_rest: Sequence[RecordHit]) -> list[RecordHit]:
    """What the words beside an agency's name surely mean: "kytc vpn" is about VPN, too.

    A word that many records have may be one of the agency's name.
    """
    best = max((hit.score for hit in of_rest), default=0.0)
    least = max(LEAST_BESIDE, SHARE_BESIDE * best)
    meant = [hit for hit in of_rest if hit.score >= least]
    return meant if len(meant) <= MOST_BESIDE else []


def best_of(found: Sequence[RecordHit]) -> list[RecordHit]:
    """Each record once, by its best score."""
    best = {(hit.kind, hit.key): hit for hit in sorted(found, key=lambda hit: hit.score)}
    return sorted(best.values(), key=lambda hit: -hit.score)


def together(
    found: list[RecordHit], likely: Mapping[str, float], outside: float = 0.0
) -> list[RecordHit]:
    """Both findings as one list, on the scale of the words; weak hits are left out.

    What is understood counts as much for a procedure as its words; forms have their words only.
    `outside`: how sure it is that the query is about something else, 0 to 1.
    """
    surely = {entry: one for entry, one in likely.items() if one >= LEAST_LIKELY}
    words = {(hit.kind, hit.key): hit.score for hit in found}
    scores = dict(words)
    least = LEAST_OUTSIDE * outside
    for kind, key in {*scores, *(("procedure", entry) for entry in surely)}:
        both = scores.get((kind, key), 0.0) + (surely.get(key, 0.0) if kind == "procedure" else 0.0)
        is_halved = bool(surely) and kind == "procedure"
        scores[kind, key] = both / 2 if is_halved else both
        if both < least:
            del scores[kind, key]
    least = LEAST_SHARE * max(scores.values(), default=0.0)
    # What is understood in time hides nothing that the words alone would show.
    least_by_words = LEAST_SHARE * max(words.values(), default=0.0)
    best = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
    return [
        RecordHit(kind, key, score)
        for (kind, key), score in best
        if score >= least or words.get((kind, key), 0.0) >= least_by_words > 0
    ]
