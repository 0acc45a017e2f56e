"""The operator's name, color and logo: seen on page and widget, read with ease, and harmless."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from bot.channels.web.branding.brand import Brand
from bot.channels.web.branding.colors import checked_color, dark_colors, light_colors
from bot.channels.web.branding.logo import SVG, Logo
from faq_kb.knowledge import KnowledgeBase
from tests.browser.conftest import Serve, Visits
from tests.browser.intranet import Intranet, intranet
from tests.browser.states import every_answer
from tests.browser.talk import Talk
from tests.browser.test_axe import check

NAME = "Help Point"
# Light yellow, violet, and one that is nearly black.
ODD = ["#ffe600", "#6a1b9a", "#101010"]
# Tries everything by which a drawing could act.
HOSTILE = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" onload="hack()">
<script>function hack() { document.documentElement.dataset.hacked = "yes" }; hack()</script>
<image href="https://elsewhere.example/spy.png" width="8" height="8" onerror="hack()"/>
<a href="javascript:hack()"><path d="M0 0h8v8H0z" fill="#6a1b9a"/></a></svg>"""
BACKGROUND = "(one) => getComputedStyle(one).backgroundColor"


def rgb(color: str) -> str:
    """A color as browsers say it."""
    return f"rgb({', '.join(str(channel) for channel in bytes.fromhex(color[1:]))})"


def background(element: Locator) -> str:
    """Its color."""
    color: str = element.evaluate(BACKGROUND)
    return color


@pytest.fixture
def pages() -> Iterator[Intranet]:
    """An intranet."""
    with intranet() as pages:
        yield pages


@pytest.mark.parametrize("color", ODD)
def test_every_answer_can_be_read_in_an_odd_color(
    visits: Visits, web_app: Serve, knowledge: KnowledgeBase, color: str
) -> None:
    everything = every_answer(knowledge)
    brand = Brand(NAME, checked_color(color))
    talk = visits.talk(web_app(script=lambda _: everything, brand=brand).url)
    header = talk.page.locator("body > header")
    assert background(header) == rgb(light_colors(color).bar)
    check(talk, "suggestions")
    talk.ask("everything")
    check(talk, "every answer")
    talk.page.emulate_media(color_scheme="dark")
    assert background(header) == rgb(dark_colors(color).bar)
    # Whoever chooses a theme has its colors, whatever the device says.
    talk.page.emulate_media(color_scheme="light")
    talk.page.locator("#theme").select_option("dark")
    assert background(header) == rgb(dark_colors(color).bar)


def test_a_hostile_logo_is_shown_and_does_nothing(visits: Visits, web_app: Serve) -> None:
    brand = Brand(NAME, "", Logo(HOSTILE, SVG))
    talk = visits.talk(web_app(brand=brand).url)
    expect(talk.page).to_have_title(NAME)
    heading = talk.root.get_by_role("heading", name=NAME)
    logo = heading.locator("img")
    expect(logo).to_be_visible()
    assert logo.evaluate("(image) => image.complete && image.naturalWidth > 0")
    # Opened by itself it is a page of our origin.
    talk.watch.allow("policy violation", "Content Security Policy", "sandboxed", "elsewhere")
    page = talk.page
    page.goto(page.url.rstrip("/") + brand.icon_url)
    expect(page.locator("path")).to_be_visible()
    page.locator("path").click()
    assert page.evaluate("document.documentElement.getAttribute('data-hacked')") is None
    assert not [one for one in talk.watch.requests if "elsewhere" in one.url and one.response()]


def test_the_widget_has_the_name_and_the_color(
    visits: Visits, web_app: Serve, pages: Intranet
) -> None:
    served = web_app(embed_origins=[pages.origin()], brand=Brand(NAME, ODD[1]))
    pages.web_app = served.url
    page, watch = visits.tab(served.url, pages.origin())
    page.goto(pages.origin())
    launcher = page.get_by_role("button", name=NAME)
    assert background(launcher) == rgb(ODD[1])
    page.emulate_media(color_scheme="dark")
    assert background(launcher) == rgb(dark_colors(ODD[1]).button)
    page.emulate_media(color_scheme="light")
    launcher.click()
    panel = page.get_by_role("dialog", name=NAME)
    talk = Talk(page, panel.frame_locator("iframe"), watch).ready()
    expect(talk.root.get_by_role("heading", name=NAME)).to_be_visible()
    assert background(talk.root.locator("body > header")) == rgb(ODD[1])
