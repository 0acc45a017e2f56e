"""Agencies and roles that a query names."""

from collections.abc import Iterator, Sequence

from bot.channels.search.hits import (
    BEGUN_AGENCY,
    MENTIONED,
    NAMED,
    ROLE_ALONE,
    ROLE_IN_QUESTION,
    SearchHit,
)
from common.text_key import text_key
from contacts import agency_search
from contacts.agency_search import AgencyMatch
from contacts.registry import Agencies

# "What may the HR contact ask for?" is answered by a procedure.
QUESTION = {"what", "who", "how", "when", "where", "why", "which", "can", "may", "does", "do", "is"}


def agency_hits(
    query: str, matches: Sequence[AgencyMatch], agencies: Agencies
) -> Iterator[SearchHit]:
    """The agencies that a query names, best first; with the one role that is asked for."""
    search = agencies.search
    is_role = bool(matches) and search.role_only(query) is not None
    for match in matches:
        if (match.role and is_role) or search.rest_of(query, match):
            score = MENTIONED
        else:
            is_named = match.score >= agency_search.NAMED and (
                match.role is None or search.names_wholly(query, match)
            )
            score = NAMED if is_named else BEGUN_AGENCY
        yield SearchHit("agency", str(match.agency.id), score, role=match.role, agency=match.agency)


def role_hits(query: str, agencies: Agencies) -> Iterator[SearchHit]:
    """The role that a query is about, and nothing else."""
    if role := agencies.search.role_only(query):
        is_question = not QUESTION.isdisjoint(text_key(query).split())
        yield SearchHit("role", role, ROLE_IN_QUESTION if is_question else ROLE_ALONE)
