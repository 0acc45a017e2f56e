"""Phone width, dark, reduced motion, forced colors: nothing is cut off, everything is seen."""

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from bot.channels.answer import Answer
from faq_kb.contract import SmallTalkReply
from faq_kb.knowledge import KnowledgeBase
from tests.browser.conftest import PHONE, Serve, Visits
from tests.browser.drafting import answer, begin, part
from tests.browser.states import every_answer
from tests.browser.talk import LABELS, WORDS
from tests.channels.answers import procedure
from tests.support.assistant import RunningAssistant

# As wide as WCAG asks for (1.4.10).
NARROW = PHONE | {"viewport": {"width": 320, "height": 740}}
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitaen" * 4
# What is wider than the page, or can be scrolled sideways, but for what only screen readers see.
TOO_WIDE = """() => {
  const wide = [];
  for (const one of document.querySelectorAll("body *")) {
    const { left, right, width, height } = one.getBoundingClientRect();
    if (width <= 1 || height <= 1 || !one.checkVisibility({ visibilityProperty: true })) continue;
    const isHidden = one.closest("[aria-hidden=true], .unseen, .webchat__keyboard-help");
    const scrolls = /auto|scroll/.test(getComputedStyle(one).overflowX);
    if (isHidden) continue;
    if (right > innerWidth + 1 || left < -1 || (scrolls && one.scrollWidth > one.clientWidth + 1))
      wide.push(`${one.tagName}.${one.className}: ${left} to ${right}, ${one.scrollWidth}`);
  }
  const { scrollWidth } = document.documentElement;
  return scrollWidth > innerWidth ? [...wide, `the page: ${scrollWidth}`] : wide;
}"""
LUMINANCE = """(one) => {
  const [r, g, b] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}"""


def expect_to_fit(page: Page) -> None:
    """Nothing is wider than the page."""
    assert page.evaluate(TOO_WIDE) == []


def brightness(element: Locator) -> float:
    """Of its background, from 0 (black) to 1 (white)."""
    value: float = element.evaluate(LUMINANCE)
    return value


@pytest.mark.parametrize("device", [PHONE, NARROW], ids=["360", "320"])
def test_every_kind_of_answer_fits_a_phone(
    visits: Visits, web_app: Serve, knowledge: KnowledgeBase, device: dict[str, Any]
) -> None:
    everything = [*every_answer(knowledge), Answer(LONG_WORD, SmallTalkReply(intent="help"))]
    talk = visits.talk(web_app(script=lambda _: everything).url, **device)
    expect_to_fit(talk.page)
    talk.ask(LONG_WORD)
    folded = talk.root.locator("button[aria-expanded=false]")
    assert folded.count() > 10
    folded.evaluate_all("(all) => all.forEach((one) => one.click())")
    expect(folded).to_have_count(0)
    expect_to_fit(talk.page)
    # That it would be seen.
    talk.last.evaluate("(one) => { one.style.width = '500px'; }")
    assert talk.page.evaluate(TOO_WIDE)


def test_a_dialogue_on_a_phone(visits: Visits, assistant: RunningAssistant) -> None:
    talk = visits.talk(assistant.web_url, **PHONE)
    begin(talk)
    summary = answer(talk)
    part(summary, LABELS.draft.change_something).tap()
    expect_to_fit(talk.page)
    asked = talk.answer(summary.get_by_role("button", name="Change website URL").tap)
    # The answer comes into view, whatever was looked at before.
    expect(asked.get_by_role("heading")).to_be_in_viewport(ratio=1)
    talk.ask("https://maps.example.com")
    talk.press("Save")
    expect_to_fit(talk.page)
    talk.root.get_by_role("button", name=WORDS.new_conversation).tap()
    expect_to_fit(talk.page)


