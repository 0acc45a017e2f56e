"""`GET /api/console/search` and `helpdesk find`: what they show of each kind, and the audit."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select
from typer.testing import CliRunner

from bot.channels.console.access import Agent, ConsoleAccess
from bot.channels.console.search_audit import SearchAudit
from bot.channels.console.search_routes import search_router
from bot.channels.console.wiring import console_router
from bot.channels.search.desk_search import UnderstandingSearch
from bot.channels.search.hit_lines import HitLines
from bot.operations.cli.app import app as helpdesk
from common.clock import Clock
from common.database import Database
from contacts.queries import Agency
from contacts.registry import ContactRegistry
from contacts.tables import LookupRow
from faq_kb.knowledge import KnowledgeBase
from locales import load_catalog
from tests.console.search.desk import desk_search, fill
from tests.support.web_app import WebAppFixture

AGENT = Agent("agent-7", "Dana Desk", "dana.desk@example.gov")


class Slow:
    """An understanding that answers only when a test lets it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_stuck = False

    async def likely_entries(self, text: str) -> Mapping[str, float]:
        """Webmail, whatever the text is."""
        self.asked.append(text)
        if self.is_stuck:
            await asyncio.Event().wait()
        return {"webmail": 0.99}


class Box:
    """The console's search box."""

    def __init__(self, database: Database) -> None:
        self.database, self.understanding = database, Slow()
        self.now = 0.0
        registry = ContactRegistry(database, Clock("America/New_York"))
        search = desk_search(database)
        router = search_router(
            UnderstandingSearch(search, self.understanding, 0.2),
            HitLines(search, registry, load_catalog()),
            SearchAudit(registry, "console", lambda: self.now),
        )
        access = ConsoleAccess(lambda _: AGENT)
        self.app = WebAppFixture(database, extra=[console_router(access, [router])]).app
        self.client = TestClient(self.app, base_url="http://testserver")

    def find(self, query: str, **options: object) -> list[dict[str, Any]]:
        """The hits."""
        response = self.client.get("/api/console/search", params={"q": query, **options})
        assert response.status_code == 200, response.text
        hits: list[dict[str, Any]] = response.json()["hits"]
        return hits

    def look_ups(self) -> list[tuple[str, str, bool, str, int]]:
        """The audit: who, over which channel, whether of one agency, in which roles, how many."""
        with self.database.session() as session:
            rows = session.scalars(select(LookupRow).order_by(LookupRow.id)).all()
            return [
                (row.user, row.channel, row.agency_id is not None, row.roles, row.shown)
                for row in rows
            ]


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase
) -> Iterator[Database]:
    """The knowledge base, the sample listing and some drafts."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('search') / 'desk.db'}")
    database.migrate()
    fill(database, knowledge)
    yield database
    database.close()


@pytest.fixture
def box(filled: Database) -> Box:
    """A new box and an empty audit."""
    with filled.session() as session:
        session.execute(delete(LookupRow))
    return Box(filled)


@pytest.mark.parametrize(
    ("query", "kind", "title", "detail"),
    [
        ("cot-f180", "form", "COT-F180", "Procurement Request Form"),
        ("cio 72", "policy", "CIO-072", "IT Access Control and User Access Management Policy"),
        ("564.7576", "phone", "502-564-7576", "Commonwealth Service Desk"),
        ("kytc", "agency", "Transportation Cabinet", "KYTC"),
        ("security contact", "role", "Security Contact", "Asks for"),
        ("purse strings", "role", "person with spending authority for the agency", "Asks for"),
        ("ptarmigan", "person", "Larkin Ptarmigan", "Security, Department of Highways"),
        ("sunflwer", "person", "Fern Sunflower", "IT Services, Commonwealth Office of Technology"),
        ("meadowlark topaz", "person", "Topaz Meadowlark", "(not today)"),
        ("hd c83hne", "draft", "HD-C83HNE", "Rosalind Okafor · being filled in"),
        ("okafor", "draft", "HD-C83HNE", "Unblock a website"),
    ],
)
def test_each_kind_is_told_apart_by_a_line(
    box: Box, query: str, kind: str, title: str, detail: str
) -> None:
    first, *_ = box.find(query)
    assert (first["kind"], first["title"]) == (kind, title)
    assert detail in first["detail"]
    assert first["score"] > 0


def test_what_a_hit_leads_to(box: Box) -> None:
    form, *_ = box.find("F180")
    assert form["key"] == "COT-F180"
    assert form["entries"]
    assert form["agency"] is form["role"] is None
    person, *_ = box.find("larkin.ptarmigan@example.gov")
    assert person["agency"]["name"] == "Department of Highways"
    assert person["key"].isdecimal()
    agency, *_ = box.find("highways security contact")
    assert (agency["kind"], agency["role"]) == ("agency", "security")
    assert agency["detail"] == "Security: Larkin Ptarmigan"
    assert box.find("   ") == box.find("") == []
    assert len(box.find("security", limit=2)) == 2
    assert box.client.get("/api/console/search", params={"limit": 0}).status_code == 422


def test_typing_a_name_is_one_line_of_the_audit(box: Box) -> None:
    shown: set[str] = set()
    for length in range(2, len("ptarmigan") + 1):
        shown |= {hit["key"] for hit in box.find("ptarmigan"[:length]) if hit["kind"] == "person"}
        box.now += 1
    assert box.look_ups() == [("agent-7", "console", False, "", len(shown))]
    box.find("sassafras")
    box.now += 60
    box.find("sassafras")
    assert len(box.look_ups()) == 3
    box.find("vpn access")
    assert len(box.look_ups()) == 3


def test_who_has_a_role_at_an_agency_is_recorded_with_it(box: Box) -> None:
    for query in ("highways secu", "highways security", "highways security contact"):
        box.find(query)
    assert ("agent-7", "console", True, "security", 1) in box.look_ups()
    assert len(box.look_ups()) == 1


def test_the_engine_never_slows_typing(box: Box) -> None:
    assert box.find("where do i read mail at home")[0]["key"] == "webmail"
    box.understanding.is_stuck = True
    assert box.find("vpn access")[0]["key"] == "vpn_access"
    asked = len(box.understanding.asked)
    for query in ("F180", "502-564-7576", "x4", "hd-c83hne", "a.b@example.gov", "vp"):
        box.find(query)
    assert len(box.understanding.asked) == asked


def test_find_at_the_command_line(
    box: Box, filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", filled.url.render_as_string(hide_password=False))

    def find(*words: str) -> list[dict[str, Any]]:
        done = CliRunner().invoke(helpdesk, ["find", *words, "--json"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        hits: list[dict[str, Any]] = json.loads(done.output)["hits"]
        return hits

    assert find("f180")[0]["key"] == "COT-F180"
    assert "ptarmigan" not in json.dumps(find("Larkin Ptarmigan highways security")).lower()
    assert box.look_ups() == []
    assert find("ptarmigan", "--agent")[0]["title"] == "Larkin Ptarmigan"
    ((_, channel, _, _, shown),) = box.look_ups()
    assert (channel, shown) == ("cli", 1)
    table = CliRunner().invoke(helpdesk, ["find", "vpn"], catch_exceptions=False).output
    assert "Get VPN access" in table


def test_the_audit_says_no_less_than_was_shown(filled: Database) -> None:
    """Two agents, and an agent who begins anew, never share a line."""
    registry = ContactRegistry(filled, Clock("America/New_York"))
    with filled.session() as session:
        session.execute(delete(LookupRow))
    now = [0.0]
    audit = SearchAudit(registry, "console", lambda: now[0])
    agency: Agency | None = None
    audit.note("a", "sm", [(agency, None, [1, 2])])
    audit.note("b", "smi", [(agency, None, [2])])
    audit.note("a", "smi", [(agency, None, [2, 3])])
    audit.note("a", "s", [(agency, None, [3])])
    audit.note("a", "jo", [(agency, None, [3])])
    audit.note("a", "", [])
    audit.note("a", "jo", [(agency, None, [3])])
    with filled.session() as session:
        rows = session.execute(select(LookupRow.user, LookupRow.shown).order_by(LookupRow.id))
        assert [tuple(row) for row in rows] == [("a", 3), ("b", 1), ("a", 1), ("a", 1)]
