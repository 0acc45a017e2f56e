"""The console's parts around a small registry, on a day that stays."""

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.console.access import Agent, ConsoleAccess
from bot.channels.console.answers.settings import ReviewSettings
from bot.channels.console.answers.wiring import answers_part
from bot.channels.console.calls.wiring import CallerServices
from bot.channels.console.upkeep.disputes import OpenDisputes
from bot.channels.console.wiring import console_router
from bot.channels.web.security.rate_windows import SlidingWindow
from common.clock import Clock
from common.database import Database
from contacts.importing import ImportRequest, import_contacts
from contacts.people_search import PeopleSearch
from contacts.registry import ContactRegistry
from faq_kb.store import CachedKnowledge
from locales import Catalog, load_catalog
from tests.support.web_app import WebAppFixture

TODAY = dt.date(2026, 11, 30)
AGENT = Agent("agent-7", "Ada Desk", "ada@example.gov")
# Two share a surname; one is over, one is to come; one covers the departments of her cabinet.
LISTING = """Agency,Acronym,Cabinet,Consolidated,Role,Name,E-mail,Phone,Title,Covers departments,Valid from,Valid until,Verified on
Cabinet of Roads,COR,Cabinet of Roads,yes,Security,Larkin Ptarmigan,larkin.ptarmigan@example.gov,502-555-0100,Security Officer,no,2024-01-02,,2026-10-01
Cabinet of Roads,COR,Cabinet of Roads,yes,Human Resources,Fennel Wagtail,fennel.wagtail@example.gov,502-555-0101 ext. 4321,HR Manager,yes,,,2026-10-01
Department of Bridges,DOB,Cabinet of Roads,yes,IT Services,Moss Elderflower,moss.elderflower@example.gov,502-555-0102,IT Manager,no,2020-01-01,2026-11-29,2026-10-01
Department of Bridges,DOB,Cabinet of Roads,yes,IT Services,Reed Quiet,reed.quiet@example.gov,,IT Manager,no,2026-12-01,,2026-10-01
Department of Bridges,DOB,Cabinet of Roads,yes,IT Services,Ebony Oxbow,ebony.oxbow@example.gov,502-555-0103,IT Manager,no,2025-03-04,2026-11-30,2026-10-01
Department of Bridges,DOB,Cabinet of Roads,yes,Management,Sage Flint,sage.flint@example.gov,502-555-0105,Director,no,,,
Department of Birds,DBI,Cabinet of Fields,no,IT Services,Fern Oxbow,fern.oxbow@example.gov,270-555-0103,IT Manager,no,,,2026-10-01
Department of Birds,DBI,Cabinet of Fields,no,Compliance,Ebony Oxbow,ebony.oxbow@example.gov,502-555-0103,IT Manager,no,,,2026-10-01
Office of Silence,OOS,,,,,,,,,,,
"""  # noqa: E501


def listed_rows() -> list[dict[str, str]]:
    """The listing as it stands there."""
    return list(csv.DictReader(io.StringIO(LISTING)))


def bring_listing(database: Database, folder: Path) -> None:
    """Import the listing."""
    file = folder / "listing.csv"
    file.write_text(LISTING, encoding="utf-8")
    with database.session() as session:
        import_contacts(session, ImportRequest(file, by="tests"))


def clock_on(day: dt.date = TODAY) -> Clock:
    """A clock on which it is noon of that day."""
    noon = dt.datetime.combine(day, dt.time(17), dt.UTC)
    return Clock("America/New_York", lambda: noon)


@dataclass
class ConsoleServices:
    """What the web app gives to the console."""

    database: Database
    clock: Clock = field(default_factory=clock_on)
    catalog: Catalog = field(default_factory=load_catalog)
    public_url: str = ""

    def __post_init__(self) -> None:
        self.knowledge = CachedKnowledge(self.database)
        self.registry = ContactRegistry(self.database, self.clock)
        self.people = PeopleSearch(self.database)


@dataclass
class ScriptedDisputes:
    """Disputes by entry and key."""

    open: dict[str, dict[str, tuple[dt.datetime, int]]]

    def of(self, entry: str) -> dict[str, tuple[dt.datetime, int]]:
        """Those of the entry."""
        return self.open.get(entry, {})


def console_app(services: ConsoleServices, disputes: OpenDisputes | None = None) -> WebAppFixture:
    """The application with the console, for one agent."""
    calls = CallerServices(services, services.people)
    answers = answers_part(
        services, calls.authority, disputes or ScriptedDisputes({}), ReviewSettings()
    )
    access = ConsoleAccess(lambda _: AGENT, SlidingWindow("100000/minute"))
    router = console_router(access, [calls.router(), answers])
    return WebAppFixture(services.database, extra=[router])
