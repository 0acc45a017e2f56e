"""One search over procedures, forms, agencies and people, for Service Desk agents."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter, itemgetter

from bot.channels.search.catalog_search import LONGEST_QUERY
from bot.channels.search.record_search import RecordHit, RecordSearch
from bot.channels.teams.search.search_results import SearchResult, SearchResults
from contacts.agency_search import NAMED, AgencyMatch
from contacts.columns import CONTACT_ROLES
from contacts.queries import Agency
from contacts.registry import Agencies, ContactRegistry, Lookup
from faq_kb.contract import Contact
from faq_kb.model import Role
from locales import Labels
from locales.teams import SearchWords

# A score, and what makes the result once it is among those that are shown.
ScoredResult = tuple[float, Callable[[], SearchResult]]

MOST_AGENCIES = 5


class AgentSearch:
    """Searches the records and the registry. May be called from any thread."""

    def __init__(
        self,
        records: RecordSearch,
        registry: ContactRegistry,
        labels: Labels,
        words: SearchWords,
        public_url: str = "",
    ) -> None:
        """`public_url`: where the catalog pages are, empty where nobody is told an address."""
        self._records = records
        self._registry = registry
        self._labels = labels
        self._words = words
        self._public_url = public_url

    def find(
        self, query: str, limit: int, offset: int = 0, *, asking: Lookup | None = None
    ) -> list[SearchResult]:
        """What fits, best first. For an empty query, all procedures by title.

        `asking`: who may see names. Each agency whose people are shown goes into the audit. Without
        it, no names. Raises StoreError when the database cannot be used.
        """
        query = query.strip()[:LONGEST_QUERY]
        knowledge, agencies = self._records.knowledge(), self._registry.agencies()
        results = SearchResults(
            knowledge, self._labels, self._words, agencies.sample, self._public_url
        )
        if query:
            found = [
                *self._persons(query, results, agencies, asking),
                *self._contacts(query, results, agencies, asking),
                *_of_records(self._records.find(query), results),
            ]
            found.sort(key=itemgetter(0), reverse=True)
        else:
            found = list(_all_procedures(results))
        return [make() for _, make in found[offset : offset + limit]]

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


def _of_records(hits: Sequence[RecordHit], results: SearchResults) -> Iterator[ScoredResult]:
    for hit in hits:
        make = results.form if hit.kind == "form" else results.procedure
        yield hit.score, partial(make, hit.key)
