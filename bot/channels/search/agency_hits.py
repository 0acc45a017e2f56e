"""Agencies and roles that a query names."""

from collections.abc import Iterator

from bot.channels.search.hits import BEGUN_AGENCY, MENTIONED, NAMED, ROLE_ALONE, SearchHit
from contacts import agency_search
from contacts.registry import Agencies

MOST = 5


def agency_hits(query: str, agencies: Agencies) -> Iterator[SearchHit]:
    """The agencies, best first; with the one role that is asked for."""
    search = agencies.search
    is_role = search.role_only(query) is not None
    for match in search.find(query)[:MOST]:
        if (match.role and is_role) or search.says_more(query, match):
            score = MENTIONED
        else:
            score = NAMED if match.score >= agency_search.NAMED else BEGUN_AGENCY
        yield SearchHit("agency", str(match.agency.id), score, role=match.role, agency=match.agency)


def role_hits(query: str, agencies: Agencies) -> Iterator[SearchHit]:
    """The role that a query is about, and nothing else."""
    if role := agencies.search.role_only(query):
        yield SearchHit("role", role, ROLE_ALONE)
