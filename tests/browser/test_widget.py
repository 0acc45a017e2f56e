"""The widget on an intranet page of another origin: one script element is all that it takes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.conftest import PHONE, Serve, Visits
from tests.browser.intranet import Intranet, intranet
from tests.browser.scripted import Scripted
from tests.browser.talk import WORDS, Talk
from tests.browser.test_axe import faults
from tests.browser.watch import Watch

LABEL = "Need IT help?"
LARGEST_LAUNCHER = 10_000  # bytes


@dataclass
class Widget:
    """The widget on a page."""

    page: Page
    watch: Watch
    web_app: str

    @property
    def button(self) -> Locator:
        """What opens it."""
        return self.page.get_by_role("button", name=LABEL)

    @property
    def panel(self) -> Locator:
        """What opens."""
        return self.page.get_by_role("dialog", name=WORDS.title)

    @property
    def talk(self) -> Talk:
        """The conversation in its frame."""
        frame: FrameLocator = self.panel.frame_locator("iframe")
        return Talk(self.page, frame, self.watch)

    @property
    def close(self) -> Locator:
        """The button in the frame that closes it."""
        return self.talk.root.get_by_role("button", name=WORDS.close)

    def asked(self) -> list[str]:
        """Paths that the web app was asked for."""
        urls = [request.url for request in self.watch.requests]
        return [url.removeprefix(self.web_app) for url in urls if url.startswith(self.web_app)]


@dataclass
class Site:
    """An intranet, the web app, and who may embed it."""

    pages: Intranet
    served: Scripted


@pytest.fixture
def site(web_app: Serve, request: pytest.FixtureRequest) -> Iterator[Site]:
    """Its pages may embed the widget."""
    with intranet() as pages:
        hosts = ("127.0.0.1", "localhost")
        served = web_app(embed_origins=[pages.origin(host) for host in hosts])
        pages.web_app, pages.attributes = served.url, f'data-label="{LABEL}"'
        yield Site(pages, served)


Visit = Callable[..., Widget]


@pytest.fixture
def visit(visits: Visits, site: Site) -> Visit:
    """Visits the site; `host`: by this name, other arguments are of the browser."""

    def visit(host: str = "127.0.0.1", **options: Any) -> Widget:
        origin = site.pages.origin(host)
        page, watch = visits.tab(site.served.url, origin, **options)
        page.goto(f"{origin}/home")
        return Widget(page, watch, site.served.url)

    return visit


def test_nothing_but_the_launcher_is_loaded_before_it_is_asked_for(
    visit: Visit, site: Site
) -> None:
    widget = visit()
    expect(widget.button).to_be_visible()
    expect(widget.panel).to_be_hidden()
    assert widget.asked() == ["/widget.js"]
    (launcher,) = (one for one in widget.watch.requests if one.url.endswith("/widget.js"))
    response = launcher.response()
    assert response
    assert len(response.body()) < LARGEST_LAUNCHER
    widget.button.click()
    widget.talk.ready()
    assert any(path.startswith("/chat?") for path in widget.asked())


def test_it_opens_answers_and_closes_with_escape(visit: Visit) -> None:
    widget = visit()
    widget.button.focus()
    widget.page.keyboard.press("Enter")
    expect(widget.panel).to_be_visible()
    expect(widget.button).to_have_attribute("aria-expanded", "true")
    expect(widget.talk.box).to_be_focused()
    expect(widget.talk.ready().ask("hello")).to_contain_text("You said: hello")
    widget.page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.button).to_be_focused()
    expect(widget.button).to_have_attribute("aria-expanded", "false")
    # Nothing is lost by that.
    widget.page.keyboard.press("Enter")
    expect(widget.talk.messages).to_have_count(3)
    expect(widget.talk.box).to_be_focused()


def test_it_closes_by_its_own_button_and_by_the_one_that_opened_it(visit: Visit) -> None:
    widget = visit()
    widget.button.click()
    widget.close.click()
    expect(widget.panel).to_be_hidden()
    expect(widget.button).to_be_focused()
    widget.button.click()
    expect(widget.panel).to_be_visible()
    widget.button.click()
    expect(widget.panel).to_be_hidden()


def test_it_stays_open_from_page_to_page_and_takes_no_focus(visit: Visit) -> None:
    widget = visit()
    widget.button.click()
    widget.talk.ready()
    widget.talk.ask("hello")
    widget.page.get_by_role("link", name="news").click()
    expect(widget.page).to_have_title("Intranet: news")
    expect(widget.talk.ready().messages).to_have_count(2)
    expect(widget.talk.last).to_contain_text("You said: hello")
    expect(widget.page.locator("body")).to_be_focused()
    widget.close.click()
    widget.page.get_by_role("link", name="home").click()
    expect(widget.button).to_be_visible()
    expect(widget.panel).to_be_hidden()


def test_another_site_gets_a_conversation_too(visit: Visit) -> None:
    # Cookies of a frame on another site's page are not sent: a token stands for them.
    # That is found out without an error in the console, which `watch` would report.
    widget = visit("localhost")
    widget.button.click()
    expect(widget.talk.ready().ask("hello")).to_contain_text("You said: hello")
    widget.page.get_by_role("link", name="news").click()
    expect(widget.talk.ready().messages).to_have_count(2)


def test_it_covers_a_phone_and_what_is_behind_cannot_be_reached(visit: Visit) -> None:
    widget = visit(**PHONE)
    widget.button.tap()
    widget.talk.ready()
    assert widget.panel.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    expect(widget.panel).to_have_attribute("aria-modal", "true")
    expect(widget.page.locator("main")).to_have_attribute("inert", "")
    widget.close.tap()
    expect(widget.page.locator("main")).not_to_have_attribute("inert", "")
    widget.page.get_by_label("Search").fill("lunch")


def test_it_looks_as_its_page_says(visit: Visit, site: Site) -> None:
    site.pages.attributes += ' data-position="left" data-theme="dark" data-open="true"'
    widget = visit()
    expect(widget.panel).to_be_visible()
    box = widget.panel.bounding_box()
    assert box
    assert box["x"] < 100
    widget.talk.ready()
    expect(widget.talk.root.locator("html")).to_have_attribute("data-theme", "dark")
    # Nobody asked for it.
    expect(widget.page.locator("body")).to_be_focused()


def test_a_page_that_is_not_allowed_shows_no_chat(visit: Visit, site: Site, web_app: Serve) -> None:
    elsewhere = web_app(embed_origins=["https://intranet.example.gov"])
    site.pages.web_app = elsewhere.url
    widget = visit()
    widget.watch.allow("foreign request", "frame-ancestors", "net::ERR_BLOCKED_BY_RESPONSE")
    widget.button.click()
    refused = next(frame for frame in widget.page.frames if frame.parent_frame)
    refused.wait_for_load_state()
    assert refused.url.startswith("chrome-error:")
    assert any("frame-ancestors" in fault for fault in widget.watch.faults)
    # It can be closed all the same.
    widget.panel.get_by_role("button", name=WORDS.close).click()
    expect(widget.panel).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, scheme: str) -> None:
    widget = visit(color_scheme=scheme)
    assert list(faults(widget.page)) == []
    widget.button.click()
    widget.talk.ready()
    (frame,) = (one for one in widget.page.frames if one.parent_frame)
    assert list(faults(widget.page)) + list(faults(frame)) == []
