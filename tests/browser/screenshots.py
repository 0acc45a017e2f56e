"""`python -m tests.browser.screenshots` renews docs/images from the real assistant."""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from bot.operations.settings import ROOT
from tests.browser.drafting import answer, begin
from tests.browser.intranet import Intranet, intranet
from tests.browser.talk import WORDS, Talk
from tests.browser.watch import Watch
from tests.support.assistant import RunningAssistant
from tests.support.browser import running_browser

IMAGES = ROOT / "docs" / "images"
DESKTOP: dict[str, Any] = {"viewport": {"width": 900, "height": 1240}}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1000, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "device_scale_factor": 2,
    "color_scheme": "dark",
}
COLORS = 128  # enough for text on plain colors, at a third of the size


def procedure(talk: Talk) -> None:
    """The card of a procedure."""
    talk.ask("my laptop was stolen from the car")


def draft(talk: Talk) -> None:
    """A draft that is complete."""
    begin(talk)
    answer(talk).scroll_into_view_if_needed()


def main() -> None:
    """Start the assistant, visit it, stop it."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, intranet() as pages:
        assistant = RunningAssistant(Path(folder), {"EMBED_ORIGINS": pages.origin()})
        assistant.start()
        try:
            with running_browser() as browser:
                picture(browser, assistant.web_url, "procedure", procedure, **DESKTOP)
                picture(browser, assistant.web_url, "draft", draft, **DESKTOP)
                picture(browser, assistant.web_url, "dark-phone", procedure, **PHONE)
                embedded(browser, assistant.web_url, pages)
        finally:
            assistant.stop()


def picture(
    browser: Browser, web_app: str, name: str, talking: Callable[[Talk], None], **device: Any
) -> None:
    """The full page after some talk."""
    page, watch = tab(browser, web_app, **device)
    page.goto(web_app)
    talk = Talk(page, page, watch).ready()
    talking(talk)
    save(page, name)
    watch.check()


def embedded(browser: Browser, web_app: str, pages: Intranet) -> None:
    """The widget on an intranet page."""
    pages.web_app, pages.attributes = web_app, 'data-label="Ask the Service Desk"'
    pages.head = "<style>body{font:16px sans-serif;margin:2rem}</style>"
    pages.policy += "; style-src 'unsafe-inline'"
    page, watch = tab(browser, web_app, pages.origin(), **LAPTOP)
    page.goto(pages.origin())
    page.get_by_role("button", name="Ask the Service Desk").click()
    panel = page.get_by_role("dialog", name=WORDS.title).frame_locator("iframe")
    talk = Talk(page, panel, watch).ready()
    talk.ask("how do I get a website unblocked?")
    save(page, "widget")
    watch.check()


def tab(browser: Browser, *origins: str, **device: Any) -> tuple[Page, Watch]:
    """An empty tab of a new visitor without haste."""
    context = browser.new_context(reduced_motion="reduce", **device)
    return context.new_page(), Watch(context, *origins)


def save(page: Page, name: str) -> None:
    """Write the picture."""
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    image.quantize(COLORS).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
