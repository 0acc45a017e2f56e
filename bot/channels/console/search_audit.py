"""Writes to the audit whom a search shows: one line for what an agent types in one go."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from common.text_key import text_key
from contacts.queries import Agency
from contacts.registry import ContactRegistry, Lookup
from faq_kb.model import Role

GOES_ON_FOR_S = 30.0
MOST_KEPT = 500  # agents whose typing is remembered


@dataclass
class TypedSearch:
    """What one agent is typing: the words, when, and whom it has shown so far."""

    words: str
    at: float
    row: int | None = None
    people: set[int] = field(default_factory=set)
    roles: set[tuple[int, Role]] = field(default_factory=set)

    def goes_on(self, words: str, now: float) -> bool:
        """Whether letters were only added or taken away, a short while ago."""
        is_near = words.startswith(self.words) or self.words.startswith(words)
        return bool(words) and is_near and now - self.at <= GOES_ON_FOR_S


class SearchAudit:
    """A search of people is recorded before they are shown.

    Letters that are added to a query or taken away within 30 seconds belong to one search: its row
    counts all people whom it has shown on the way. Who is asked for in a role of an agency is a row
    of its own, once in each search.
    """

    def __init__(
        self,
        registry: ContactRegistry,
        channel: str,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._registry, self._channel, self._seconds = registry, channel, seconds
        self._typed: dict[str, TypedSearch] = {}
        self._lock = threading.Lock()

    def note(
        self,
        user: str,
        query: str,
        shown: Sequence[tuple[Agency | None, Role | None, Sequence[int]]],
    ) -> None:
        """Record whom a search shows: people, or who has a role at an agency. Raises StoreError."""
        with self._lock:
            typed = self._search_of(user, query)
            people = {one for agency, _, found in shown if agency is None for one in found}
            if new := people - typed.people:
                self._record(user, typed, len(typed.people | new))
                typed.people |= new
            for agency, role, found in shown:
                if agency and role and (agency.id, role) not in typed.roles:
                    lookup = Lookup(user, self._channel)
                    self._registry.record(lookup, agency, [role], len(found))
                    typed.roles.add((agency.id, role))

    def _record(self, user: str, typed: TypedSearch, shown: int) -> None:
        if typed.row is None:
            typed.row = self._registry.record(Lookup(user, self._channel), None, (), shown)
        else:
            self._registry.record_more(typed.row, shown)

    def _search_of(self, user: str, query: str) -> TypedSearch:
        words, now = text_key(query), self._seconds()
        typed = self._typed.pop(user, None)
        if typed is None or not typed.goes_on(words, now):
            typed = TypedSearch(words, now)
        typed.words, typed.at = words, now
        self._typed[user] = typed  # the last one now
        while len(self._typed) > MOST_KEPT:
            del self._typed[next(iter(self._typed))]
        return typed
