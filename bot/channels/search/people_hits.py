"""People whom a query names, and drafts by their reference or requester."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from bot.channels.search.hits import (
    BEGUN_NAME,
    BEGUN_NAMES,
    EXACT,
    FIRST_NAME,
    LAST_DIGITS,
    MISSPELT_NAME,
    SURNAME,
    WHOLE_NAME,
    SearchHit,
)
from bot.channels.search.typed_numbers import draft_beginning
from common.text_key import text_key
from contacts.agency_search import AgencyMatch
from contacts.people_index import Fit
from contacts.people_search import PeopleSearch, PersonMatch
from contacts.registry import Agencies
from tickets.search import WHOLE, begun_by_reference, requested_by

SCORES = {
    Fit.NUMBER: EXACT,
    Fit.NAME: WHOLE_NAME,
    Fit.LAST_DIGITS: LAST_DIGITS,
    Fit.BEGINNINGS: BEGUN_NAMES,
    Fit.SURNAME: SURNAME,
    Fit.WORD: FIRST_NAME,
    Fit.MISSPELT: MISSPELT_NAME,
    Fit.BEGINNING: BEGUN_NAME,
}
LONGEST_NAME = 4  # words
MOST_AGENCIES = 2
MOST_WEAK = 8  # people of whom only a beginning was typed, or something near
# Where somebody is both a person of the registry and a requester, the person comes first.
REQUESTER_SHARE = 0.95
WHOLE_REQUESTER, BEGUN_REQUESTER = 1.0, 0.5
SHORTEST_REQUESTER = 3  # letters
# What one writes beside the name of a requester.
BESIDE = {"draft", "drafts", "request", "requests", "ticket", "tickets", "of", "from", "for", "by"}


def person_hits(
    query: str, people: PeopleSearch, matches: Sequence[AgencyMatch], agencies: Agencies
) -> Iterator[SearchHit]:
    """People, best first; `matches`: the agencies that the query names, too."""
    found = people.find(query) or _at_agency(query, people, matches, agencies)
    weak = [match for match in found if match.fit in (Fit.BEGINNING, Fit.MISSPELT)]
    for match in found:
        if match in weak[MOST_WEAK:]:
            continue
        yield SearchHit("person", str(match.person), SCORES[match.fit], person=match)


def draft_hits(session: Session, query: str) -> Iterator[SearchHit]:
    """Drafts by reference, or by the name of who asks."""
    if beginning := draft_beginning(query):
        score = EXACT if len(beginning) == WHOLE else 1.5
        for draft in begun_by_reference(session, beginning):
            yield SearchHit("draft", draft.reference, score, draft=draft)
    typed = text_key(query).split()
    words = [word for word in typed if word not in BESIDE]
    if not 0 < len(words) <= LONGEST_NAME or max(map(len, words)) < SHORTEST_REQUESTER:
        return
    for draft in requested_by(session, words):
        names = text_key(draft.requester.name).split()
        score = WHOLE_REQUESTER if set(words) <= set(names) else BEGUN_REQUESTER
        if len(words) > 1 or len(words) < len(typed):
            score += 1.0  # a whole name, or "drafts of": nothing else is so likely meant
        yield SearchHit("draft", draft.reference, REQUESTER_SHARE * score, draft=draft)


def _at_agency(
    query: str, people: PeopleSearch, matches: Sequence[AgencyMatch], agencies: Agencies
) -> list[PersonMatch]:
    """A name, and the person's agency before or behind it: "Doe at KYTC"."""
    for match in matches[:MOST_AGENCIES]:
        name = agencies.search.rest_of(query, match)
        if not 0 < len(name) <= LONGEST_NAME:
            continue
        found = [
            PersonMatch(one.person, Fit.BEGINNINGS, one.records)
            for one in people.find(" ".join(name))
            if any(record.contact.agency == match.agency.name for record in one.records)
        ]
        if found:
            return found
    return []
