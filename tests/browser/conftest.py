"""A real browser for this package, and a fresh, watched context for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.operations.supervisor.web_build import build_web
from common.database import Database
from common.settings import SharedSettings, load_settings
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.browser.scripted import Scripted, scripted
from tests.browser.talk import Talk
from tests.browser.watch import Watch
from tests.support.assistant import RunningAssistant
from tests.support.browser import running_browser

# Only a page that hangs takes so long; what is expected is waited for, never slept for.
PATIENCE_MS = 20_000
Serve = Callable[..., Scripted]
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser; it ends with this package: meanwhile an event loop runs in this thread."""
    expect.set_options(timeout=PATIENCE_MS)
    with running_browser() as browser:
        yield browser


class Visits:
    """Opens contexts; every one is watched until the test ends."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._watches: list[Watch] = []
        self._close: list[Callable[[], None]] = []

    def tab(self, *origins: str, **options: Any) -> tuple[Page, Watch]:
        """An empty tab of a new visitor who may ask these origins only."""
        context = self._browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        self._close.append(context.close)
        watch = Watch(context, *origins)
        self._watches.append(watch)
        return context.new_page(), watch

    def talk(self, web_app: str, path: str = "/", **options: Any) -> Talk:
        """A new visitor at the full page; PHONE is a telephone."""
        page, watch = self.tab(web_app, **options)
        page.goto(f"{web_app}{path}")
        return Talk(page, page, watch).ready()

    def leave(self) -> None:
        """Close every tab."""
        while self._close:
            self._close.pop()()

    def end(self) -> None:
        """AssertionError with what went wrong until all have left."""
        self.leave()
        for watch in self._watches:
            watch.check()


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    """Visitors of this test."""
    visits = Visits(browser)
    yield visits
    visits.end()


@pytest.fixture
def talk(visits: Visits, assistant: RunningAssistant) -> Talk:
    """A new visitor at the real assistant's full page."""
    return visits.talk(assistant.web_url)


@pytest.fixture(scope="package")
def dist() -> Path:
    """The built web pages, as the assistant serves them."""
    return build_web(load_settings(SharedSettings), print)


@pytest.fixture
def web_app(
    tmp_path: Path, dist: Path, knowledge: KnowledgeBase, visits: Visits
) -> Iterator[Serve]:
    """Serves web apps with their pages around a scripted assistant: `web_app(limits=...)`."""
    database = Database(f"sqlite:///{tmp_path / 'web_app.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    with ExitStack() as stack:
        yield lambda **given: stack.enter_context(scripted(database, dist, **given))
        visits.leave()  # a server waits for its streams to end
    database.close()
