"""axe-core finds nothing in any state, in light and in dark."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, expect

from faq_kb.knowledge import KnowledgeBase
from tests.browser.conftest import PHONE, Serve, Visits
from tests.browser.drafting import answer, begin, part
from tests.browser.states import every_answer
from tests.browser.talk import LABELS, WORDS, Talk

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Every rule of theirs, with these exceptions: rule, and why.
EXCEPTIONS: dict[str, str] = {}
# Text of 7:1, large text of 4.5:1 (WCAG 1.4.6, AAA); axe leaves it out unless it is asked for.
ENHANCED = "color-contrast-enhanced"
# What differs between light and dark, and is measured only in what is in view.
COLORS = ["color-contrast", ENHANCED, "link-in-text-block"]


# Pixels of the conversation that are scrolled away.
HIDDEN = """() => {
  const scrolled = document.querySelector(".webchat__basic-transcript__scrollable");
  return scrolled ? scrolled.scrollHeight - scrolled.clientHeight : 0;
}"""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def faults(place: Page | Frame, run_only: dict[str, Any] | None = None) -> Iterator[str]:
    """One line for each fault."""
    options = {
        "runOnly": run_only or {"type": "tag", "values": STANDARDS},
        "rules": {rule: {"enabled": False} for rule in EXCEPTIONS} | {ENHANCED: {"enabled": True}},
        "resultTypes": ["violations"],
        "iframes": False,
    }
    for violation in Axe().run(place, options=options).response["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['target']} {node['failureSummary']}"


def check(talk: Talk, state: str) -> None:
    """No fault in light and none in dark."""
    page = talk.page
    found = [f"{state}: {fault}" for fault in faults(page)]
    with everything_in_view(page):
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            in_scheme = faults(page, {"type": "rule", "values": COLORS})
            found += [f"{state}, {scheme}: {fault}" for fault in in_scheme]
    page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


@contextmanager
def everything_in_view(page: Page) -> Iterator[None]:
    """A window as high as the conversation: axe measures no colors of what is scrolled away."""
    size = page.viewport_size
    assert size
    height = size["height"] + page.evaluate(HIDDEN)
    page.set_viewport_size({"width": size["width"], "height": height})
    page.wait_for_function("height => innerHeight === height", arg=height)
    yield
    page.set_viewport_size(size)


def test_faults_are_found(talk: Talk) -> None:
    talk.page.emulate_media(color_scheme="dark")
    talk.page.evaluate("document.querySelector('h1').style.color = '#123'")
    talk.page.evaluate("document.querySelector('footer').style.color = '#8a8a8a'")  # 5.3:1
    talk.page.evaluate("document.querySelector('#theme').labels[0].remove()")
    talk.page.evaluate("document.querySelector('#theme').title = ''")
    found = {fault.split(":")[0] for fault in faults(talk.page)}
    assert found == {"color-contrast", ENHANCED, "select-name"}


def test_the_states_of_a_dialogue(talk: Talk) -> None:
    check(talk, "empty")
    talk.ask("she needs a desk phone and I want VPN access")
    check(talk, "choices")
    talk.ask("how do I get VPN access")
    check(talk, "procedure")
    helpful = talk.messages.last.get_by_role("group", name=WORDS.helpful)
    helpful.get_by_role("button", name=WORDS.helpful_no, exact=True).click()
    expect(helpful.get_by_label(WORDS.helpful_comment)).to_be_visible()
    check(talk, "asked for a comment")
    begin(talk)
    part(talk.last, LABELS.draft.so_far).click()
    check(talk, "draft being filled in")
    form = talk.press(LABELS.draft.fill_in)
    check(talk, "form")
    form.get_by_label("Your phone number", exact=True).fill("555")
    talk.click(form.get_by_role("button", name=LABELS.draft.use_answers))
    check(talk, "form with an error")
    talk.press(LABELS.draft.one_by_one)
    answer(talk)
    part(talk.last, LABELS.draft.change_something).click()
    check(talk, "draft summary")
    talk.ask("save")
    check(talk, "draft handed over")


def test_what_lies_over_the_conversation(talk: Talk) -> None:
    talk.ask("how do I get VPN access")
    talk.root.get_by_role("button", name=WORDS.new_conversation, exact=True).click()
    check(talk, "dialog")
    talk.page.keyboard.press("Escape")
    talk.root.get_by_role("combobox", name=WORDS.theme).focus()
    talk.page.keyboard.press("Tab")
    expect(talk.root.get_by_role("heading", name="Keyboard controls")).to_be_in_viewport()
    check(talk, "keyboard help")


def test_trouble_and_waiting(visits: Visits, web_app: Serve) -> None:
    served = web_app()
    talk = visits.talk(served.url)
    talk.watch.allow("net::ERR_", "Failed to post activity")
    served.assistant.gate.clear()
    talk.type("hello")
    expect(talk.root.get_by_role("img", name=WORDS.typing)).to_be_visible()
    check(talk, "the assistant writes")
    served.assistant.gate.set()
    expect(talk.messages).to_have_count(3)
    check(talk, "suggested actions")
    talk.page.route("**/api/transcript", lambda route: route.abort())
    talk.root.get_by_role("button", name=WORDS.download_transcript).click()
    expect(talk.notice).to_be_visible()
    check(talk, "notice")


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_every_kind_of_answer(
    visits: Visits, web_app: Serve, knowledge: KnowledgeBase, device: dict[str, Any]
) -> None:
    everything = every_answer(knowledge)
    talk = visits.talk(web_app(script=lambda _: everything).url, **device)
    talk.ask("everything")
    check(talk, "every answer")
