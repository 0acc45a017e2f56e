"""The console in light and dark, on a phone and zoomed: axe finds nothing, nothing is cut off."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.console_api import FAILED
from tests.browser.console_desk import WORDS, Console, Desk
from tests.browser.console_fake import UNLISTED, desk, memory  # noqa: F401  (fixtures)
from tests.browser.test_axe import SCHEMES, faults
from tests.browser.test_looks import TOO_WIDE

# Fluent's sentinels at both ends of the page, which nobody hears: they hand the focus on.
SENTINEL = re.compile(r"aria-hidden-focus: \['i:nth-child\(\d+\)'\]")
WIDTHS = (1280, 640, 390, 320)


def start(console: Console) -> None:
    """Nothing is open."""


def answer(console: Console) -> None:
    """An answer for a caller who may not ask, and something collected."""
    console.find("vpn")
    console.set_caller(UNLISTED)
    expect(console.verdict).to_contain_text(WORDS.verdict.not_authorized)
    console.press("a")


def keys(console: Console) -> None:
    """The list of keys."""
    console.press("Shift+Tab", "?")
    expect(console.page.get_by_role("dialog")).to_be_visible()


def wrong(console: Console) -> None:
    """A fact is reported."""
    console.find("vpn")
    console.page.get_by_role("button", name="This fact is wrong").first.press("Enter")
    expect(console.page.get_by_role("dialog")).to_be_visible()


def request(console: Console) -> None:
    """A request is typed."""
    console.find("vpn")
    console.press("n")
    expect(console.page.get_by_role("button", name=WORDS.request.submit)).to_be_visible()


def compare(console: Console) -> None:
    """Two side by side."""
    console.find("let someone")
    console.page.get_by_role("button", name="Compare with").press("Enter")
    expect(console.page.get_by_role("table")).to_be_visible()


def queue(console: Console) -> None:
    """The requests, one of them open."""
    console.press("Shift+Tab", "2")
    console.page.get_by_role("button", name=FAILED).press("Enter")
    expect(console.page.get_by_role("button", name=WORDS.queue.retry)).to_be_visible()


def upkeep(console: Console) -> None:
    """What users asked in vain."""
    console.press("Shift+Tab", "3")
    expect(console.page.get_by_text("rsa fob is dead")).to_be_visible()


def figures(console: Console) -> None:
    """The figures."""
    console.press("Shift+Tab", "4")
    expect(console.page.get_by_text("62% (31 of 50)")).to_be_visible()


STATES = (start, answer, keys, wrong, request, compare, queue, upkeep, figures)
# Tables of figures scroll by themselves (WCAG 1.4.10 allows it).
SCROLLS = (compare, figures)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(desk: Desk, state: Callable[[Console], None]) -> None:  # noqa: F811
    console = desk.open()
    state(console)
    found = []
    for scheme in SCHEMES:
        console.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        in_scheme = [fault for fault in faults(console.page) if not SENTINEL.match(fault)]
        found += [f"{scheme}: {fault}" for fault in in_scheme]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off(desk: Desk, width: int) -> None:  # noqa: F811
    for state in STATES:
        console = desk.open(viewport={"width": width, "height": 800})
        state(console)
        if state not in SCROLLS:
            assert console.page.evaluate(TOO_WIDE) == [], state.__name__
        overflow = "document.documentElement.scrollWidth - innerWidth"
        assert console.page.evaluate(overflow) <= 0, state.__name__
