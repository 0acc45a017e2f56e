"""The console around the small API of these tests, for states that are hard to bring about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.browser.conftest import Visits
from tests.browser.console_api import ConsoleMemory, console_api
from tests.browser.console_desk import Desk, page_routes, serving_console

UNLISTED = "Verbena Hedgerow"


@pytest.fixture
def memory(knowledge: KnowledgeBase) -> ConsoleMemory:
    """What the API of this test knows."""
    return ConsoleMemory(knowledge)


@pytest.fixture
def desk(
    tmp_path: Path, dist: Path, knowledge: KnowledgeBase, memory: ConsoleMemory, visits: Visits
) -> Iterator[Desk]:
    """The console around that API."""
    database = Database(f"sqlite:///{tmp_path / 'console.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    routers = [page_routes(dist), console_api(memory)]
    with serving_console(database, dist, routers) as url:
        yield Desk(url, visits)
        visits.leave()
    database.close()
