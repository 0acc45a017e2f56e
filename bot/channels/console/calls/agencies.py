"""Finds agencies as an agent types them: beginnings of words, acronyms, misspellings."""

from common.text_key import text_key
from contacts.queries import Agency
from contacts.registry import Agencies, ContactRegistry

MOST_AGENCIES = 8


class AgencyLookup:
    """The agencies of the registry by what is typed; raises StoreError."""

    def __init__(self, registry: ContactRegistry) -> None:
        self._registry = registry
        self._read: Agencies | None = None
        self._words: list[tuple[Agency, list[list[str]]]] = []

    def find(self, text: str) -> list[Agency]:
        """The agencies that the text may mean, best first."""
        typed = text_key(text).split()
        if not typed:
            return []
        agencies = self._registry.agencies()
        exact = agencies.named(text)
        begun = self._begun(agencies, typed)
        # Misspelled words are looked for where nothing begins so: that takes longer.
        found = begun or [match.agency for match in agencies.search.find(text)]
        by_id = {agency.id: agency for agency in (*([exact] if exact else ()), *found)}
        return [*by_id.values()][:MOST_AGENCIES]

    def by_id(self, number: int) -> Agency | None:
        """The agency with the number."""
        return self._registry.agencies().by_id.get(number)

    def _begun(self, agencies: Agencies, typed: list[str]) -> list[Agency]:
        """Those of whose words each typed one is the beginning; the shortest name first."""
        if agencies is not self._read:
            self._words = [
                (agency, [text_key(name).split() for name in agency.names])
                for agency in sorted(agencies.by_id.values(), key=lambda one: len(one.name))
            ]
            self._read = agencies
        return [
            agency
            for agency, names in self._words
            if any(all(_begins(word, name) for word in typed) for name in names)
        ]


def _begins(typed: str, words: list[str]) -> bool:
    return any(word.startswith(typed) for word in words)
