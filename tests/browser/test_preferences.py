"""Page and widget as people set their devices: large print, forced colors, no motion."""

import pytest
from playwright.sync_api import Locator, Page, expect

from faq_kb.knowledge import KnowledgeBase
from tests.browser.conftest import Serve, Visits
from tests.browser.intranet import intranet
from tests.browser.scripted import Scripted
from tests.browser.talk import WORDS, Talk
from tests.browser.test_keyboard import share_that_shows_focus
from tests.browser.test_looks import expect_to_fit
from tests.browser.test_plain_chat import SCRIPT
from tests.channels.answers import procedure

# 400% on a screen of 1280 x 1024 (WCAG 1.4.10), and the narrowest phone.
ZOOMED, NARROW = {"width": 320, "height": 256}, {"width": 320, "height": 640}
QUESTION = "my laptop was stolen"
# How many lines of the element can be seen above the text box.
LINES_SEEN = """(answer) => {
  const scrolled = answer.closest("#plain-talk, .webchat__basic-transcript__scrollable");
  const [said, place] = [answer, scrolled].map((one) => one.getBoundingClientRect());
  const seen = Math.min(said.bottom, place.bottom, innerHeight) - Math.max(said.top, place.top, 0);
  return seen / Number.parseFloat(getComputedStyle(document.body).lineHeight);
}"""
# Controls without a border, of their own or around their row.
WITHOUT_BORDER = """(root) => [...root.querySelectorAll("button, .control, textarea")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((one) => !one.closest("[aria-hidden=true], .unseen"))
  .filter((one) => {
    const row = one.closest("#plain-form, .webchat__send-box__main");
    return ![one, one.matches("textarea") ? row : one].some((each) => {
      const { borderTopStyle, borderTopWidth } = getComputedStyle(each);
      return borderTopStyle !== "none" && Number.parseFloat(borderTopWidth) >= 1;
    });
  })
  .map((one) => `${one.outerHTML.slice(0, 120)}`)"""
WATCH_SCROLLING = """() => {
  const place = document.querySelector(".webchat__basic-transcript__scrollable");
  window.places = new Set();
  const look = () => { window.places.add(place.scrollTop); requestAnimationFrame(look); };
  look();
}"""


@pytest.fixture
def served(web_app: Serve, knowledge: KnowledgeBase) -> Scripted:
    """A web app that answers everything with one long procedure."""
    return web_app(script=lambda _: [procedure(knowledge, "lost_or_stolen_equipment")])


def plain_answer(visits: Visits, served: Scripted, **options: object) -> tuple[Talk, Locator]:
    """A visitor to whom Web Chat never comes, and what is answered."""
    page, watch = visits.tab(served.url, **options)
    watch.allow("net::ERR_", "dynamically imported module")
    page.route(SCRIPT, lambda route: route.abort())
    page.goto(served.url)
    talk = Talk(page, page, watch)
    talk.type(QUESTION)
    return talk, page.locator("#plain-log .answer p")


@pytest.mark.parametrize("viewport", [ZOOMED, NARROW], ids=["400%", "320 px"])
@pytest.mark.parametrize("is_plain", [True, False], ids=["plain", "web chat"])
def test_text_box_and_answer_can_be_used_in_little_room(
    visits: Visits, served: Scripted, viewport: dict[str, int], is_plain: bool
) -> None:
    if is_plain:
        talk, answer = plain_answer(visits, served, viewport=viewport)
    else:
        talk = visits.talk(served.url, viewport=viewport)
        answer = talk.ask(QUESTION)
    expect(answer).to_be_visible()
    expect(talk.box).to_be_in_viewport(ratio=1)
    talk.box.click(trial=True)  # nothing lies over it
    assert answer.evaluate(LINES_SEEN) >= 3
    expect_to_fit(talk.page)


def test_forced_colors_leave_every_control_its_border_and_its_focus(
    visits: Visits, served: Scripted
) -> None:
    for path in ("/", "/chat"):
        talk = visits.talk(served.url, path, forced_colors="active", reduced_motion="reduce")
        talk.ask(QUESTION)
        assert talk.page.locator("body").evaluate(WITHOUT_BORDER) == []
        assert_focus_is_seen(talk.page, ["Shift+Tab"] * 6)
    talk, answer = plain_answer(visits, served, forced_colors="active")
    expect(answer).to_be_visible()
    assert talk.page.locator("body").evaluate(WITHOUT_BORDER) == []
    # That one would be found.
    talk.page.locator("#plain-send").evaluate("(one) => one.style.setProperty('border', '0')")
    assert len(talk.page.locator("body").evaluate(WITHOUT_BORDER)) == 1


def assert_focus_is_seen(page: Page, keys: list[str]) -> None:
    """Wherever the keys lead to."""
    for key in keys:
        page.keyboard.press(key)
        focused = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert share_that_shows_focus(page) >= 0.8, focused


def test_forced_colors_leave_the_launcher_its_border(visits: Visits, served: Scripted) -> None:
    with intranet() as pages:
        pages.web_app = served.url
        page, _ = visits.tab(served.url, pages.origin(), forced_colors="active")
        page.goto(pages.origin())
        button = page.get_by_role("button", name=WORDS.launcher)
        expect(button).to_have_css("border-top-style", "solid")


def test_nothing_scrolls_by_and_by_for_who_wants_no_motion(
    visits: Visits, served: Scripted
) -> None:
    talk = visits.talk(served.url, reduced_motion="reduce")
    talk.page.evaluate(WATCH_SCROLLING)
    for _ in range(3):
        expect(talk.ask(QUESTION).get_by_role("heading").first).to_be_in_viewport()
    # For each: to the question, and to the top of the answer.
    assert talk.page.evaluate("places.size") <= 1 + 3 * 3
