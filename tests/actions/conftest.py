"""A store with the sample listing, the action server's services on it, conversations with them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.services import Services
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from tests.support.tracker import Conversation, copied, sample_store, services_of


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase) -> Path:
    """The store that each test gets a copy of."""
    return sample_store(tmp_path_factory.mktemp("store") / "template.db", knowledge)


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Database]:
    """Knowledge base, sample listing and no drafts."""
    database = copied(template, tmp_path)
    yield database
    database.close()


@pytest.fixture
def services(store: Database, knowledge: KnowledgeBase) -> Services:
    """The services as they are by default."""
    return services_of(store, knowledge)


@pytest.fixture
def talk(services: Services) -> Callable[..., Conversation]:
    """Begins a conversation: `talk()` anonymous, `talk(user={"id": ...}, audience="agent")`."""

    def begin(
        sender: str = "tests", services: Services = services, **metadata: Any
    ) -> Conversation:
        return Conversation(services, sender, metadata)

    return begin
