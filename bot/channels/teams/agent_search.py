"""One search over procedures, forms, agencies and people, for Service Desk agents."""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter, itemgetter
from types import MappingProxyType

from bot.channels.teams.hits import Hit, Hits
from bot.channels.teams.keywords import Keywords
from common.search_index import Document, Index
from contacts.columns import CONTACT_ROLES
from contacts.queries import Agency, Authorized
from contacts.registry import Agencies, ContactRegistry, Lookup
from contacts.search import NAMED, AgencyMatch
from faq_kb.knowledge import KnowledgeBase, free_text
from faq_kb.model import Procedure, Role
from faq_kb.store import CachedKnowledge
from locales import Labels

# A result that is not made before it is shown, and its score.
Found = tuple[float, Callable[[], Hit]]

LONGEST_QUERY = 200  # characters that are read
MOST_AGENCIES = 5
# What a word is worth in the parts of a procedure; in a title it is worth 1.
IN_NUMBER, IN_SUMMARY, IN_TEXT = 0.9, 0.7, 0.45
PROCEDURE, FORM = "procedure ", "form "
ANONYMOUS = Lookup("anonymous", "teams-extension")


class AgentSearch:
    """Keeps its indexes until knowledge base or registry change; may be called from any thread.

    `keywords` (keywords.py): what else than its own words finds an entry. `most_asked` gives the
    entries that an empty query shows first; behind them come the others in the order of
    the alphabet.
    """

    def __init__(
        self,
        knowledge: CachedKnowledge,
        registry: ContactRegistry,
        labels: Labels,
        keywords: Keywords = MappingProxyType({}),
        most_asked: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._stored = knowledge
        self._registry = registry
        self._labels = labels
        self._keywords = keywords
        self._most_asked = most_asked
        self._records: tuple[KnowledgeBase, Index] | None = None
        self._lock = threading.Lock()

    def find(
        self, query: str, limit: int, offset: int, *, people: bool, asking: Lookup = ANONYMOUS
    ) -> list[Hit]:
        """What fits, best first; an empty query: the most useful procedures.

        `people`: names may be shown; each agency whose people are shown is written to the audit.
        Raises StoreError when the database cannot be used.
        """
        query = query.strip()[:LONGEST_QUERY]
        with self._lock:
            knowledge, index = self._current_records()
            if query:
                agencies = self._registry.agencies()
                hits = Hits(knowledge, self._labels, agencies.sample)
                shown_to = asking if people else None
                found = [
                    *self._persons(query, hits, agencies, shown_to),
                    *self._contacts(query, hits, agencies, shown_to),
                    *_records(query, hits, index),
                ]
                found.sort(key=itemgetter(0), reverse=True)
            else:
                found = list(self._most_useful(Hits(knowledge, self._labels)))
            return [make() for _, make in found[offset : offset + limit]]

    def _current_records(self) -> tuple[KnowledgeBase, Index]:
        knowledge = self._stored.current()
        if self._records is None or self._records[0] is not knowledge:
            self._records = knowledge, _index(knowledge, self._keywords)
        return self._records

    def _most_useful(self, hits: Hits) -> Iterator[Found]:
        procedures = hits.knowledge.procedures
        for entry in dict.fromkeys((*self._most_asked(), *sorted(procedures))):
            if entry in procedures:
                yield 1.0, partial(hits.procedure, entry)

    def _persons(
        self, query: str, hits: Hits, agencies: Agencies, asking: Lookup | None
    ) -> Iterator[Found]:
        """People whom the query names, a hit for each of their agencies.

        By name, e-mail address or phone number; one word may be a last name.
        """
        named = self._registry.people_named_in(query) if asking else []
        if asking and not named and len(query.split()) == 1:
            named = self._registry.people_with_surname_in(query)
        by_agency = attrgetter("agency")
        for name, group in groupby(sorted(named, key=by_agency), by_agency):
            agency = agencies.named(name)
            if asking and agency:
                yield NAMED, partial(self._person, hits, agency, list(group), asking)

    def _contacts(
        self, query: str, hits: Hits, agencies: Agencies, asking: Lookup | None
    ) -> Iterator[Found]:
        for match in agencies.search.find(query)[:MOST_AGENCIES]:
            yield match.score, partial(self._agency, hits, match, asking)

    def _person(
        self, hits: Hits, agency: Agency, persons: Sequence[Authorized], asking: Lookup
    ) -> Hit:
        roles = [person.role for person in persons]
        self._registry.record(asking, agency, roles, shown=len(persons))
        return hits.persons(persons)

    def _agency(self, hits: Hits, match: AgencyMatch, asking: Lookup | None) -> Hit:
        """Without anybody to whom people may be shown, nobody is looked up."""
        people = self._people(match, asking) if asking else None
        return hits.contacts(match.agency, match.role, people)

    def _people(self, match: AgencyMatch, asking: Lookup) -> list[Authorized]:
        wanted: list[Sequence[Role]] = [[match.role] if match.role else CONTACT_ROLES]
        if match.role:
            wanted.append([Role.MANAGEMENT])  # may act where nobody else is recorded
        for roles in wanted:
            found = self._registry.authorized(match.agency, roles)
            self._registry.record(asking, match.agency, roles, shown=len(found))
            if found:
                return found
        return []


def _records(query: str, hits: Hits, index: Index) -> Iterator[Found]:
    for match in index.find(query):
        if match.key.startswith(FORM):
            yield match.score, partial(hits.form, match.key.removeprefix(FORM))
        else:
            yield match.score, partial(hits.procedure, match.key.removeprefix(PROCEDURE))


def _index(knowledge: KnowledgeBase, keywords: Keywords) -> Index:
    procedures = [
        Document(
            f"{PROCEDURE}{entry}",
            procedure.title,
            (*_texts(entry, procedure), *keywords.get(entry, {}).items()),
        )
        for entry, procedure in knowledge.procedures.items()
    ]
    forms = [
        Document(f"{FORM}{number}", f"{number} {form.title}")
        for number, form in knowledge.directory.forms.items()
    ]
    return Index([*procedures, *forms])


def _texts(entry: str, procedure: Procedure) -> Iterator[tuple[str, float]]:
    yield entry.replace("_", " "), IN_NUMBER
    for number in (*(use.number for use in procedure.forms), *procedure.policies):
        yield number, IN_NUMBER
    yield procedure.summary, IN_SUMMARY
    for _, text in free_text(procedure):
        yield text, IN_TEXT
