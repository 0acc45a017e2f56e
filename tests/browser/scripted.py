"""The web app with its pages around a scripted assistant: for what the real one never does."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import APIRouter, Request

from bot.channels.answer import Answer
from bot.channels.assistant import Question
from bot.channels.search.desk_search import DeskSearch, UnderstandingSearch
from bot.channels.search.record_search import RecordSearch
from bot.channels.web.branding.brand import Brand
from bot.channels.web.branding.routes import brand_router
from bot.channels.web.pages.help_pages import HelpPages
from bot.channels.web.pages.help_routes import HelpServices, help_router
from bot.channels.web.pages.rendering import Pages, PageTexts
from bot.channels.web.pages.routes import ASSETS, BuiltFiles, page_router
from bot.channels.web.security.limits import Limits
from common.clock import Clock
from common.database import Database
from contacts.registry import ContactRegistry
from faq_kb.answers import fallback_reply
from faq_kb.contract import FallbackReply
from faq_kb.store import CachedKnowledge
from locales import load_catalog
from tests.support.web_app import PHONES, Script, ScriptedAssistant, WebAppFixture, echo, serving

LONGEST_HOLD_S = 60


def open_gate() -> threading.Event:
    """A gate through which everything goes at once."""
    gate = threading.Event()
    gate.set()
    return gate


@dataclass
class HeldAssistant(ScriptedAssistant):
    """Answers when its gate is open; tests close and open it from their own thread."""

    gate: threading.Event = field(default_factory=open_gate)

    async def ask(self, question: Question) -> list[Answer]:
        """What the script says, as soon as the gate is open."""
        self.asked.append(question)
        await asyncio.to_thread(self.gate.wait, LONGEST_HOLD_S)
        return self.script(question)


@dataclass
class Scripted:
    """A web app that is being served at `url`."""

    url: str
    web_app: WebAppFixture
    assistant: HeldAssistant


@contextmanager
def scripted(  # noqa: PLR0913  (each is something that a test may choose)
    database: Database,
    dist: Path,
    *,
    script: Script = echo,
    limits: Limits | None = None,
    embed_origins: Sequence[str] = (),
    brand: Brand | None = None,
) -> Iterator[Scripted]:
    """Serve it until the end of the block."""

    async def phones() -> str:
        return PHONES

    brand = brand or Brand()
    pages = Pages(dist, PageTexts.of(load_catalog()), brand)
    assistant = HeldAssistant(script)
    web_app = WebAppFixture(
        database,
        assistant=assistant,
        limits=limits or Limits(),
        extra=[
            page_router(pages, phones, dist, embed_origins, brand),
            brand_router(brand),
            _help_router(database, dist),
        ],
    )
    web_app.app.mount(ASSETS, BuiltFiles(directory=dist / ASSETS.strip("/")))
    with serving(web_app.app) as url:
        try:
            yield Scripted(url, web_app, assistant)
        finally:
            assistant.gate.set()


class NoUnderstanding:
    """The engine is away: a search has the words alone."""

    async def likely_entries(self, text: str) -> dict[str, float]:
        """Nothing."""
        return {}


def _help_router(database: Database, dist: Path) -> APIRouter:
    knowledge, catalog = CachedKnowledge(database), load_catalog()
    registry = ContactRegistry(database, Clock("America/New_York"))
    search = DeskSearch(RecordSearch(knowledge), registry, database)

    async def desk() -> FallbackReply:
        return fallback_reply(knowledge.current().directory)

    async def count(request: Request) -> None:
        return None

    services = HelpServices(
        pages=HelpPages(dist, catalog),
        search=UnderstandingSearch(search, NoUnderstanding(), 1.0),
        knowledge=knowledge.current,
        desk=desk,
        words=catalog.help,
        start_words=catalog.replies.draft.button["start"],
        count=count,
    )
    return help_router(services)