def test_at_400_percent_nothing_lies_over_the_message_box(
    visits: Visits, assistant: RunningAssistant
) -> None:
    talk = visits.talk(assistant.web_url, viewport={"width": 320, "height": 256})
    talk.ask("my laptop was stolen")
    talk.box.scroll_into_view_if_needed()
    box = talk.box.bounding_box()
    footer = talk.root.get_by_text(WORDS.privacy).bounding_box()
    assert box
    assert footer
    assert box["y"] + box["height"] <= footer["y"]
    talk.box.click(trial=True)  # nothing else would take the click
    expect_to_fit(talk.page)


ORDER = """(element) => {
  const range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const places = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const match of node.data.matchAll(/564|502|7576/g)) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      places.push([range.getBoundingClientRect().left, match[0]]);
    }
  }
  return places.sort(([one], [other]) => one - other).map(([, digits]) => digits);
}"""


def test_numbers_keep_their_order_in_a_message_from_right_to_left(
    visits: Visits, web_app: Serve
) -> None:
    talk = visits.talk(web_app().url)
    answer = talk.ask("اطلب فتح الموقع للغرفة room-42 عند الساعة 10:30 والهاتف 502-564-7576")
    expect(talk.said).to_contain_text("room-42")
    for bubble in (talk.said, answer):
        assert bubble.evaluate(ORDER) == ["502", "564", "7576"]
    text = talk.said.locator(".webchat__text-content")
    assert text.evaluate("(one) => getComputedStyle(one).unicodeBidi") == "plaintext"


def test_trouble_fits_a_phone(visits: Visits, web_app: Serve) -> None:
    talk = visits.talk(web_app().url, **PHONE)
    talk.watch.allow("net::ERR_")
    talk.page.route("**/api/transcript", lambda route: route.abort())
    talk.root.get_by_role("button", name=WORDS.download_transcript).tap()
    expect(talk.notice).to_be_visible()
    expect_to_fit(talk.page)
    expect(talk.box).to_be_in_viewport(ratio=1)


def test_dark_as_the_device_is_and_as_one_chooses(
    visits: Visits, assistant: RunningAssistant
) -> None:
    talk = visits.talk(assistant.web_url, color_scheme="dark")
    body, theme = talk.root.locator("body"), talk.root.get_by_role("combobox", name=WORDS.theme)
    card = talk.messages.first.locator("[class*=bubble__content]").first
    assert brightness(body) < 0.2
    assert brightness(card) < 0.2
    theme.select_option("light")
    assert brightness(body) > 0.8
    assert brightness(card) > 0.8
    talk.page.reload()
    talk.ready()
    assert brightness(body) > 0.8
    theme.select_option("dark")
    talk.page.emulate_media(color_scheme="light")
    assert brightness(body) < 0.2
    theme.select_option("auto")
    assert brightness(body) > 0.8


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_who_does_not_want_it(
    visits: Visits, web_app: Serve, motion: str
) -> None:
    served = web_app()
    talk = visits.talk(served.url, reduced_motion=motion)
    served.assistant.gate.clear()
    talk.type("hello")
    expect(talk.root.get_by_role("img", name=WORDS.typing)).to_be_visible()
    moving = talk.page.evaluate("document.getAnimations().length")
    assert (moving == 0) == (motion == "reduce")
    served.assistant.gate.set()
    expect(talk.messages).to_have_count(3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colors_leave_borders_and_signs(
    visits: Visits, web_app: Serve, knowledge: KnowledgeBase, scheme: str
) -> None:
    served = web_app(script=lambda _: [procedure(knowledge, "vpn_access")])
    talk = visits.talk(served.url, forced_colors="active", color_scheme=scheme)
    draft = talk.ask("VPN").get_by_role("button", name="Draft this request")
    expect(draft).to_have_css("border-top-style", "solid")
    served.assistant.gate.clear()
    talk.type("VPN")
    dots = talk.root.get_by_role("img", name=WORDS.typing)
    expect(dots).to_be_visible()
    for sign in (dots, talk.root.get_by_role("button", name=WORDS.send).locator("svg")):
        colors = Image.open(io.BytesIO(sign.screenshot())).convert("RGB").getcolors()
        assert colors is not None
        assert len(colors) > 1
    served.assistant.gate.set()
    expect(talk.messages).to_have_count(5)
