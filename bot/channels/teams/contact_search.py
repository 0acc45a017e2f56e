"""Finds in a search query who is asked for: agencies, a role, people by name."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.channels.teams.search_index import Document, Index
from faq_kb.model import Role
from faq_kb.registry.columns import role_words
from faq_kb.registry.listing.cells import text_key
from faq_kb.registry.queries import Agency
from faq_kb.registry.registry import Agencies

# Above 1 an agency comes before every procedure.
NAMED, MENTIONED = 1.2, 0.9
LONGEST_ROLE = max(len(words.split()) for words in role_words())
CONTACT = frozenset({"contact", "contacts", "who", "is", "are", "the", "for", "of", "at", "in"})


@dataclass(frozen=True)
class AgencyMatch:
    """An agency that a query names; `role` when it asks for one only."""

    agency: Agency
    role: Role | None
    score: float


class AgencySearch:
    """The agencies of one state of the registry."""

    def __init__(self, agencies: Agencies) -> None:
        self.agencies = agencies
        self._index = Index(
            Document(
                str(agency.id),
                " ".join((agency.name, agency.acronym, *agency.other_names)),
            )
            for agency in agencies.by_id.values()
        )

    def find(self, query: str) -> list[AgencyMatch]:
        """The agencies, best first."""
        if exact := self.agencies.named(query):
            return [AgencyMatch(exact, None, NAMED)]
        for role, rest in _roles_in(query):
            if ids := self._ids(rest):
                return self._matches(ids, role, NAMED)
        surely = self.agencies.finder.find(query)
        ids = surely or self._ids(query)
        return self._matches(ids, None, NAMED if surely else MENTIONED)

    def _ids(self, text: str) -> tuple[int, ...]:
        """Agencies named in the text, or whose name it begins."""
        named = self.agencies.finder.find(text, asked=True)
        words = " ".join(word for word in text_key(text).split() if word not in CONTACT)
        begun = self._index.find(words, all_words=True) if words and not named else []
        return named or tuple(int(match.key) for match in begun)

    def _matches(self, ids: tuple[int, ...], role: Role | None, score: float) -> list[AgencyMatch]:
        return [AgencyMatch(self.agencies.by_id[number], role, score) for number in ids]


def _roles_in(query: str) -> Iterator[tuple[Role, str]]:
    """Every role that the words of a query may mean, the longest first, and the other words."""
    words = query.split()
    keys = [text_key(word) for word in words]
    for length in range(min(LONGEST_ROLE, len(words)), 0, -1):
        # Of equals the last one: "Personnel Cabinet HR".
        for start in range(len(words) - length, -1, -1):
            role = role_words().get(" ".join(keys[start : start + length]))
            if role:
                yield role, " ".join((*words[:start], *words[start + length :]))
