"""What the one search finds, as Teams shows it to Service Desk agents: with whom to ask."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter

from bot.channels.search.desk_search import DeskSearch
from bot.channels.search.hits import SURNAME, HitKind, SearchHit
from bot.channels.teams.search.search_results import SearchResult, SearchResults
from contacts.columns import CONTACT_ROLES
from contacts.queries import Agency
from contacts.registry import Agencies, ContactRegistry, Lookup
from faq_kb.contract import Contact
from faq_kb.model import Role
from locales import Labels
from locales.teams import SearchWords

# Makes a result once it is among those that are shown: each that names people is audited.
MakeResult = Callable[[], SearchResult]

SHOWN: frozenset[HitKind] = frozenset({"procedure", "form", "agency"})


class AgentSearch:
    """Searches the records and the registry. May be called from any thread."""

    def __init__(
        self,
        search: DeskSearch,
        registry: ContactRegistry,
        labels: Labels,
        words: SearchWords,
        public_url: str = "",
    ) -> None:
        """`public_url`: where the catalog pages are, empty where nobody is told an address."""
        self._search = search
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
        knowledge, agencies = self._search.records().knowledge, self._registry.agencies()
        results = SearchResults(
            knowledge, self._labels, self._words, agencies.sample, self._public_url
        )
        if query.strip():
            hits = self._search.find(query, SHOWN | {"person"} if asking else SHOWN)
            found = list(self._made(hits, results, agencies, asking))
        else:
            found = list(_all_procedures(results))
        return [make() for make in found[offset : offset + limit]]

    def _made(
        self,
        hits: Sequence[SearchHit],
        results: SearchResults,
        agencies: Agencies,
        asking: Lookup | None,
    ) -> Iterator[MakeResult]:
        # In a list of cards only names that were typed whole: each card is a look-up.
        people = [hit for hit in hits if hit.person and hit.score >= SURNAME]
        for hit in hits:
            if hit.kind == "procedure":
                yield partial(results.procedure, hit.key)
            elif hit.kind == "form":
                yield partial(results.form, hit.key)
            elif hit.agency:
                yield partial(self._agency, results, hit.agency, hit.role, asking)
            elif people and asking:
                yield from self._persons(people, results, agencies, asking)
                people = []  # all of them stand where the first one does

    def _persons(
        self,
        hits: Sequence[SearchHit],
        results: SearchResults,
        agencies: Agencies,
        asking: Lookup,
    ) -> Iterator[MakeResult]:
        """A result for each of their agencies."""
        today = self._registry.today()
        contacts = sorted(
            (
                record.contact
                for hit in hits
                for record in (hit.person.records if hit.person else ())
                if record.is_valid(today)
            ),
            key=attrgetter("agency"),
        )
        for name, group in groupby(contacts, attrgetter("agency")):
            if agency := agencies.named(name):
                yield partial(self._person, results, agency, list(group), asking)

    def _person(
        self, results: SearchResults, agency: Agency, people: Sequence[Contact], asking: Lookup
    ) -> SearchResult:
        roles = [person.role for person in people]
        self._registry.record(asking, agency, roles, shown=len(people))
        return results.persons(people)

    def _agency(
        self, results: SearchResults, agency: Agency, role: Role | None, asking: Lookup | None
    ) -> SearchResult:
        people = self._people(agency, role, asking) if asking else None
        return results.contacts(agency, role, people)

    def _people(self, agency: Agency, role: Role | None, asking: Lookup) -> list[Contact]:
        wanted: list[Sequence[Role]] = [[role] if role else CONTACT_ROLES]
        if role:
            wanted.append([Role.MANAGEMENT])  # may act where nobody else is recorded
        for roles in wanted:
            found = self._registry.authorized(agency, roles)
            self._registry.record(asking, agency, roles, shown=len(found))
            if found:
                return found
        return []


def _all_procedures(results: SearchResults) -> Iterator[MakeResult]:
    procedures = results.knowledge.procedures
    for entry in sorted(procedures, key=lambda entry: procedures[entry].title.casefold()):
        yield partial(results.procedure, entry)
