"""Finds people of the registry by names, addresses and telephone numbers, as one types."""

import logging
import re
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from common.database import Database, StoreError
from contacts import people_queries, queries
from contacts.contact_file.cells import emails_in
from contacts.people_index import Fit, PeopleIndex, PersonFit
from contacts.queries import ContactRecord

logger = logging.getLogger(__name__)

MOST = 12
# A number with anything between its digits that people write there, and nothing else.
NUMBER = re.compile(r"[\s().+\-\u2010-\u2015/]*(?:\d[\s().+\-\u2010-\u2015/]*){4,11}")
EXTENSION = re.compile(
    r"(?:[^\W\d]+\s+)*?(?:x|ext|extension|#)[\s.:#]*(?P<digits>\d{1,6})\W*", re.IGNORECASE
)
LONGEST_NAME, SHORTEST_NAME = 4, 2  # words
MOST_WORDS = 12  # of a text


@dataclass(frozen=True)
class PersonMatch:
    """A person with every authorization that is recorded now, whatever its dates."""

    person: int
    fit: Fit
    records: tuple[ContactRecord, ...]

    @property
    def name(self) -> str:
        """What the registry calls the person."""
        return self.records[0].contact.name


class PeopleSearch:
    """Keeps its index until the next import. May be called from any thread.

    An old index may miss somebody for the seconds until there is a new one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._number, self._index = -1, PeopleIndex(())
        self._lock = threading.Lock()
        self._renewing: threading.Thread | None = None

    def find(self, query: str, limit: int = MOST) -> list[PersonMatch]:
        """People whom the words, the address or the number fit, best first. Raises StoreError.

        Where no name has all the words: people whose whole name is among them.

        The index says who; what is shown of them is read anew each time.
        """
        index = self._current()
        if "@" in query:
            return self._by_address(index, query, limit)
        return self._matches(_fits(index, query, limit) or _named_in(index, query, limit))

    def close(self) -> None:
        """Wait until nothing is read any more: the database may be closed then."""
        if self._renewing:
            self._renewing.join()

    def _current(self) -> PeopleIndex:
        """The index; after an import the old one, while a new one is made."""
        with self._lock:
            with self._database.session() as session:
                number = queries.newest_import(session)
            if number != self._number and not len(self._index):
                self._renew()
            elif number != self._number and not (self._renewing and self._renewing.is_alive()):
                self._renewing = threading.Thread(target=self._renew_beside, name="people index")
                self._renewing.start()
            return self._index

    def _renew_beside(self) -> None:
        try:
            self._renew()
        except StoreError as error:  # the next search tries again
            logger.warning("the index of people is not renewed: %s", error)

    def _renew(self) -> None:
        with self._database.session() as session:
            number = queries.newest_import(session)
            index = PeopleIndex(people_queries.indexed_people(session))
        self._index, self._number = index, number

    def _by_address(self, index: PeopleIndex, query: str, limit: int) -> list[PersonMatch]:
        """By the whole address or its beginning; else by the names that an address is made of."""
        address = next(iter(emails_in(query)), query.strip().casefold())
        local = address.partition("@")[0].replace("_", " ")
        found = self._matches(index.named(local, limit))
        having = [
            PersonMatch(one.person, Fit.NUMBER, one.records)
            for one in found
            if (one.records[0].contact.email or "").startswith(address)
        ]
        return having or found

    def _matches(self, fits: Sequence[PersonFit]) -> list[PersonMatch]:
        if not fits:
            return []
        with self._database.session() as session:
            rows = people_queries.records_of_people(session, [one.person for one in fits])
        records = defaultdict(list)
        for row in rows:
            records[row.person].append(row)
        return [
            PersonMatch(one.person, one.fit, tuple(records[one.person]))
            for one in fits
            if one.person in records
        ]


def _fits(index: PeopleIndex, query: str, limit: int) -> list[PersonFit]:
    if found := EXTENSION.fullmatch(query.strip()):
        return index.with_extension(found["digits"], limit)
    if NUMBER.fullmatch(query):
        return index.with_number("".join(filter(str.isdecimal, query)), limit)
    return index.named(query, limit)


def _named_in(index: PeopleIndex, text: str, limit: int) -> list[PersonFit]:
    words = text.split()[:MOST_WORDS]
    for length in range(min(LONGEST_NAME, len(words) - 1), SHORTEST_NAME - 1, -1):
        for start in range(len(words) - length + 1):
            if found := index.called(" ".join(words[start : start + length]), limit):
                return found
    return []
