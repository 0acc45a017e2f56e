"""`python -m tests.browser.console_screenshots` renews the console's pictures in docs/images."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from bot.operations.supervisor.web_build import build_web
from common.database import Database
from common.settings import SharedSettings, load_settings
from faq_kb.source import read_knowledge_base
from faq_kb.store import load
from tests.browser.console_api import FAILED, ConsoleMemory, console_api
from tests.browser.console_desk import WORDS, Console, page_routes, serving_console
from tests.browser.screenshots import save, tab
from tests.support.browser import running_browser

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}
AUTHORIZED, UNLISTED = "Phoebe Avocet", "Azure Dogwood"


def answer(console: Console) -> None:
    """A caller who may ask."""
    console.find("vpn")
    console.set_caller(AUTHORIZED)
    expect(console.verdict).to_contain_text(WORDS.verdict.authorized)


def refused(console: Console) -> None:
    """One who may not."""
    console.find("mailbox")
    console.find("server")
    console.set_caller(UNLISTED)
    expect(console.verdict).to_contain_text(WORDS.verdict.not_authorized)
    console.press("a")
    expect(console.shown).to_be_empty()


def queue(console: Console) -> None:
    """A request that failed."""
    console.press("Shift+Tab", "2")
    console.page.get_by_role("button", name=FAILED).press("Enter")
    expect(console.page.get_by_role("button", name=WORDS.queue.retry)).to_be_visible()


def picture(
    browser: Browser, url: str, name: str, show: Callable[[Console], None], **device: Any
) -> None:
    """The page after a few keys."""
    page, watch = tab(browser, url, **DESKTOP, **device)
    page.goto(f"{url}/console")
    console = Console(page, watch).ready()
    show(console)
    page.wait_for_load_state("networkidle")
    save(page, name)
    watch.check()


def main() -> None:
    """Serve the console, visit it."""
    dist, knowledge = build_web(load_settings(SharedSettings), print), read_knowledge_base()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'console.db'}")
        database.migrate()
        with database.session() as session:
            load(session, knowledge)
        routers = [page_routes(dist), console_api(ConsoleMemory(knowledge))]
        with serving_console(database, dist, routers) as url, running_browser() as browser:
            picture(browser, url, "console", answer)
            picture(browser, url, "console-caller", refused)
            picture(browser, url, "console-queue", queue)
            picture(browser, url, "console-dark", answer, color_scheme="dark")
        database.close()


if __name__ == "__main__":
    main()
