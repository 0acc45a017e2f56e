"""Fixtures, and the order of the tests: fast ones first, dialogues last."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from common.database import Database
from faq_kb.knowledge import SERVICE_DESK, KnowledgeBase
from faq_kb.source import read_knowledge_base
from tests.support.assistant import RunningAssistant
from tests.support.migrated import Migrated
from tests.support.postgres import Postgres, running_postgres

# Timing never fails a test.
settings.register_profile("helpdesk", deadline=None, print_blob=True)
settings.load_profile("helpdesk")

ORDER = (
    "faq_kb",
    "contacts",
    "tickets",
    "replies",
    "actions",
    "locales",
    "channels",
    "teams",
    "web",
    "operations",
    "understanding",
    "browser",
    "dialogues",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast folders first."""

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        return ORDER.index(folder) if folder in ORDER else 0

    items.sort(key=rank)


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """The knowledge base as the files have it."""
    return read_knowledge_base()


@pytest.fixture(scope="session")
def desk_phone(knowledge: KnowledgeBase) -> str:
    """The Service Desk's number as the files have it, so that changing it breaks no test."""
    return knowledge.directory.phones[SERVICE_DESK].number


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Migrated:
    """Makes databases with the newest schema."""
    folder = tmp_path_factory.mktemp("migrated")
    return Migrated(folder, lambda: request.getfixturevalue("postgres"))


@pytest.fixture(params=["sqlite", "postgresql"])
def is_sqlite(request: pytest.FixtureRequest) -> bool:
    """Whether databases are files or on a server: the test runs once on each."""
    return bool(request.param == "sqlite")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path, *, is_sqlite: bool) -> str:
    """URL of an empty database."""
    if is_sqlite:
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def database(migrated: Migrated, tmp_path: Path, *, is_sqlite: bool) -> Iterator[Database]:
    """A database with the newest schema, and nothing in it."""
    file = tmp_path / "test.db"
    database = Database(migrated.sqlite(file) if is_sqlite else migrated.postgresql())
    yield database
    database.close()


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAssistant]:
    """The real assistant, started once for all dialogues."""
    running = RunningAssistant(tmp_path_factory.mktemp("assistant"))
    running.start()
    yield running
    running.stop()
