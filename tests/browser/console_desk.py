"""An agent's console in the browser: what the tests do there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from playwright.sync_api import Locator, Page, expect

from bot.channels.web.branding.brand import Brand
from bot.channels.web.pages.console_page import CONSOLE, ConsolePage, console_page_router
from bot.channels.web.pages.routes import ASSETS, BuiltFiles
from common.database import Database
from locales import load_catalog
from tests.browser.conftest import Visits
from tests.browser.watch import Watch
from tests.support.web_app import PHONES, WebAppFixture, serving

CLIPBOARD = ["clipboard-read", "clipboard-write"]
WORDS = load_catalog().console.page


def page_routes(dist: Path, *, can_sign_in: bool = True, brand: Brand | None = None) -> APIRouter:
    """The console's page, as the web app serves it."""

    async def phones() -> str:
        return PHONES

    page = ConsolePage(dist, load_catalog(), brand or Brand(), can_sign_in)
    return console_page_router(page, phones)


@dataclass
class Console:
    """The page with its parts."""

    page: Page
    watch: Watch

    @property
    def box(self) -> Locator:
        """The search box."""
        return self.page.get_by_role("combobox", name=WORDS.search.label, exact=True)

    @property
    def hits(self) -> Locator:
        """What was found."""
        return self.page.get_by_role("listbox", name=WORDS.search.results).get_by_role("option")

    @property
    def heading(self) -> Locator:
        """The heading of what is open."""
        return self.page.locator("#open-title")

    @property
    def verdict(self) -> Locator:
        """May the caller ask?"""
        return self.page.get_by_role("region", name=WORDS.verdict.title)

    @property
    def shown(self) -> Locator:
        """What the last key did."""
        return self.page.locator("#shown")

    def ready(self) -> "Console":
        """Once the box has the focus."""
        expect(self.box).to_be_focused()
        return self

    def press(self, *keys: str) -> None:
        """One key after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Into whatever has the focus."""
        self.page.keyboard.type(text)

    def find(self, text: str) -> None:
        """Open the first that is found."""
        self.press("Control+k")
        expect(self.box).to_be_focused()
        self.type(text)
        self.press("Enter")
        expect(self.heading).to_be_focused()

    def set_caller(self, name: str) -> None:
        """Pick the person by keyboard."""
        self.press("Alt+c", "Tab")
        self.type(name)
        expect(self.page.get_by_role("option", name=name)).to_be_visible()
        self.press("ArrowDown", "Enter")
        expect(self.page.get_by_role("button", name=WORDS.caller.change)).to_be_visible()

    def clipboard(self) -> dict[str, str]:
        """What was copied, by its type."""
        copied: dict[str, str] = self.page.evaluate(
            """async () => {
              const [item] = await navigator.clipboard.read();
              const text = async (type) => [type, await (await item.getType(type)).text()];
              return Object.fromEntries(await Promise.all(item.types.map(text)));
            }"""
        )
        return copied


@dataclass
class Desk:
    """A console that is being served."""

    url: str
    visits: Visits
    # What the agent's browser has: the session.
    kept: dict[str, Any] = field(default_factory=dict)

    def visit(self, query: str = "", **options: Any) -> Console:
        """The page as it comes."""
        page, watch = self.visits.tab(
            self.url, permissions=CLIPBOARD, storage_state=self.kept, **options
        )
        # What is asked for while somebody still types is dropped.
        watch.allow(r"/api/console/\S+: net::ERR_ABORTED")
        page.goto(f"{self.url}{CONSOLE}{query}")
        return Console(page, watch)

    def open(self, query: str = "", **options: Any) -> Console:
        """The page for an agent."""
        return self.visit(query, **options).ready()


@contextmanager
def serving_console(database: Database, dist: Path, routers: list[APIRouter]) -> Iterator[str]:
    """The web app with these routes more; its address."""
    web_app = WebAppFixture(database, extra=routers)
    web_app.app.mount(ASSETS, BuiltFiles(directory=dist / ASSETS.strip("/")))
    with serving(web_app.app) as url:
        yield url
