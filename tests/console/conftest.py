"""A database with the knowledge base and a small registry, for all tests of the console."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from common.database import Database
from contacts.registry import ContactRegistry
from contacts.tables import PersonVersionRow
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.console import ConsoleServices, bring_listing, console_app
from tests.support.web_app import User


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase
) -> Iterator[Database]:
    """The database."""
    folder = tmp_path_factory.mktemp("console")
    database = Database(f"sqlite:///{folder / 'helpdesk.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    bring_listing(database, folder)
    yield database
    database.close()


@pytest.fixture(scope="module")
def services(filled: Database) -> ConsoleServices:
    return ConsoleServices(filled)


@pytest.fixture(scope="module")
def agent(services: ConsoleServices) -> Iterator[User]:
    """An agent at the console."""
    with console_app(services).client() as client:
        yield client


@pytest.fixture(scope="module")
def agencies(services: ConsoleServices) -> dict[str, int]:
    """The numbers of the agencies by acronym."""
    found = ContactRegistry(services.database, services.clock).agencies().by_id.values()
    return {agency.acronym: agency.id for agency in found}


@pytest.fixture(scope="module")
def people(filled: Database) -> dict[str, int]:
    """The numbers of the people by name."""
    with filled.session() as session:
        rows = session.scalars(select(PersonVersionRow)).all()
        return {row.name: row.person_id for row in rows}
