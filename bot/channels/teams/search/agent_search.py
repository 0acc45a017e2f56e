"""One search over procedures, forms, agencies and people, for Service Desk agents."""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter, itemgetter
from types import MappingProxyType

from bot.channels.teams.search.record_index import FORM, PROCEDURE, Keywords, record_index
from bot.channels.teams.search.search_results import SearchResult, SearchResults
from common.search_index import Index
from contacts.agency_search import NAMED, AgencyMatch
from contacts.columns import CONTACT_ROLES
from contacts.queries import Agency
from contacts.registry import Agencies, ContactRegistry, Lookup
from faq_kb.contract import Contact
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role
from faq_kb.store import CachedKnowledge
from locales import Labels
from locales.teams import SearchWords

# A score, and what makes the result once it is among those that are shown.
ScoredResult = tuple[float, Callable[[], SearchResult]]

LONGEST_QUERY = 200  # characters that are read
MOST_AGENCIES = 5


class AgentSearch:
    """Keeps its indexes until knowledge base or registry change. May be called from any thread."""

    def __init__(
        self,
        knowledge: CachedKnowledge,
        registry: ContactRegistry,
        labels: Labels,
        words: SearchWords,
        keywords: Keywords = MappingProxyType({}),
    ) -> None:
        """`keywords`: what finds a procedure besides its own words (record_index.py)."""
        self._stored = knowledge
        self._registry = registry
        self._labels = labels
        self._words = words
        self._keywords = keywords
        self._records: tuple[KnowledgeBase, Index] | None = None
        self._lock = threading.Lock()

    def find(
        self, query: str, limit: int, offset: int = 0, *, asking: Lookup | None = None
    ) -> list[SearchResult]:
        """What fits, best first. For an empty query, all procedures by title.

        `asking`: who may see names. Each agency whose people are shown goes into the audit. Without
        it, no names. Raises StoreError when the database cannot be used.
        """
        query = query.strip()[:LONGEST_QUERY]
        with self._lock:
            knowledge, index = self._current_records()
            agencies = self._registry.agencies()
            results = SearchResults(knowledge, self._labels, self._words, agencies.sample)
            if query:
                found = [
                    *self._persons(query, results, agencies, asking),
                    *self._contacts(query, results, agencies, asking),
                    *_records(query, results, index),
                ]
                found.sort(key=itemgetter(0), reverse=True)
            else:
                found = list(_all_procedures(results))
            return [make() for _, make in found[offset : offset + limit]]

    def _current_records(self) -> tuple[KnowledgeBase, Index]:
        knowledge = self._stored.current()
        if self._records is None or self._records[0] is not knowledge:
            self._records = knowledge, record_index(knowledge, self._keywords)
        return self._records

    def _persons(
        self, query: str, results: SearchResults, agencies: Agencies, asking: Lookup | None
    ) -> Iterator[ScoredResult]:
        """People whom the query names, a result for each of their agencies.

        By name, e-mail address or phone number. One word alone may be a last name.
        """
        named = self._registry.people_named_in(query) if asking else []
        if asking and not named and len(query.split()) == 1:
            named = self._registry.people_with_surname_in(query)
        by_agency = attrgetter("agency")
        contacts = sorted((one.contact for one in named), key=by_agency)
        for name, group in groupby(contacts, by_agency):
            agency = agencies.named(name)
            if asking and agency:
                yield NAMED, partial(self._person, results, agency, list(group), asking)

    def _contacts(
        self, query: str, results: SearchResults, agencies: Agencies, asking: Lookup | None
    ) -> Iterator[ScoredResult]:
        for match in agencies.search.find(query)[:MOST_AGENCIES]:
            yield match.score, partial(self._agency, results, match, asking)

    def _person(
        self, results: SearchResults, agency: Agency, people: Sequence[Contact], asking: Lookup
    ) -> SearchResult:
        roles = [person.role for person in people]
        self._registry.record(asking, agency, roles, shown=len(people))
        return results.persons(people)

    def _agency(
        self, results: SearchResults, match: AgencyMatch, asking: Lookup | None
    ) -> SearchResult:
        people = self._people(match, asking) if asking else None
        return results.contacts(match.agency, match.role, people)

    def _people(self, match: AgencyMatch, asking: Lookup) -> list[Contact]:
        wanted: list[Sequence[Role]] = [[match.role] if match.role else CONTACT_ROLES]
        if match.role:
            wanted.append([Role.MANAGEMENT])  # may act where nobody else is recorded
        for roles in wanted:
            found = self._registry.authorized(match.agency, roles)
            self._registry.record(asking, match.agency, roles, shown=len(found))
            if found:
                return found
        return []


def _all_procedures(results: SearchResults) -> Iterator[ScoredResult]:
    procedures = results.knowledge.procedures
    for entry in sorted(procedures, key=lambda entry: procedures[entry].title.casefold()):
        yield 1.0, partial(results.procedure, entry)


def _records(query: str, results: SearchResults, index: Index) -> Iterator[ScoredResult]:
    for match in index.find(query):
        if match.key.startswith(FORM):
            yield match.score, partial(results.form, match.key.removeprefix(FORM))
        else:
            yield match.score, partial(results.procedure, match.key.removeprefix(PROCEDURE))
