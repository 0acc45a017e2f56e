"""The console's API around a database with the knowledge base and the sample contact list."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select
from starlette.requests import Request

from bot.channels.console.access import Agent, ConsoleAccess
from bot.channels.console.calls.wiring import CallerServices
from bot.channels.console.requests.wiring import requests_of
from bot.channels.console.wiring import console_router
from bot.channels.web.api.errors import ApiError
from bot.channels.web.chat.history import History
from bot.channels.web.chat.tables import ChatMessageRow
from bot.channels.web.security.tokens import Tokens
from bot.operations.supervisor.prepare import prepare_registry, prepare_store
from common.clock import Clock
from common.database import Database
from common.settings import SharedSettings
from contacts.people_search import PeopleSearch
from contacts.registry import ContactRegistry
from contacts.tables import LookupRow
from faq_kb.model import Role
from faq_kb.store import CachedKnowledge
from locales import Catalog, load_catalog
from tests.support.drafts import empty
from tests.support.web_app import ORIGIN, SECRET, WebAppFixture
from tickets.tables import RequestAccessRow

ANN = Agent("agent-1", "Ann Agent", "ann.agent@example.gov")
ENTRY = "vpn_access"  # for HR and IT Services Contacts
VALUES = {
    "employee": "Pat Doe",
    "it_role": "no",
    "completed_form": "yes",
    "billing_number": "12345",
}
_keys = count()


@dataclass
class Sources:
    """Services of the web app."""

    database: Database
    public_url: str = "https://help.example.gov"
    catalog: Catalog = field(default_factory=load_catalog)
    clock: Clock = field(default_factory=lambda: Clock("America/New_York"))
    tokens: Tokens = field(default_factory=lambda: Tokens([SECRET]))

    def __post_init__(self) -> None:
        self.knowledge = CachedKnowledge(self.database)
        self.history = History(self.database)
        self.registry = ContactRegistry(self.database, self.clock)


@dataclass
class Listed:
    """A person of the sample contact list who may submit the entry's requests."""

    number: int
    name: str
    email: str
    phone: str
    agency: str

    @property
    def caller(self) -> dict[str, str]:
        """As the page sends them."""
        return {
            "name": self.name, "email": self.email, "phone": self.phone, "agency": self.agency
        }  # fmt: skip


class Console:
    """An agent at the console; `agent` None: nobody has signed in."""

    def __init__(self, database: Database) -> None:
        self.database, self.sources = database, Sources(database)
        self.agent: Agent | None = ANN
        access = ConsoleAccess(self._identify)
        authority = CallerServices(self.sources, PeopleSearch(database)).authority
        requests = requests_of(self.sources, authority)
        fixture = WebAppFixture(database, extra=[console_router(access, [requests])])
        self.client = TestClient(fixture.app, base_url=ORIGIN, raise_server_exceptions=False)

    def _identify(self, request: Request) -> Agent:
        if self.agent is None:
            raise ApiError("forbidden")
        return self.agent

    def get(self, path: str, **query: object) -> Any:
        """What a route answers."""
        response = self.client.get(f"/api/console{path}", params=query)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, status: int = 200, **body: object) -> Any:
        """What a route answers to a body."""
        response = self.client.post(f"/api/console{path}", json=body)
        assert response.status_code == status, response.text
        return response.json()

    def file(self, status: int = 201, **given: object) -> Any:
        """File a request, of somebody whom nobody knows unless it is said."""
        usual: dict[str, object] = {
            "key": f"key-{next(_keys):08}",
            "entry": ENTRY,
            "person": None,
            "caller": {"name": "Joe Ray", "email": "", "phone": "", "agency": ""},
            "values": VALUES,
        }
        return self.post("/requests", status, **{**usual, **given})

    def accesses(self) -> list[tuple[str, str, str, int]]:
        """The audit of the queue."""
        row = RequestAccessRow
        query = select(row.agent, row.action, row.reference, row.shown).order_by(row.id)
        with self.database.session() as session:
            return [tuple(found) for found in session.execute(query)]  # type: ignore[misc]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def prepared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The database, once on each kind of server."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('console') / 'test.db'}"
    else:
        url = request.getfixturevalue("postgres").database()
    settings = SharedSettings(database_url=url)
    prepare_store(settings, by="Pat")
    prepare_registry(settings)
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def database(prepared: Database) -> Database:
    """The same without a draft, a conversation, a look-up."""
    empty(prepared)
    with prepared.session() as session:
        for table in (LookupRow, ChatMessageRow):
            session.execute(delete(table))
    return prepared


@pytest.fixture
def console(database: Database) -> Iterator[Console]:
    found = Console(database)
    with found.client:
        yield found


@pytest.fixture
def listed(database: Database) -> Listed:
    """One who may submit it, at the only agency that they are listed for."""
    registry = ContactRegistry(database, Clock("America/New_York"))
    agency = registry.agencies().by_id[1]
    record = registry.contact_records(agency, [Role.HR, Role.IT_SERVICES])[0]
    contact = record.contact
    return Listed(
        record.person, contact.name, contact.email or "", contact.phone or "", agency.name
    )
