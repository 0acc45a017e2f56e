"""The search of the catalog pages: the assistant's understanding and the index together."""

import asyncio
from collections.abc import Mapping

import pytest

from bot.channels.search.desk_search import LONGEST_QUERY, DeskSearch, UnderstandingSearch
from bot.channels.search.hits import CATALOG, SearchHit
from bot.channels.search.record_search import RecordSearch
from common.clock import Clock
from common.database import Database
from contacts.registry import ContactRegistry
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge, load


class Likely:
    """An understanding that says what the test wants; `asked` has what it was asked."""

    def __init__(self, **confidences: float) -> None:
        self.confidences = confidences
        self.asked: list[str] = []

    async def likely_entries(self, text: str) -> Mapping[str, float]:
        """The same for every text."""
        self.asked.append(text)
        return self.confidences


@pytest.fixture
def desk(database: Database, knowledge: KnowledgeBase) -> DeskSearch:
    """The records with the words of the training questions."""
    with database.session() as session:
        load(session, knowledge)
    registry = ContactRegistry(database, Clock("America/New_York"))
    return DeskSearch(RecordSearch(CachedKnowledge(database)), registry, database)


def found(desk: DeskSearch, understanding: Likely, query: str) -> list[SearchHit]:
    return asyncio.run(UnderstandingSearch(desk, understanding, 1.0).find(query, CATALOG))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("vpn", "vpn_access"),
        ("pasword reset", "password_help"),
        ("unblok website", "website_unblock"),
        ("COT-F059", "COT-F059"),
        ("f181ez", "COT-F181EZ"),
    ],
)
def test_without_the_engine_words_find_it(desk: DeskSearch, query: str, expected: str) -> None:
    assert found(desk, Likely(), query)[0].key == expected


def test_what_is_understood_counts_most(desk: DeskSearch) -> None:
    understanding = Likely(lost_or_stolen_equipment=0.95, greet=0.04)
    hits = found(desk, understanding, "someone took my computer from the car")
    assert hits[0].key == "lost_or_stolen_equipment"
    assert "greet" not in {hit.key for hit in hits}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_number_is_not_interpreted(desk: DeskSearch) -> None:
    understanding = Likely(webmail=0.99)
    hits = found(desk, understanding, "F181")
    assert hits[0] == SearchHit("form", "COT-F181", hits[0].score)
    assert {"vpn_access", "staff_service_request"} <= {hit.key for hit in hits}
    assert not understanding.asked


def test_what_is_about_something_else_finds_nothing(desk: DeskSearch) -> None:
    assert found(desk, Likely(), "what's for lunch")
    assert not found(desk, Likely(out_of_scope=0.99), "what's for lunch")
    assert found(desk, Likely(out_of_scope=0.99), "vpn access")[0].key == "vpn_access"


def test_a_long_query_is_cut_and_an_empty_one_asks_nobody(desk: DeskSearch) -> None:
    understanding = Likely()
    assert not found(desk, understanding, "   ")
    assert not understanding.asked
    found(desk, understanding, "a" * 5_000)
    assert [len(text) for text in understanding.asked] == [LONGEST_QUERY]
