"""The console of Service Desk agents, used by keyboard alone, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.browser.conftest import Visits
from tests.browser.console_api import FAILED, ConsoleMemory, console_api
from tests.browser.console_desk import WORDS, Desk, page_routes, serving_console

AUTHORIZED, UNLISTED = "Robin Soapstone", "Verbena Hedgerow"
UNLISTED_PHONE = "502-555-0127"


@pytest.fixture
def memory(knowledge: KnowledgeBase) -> ConsoleMemory:
    """What the API of this test knows."""
    return ConsoleMemory(knowledge)


@pytest.fixture
def desk(
    tmp_path: Path, dist: Path, knowledge: KnowledgeBase, memory: ConsoleMemory, visits: Visits
) -> Iterator[Desk]:
    """The console around that API."""
    database = Database(f"sqlite:///{tmp_path / 'console.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    routers = [page_routes(dist), console_api(memory)]
    with serving_console(database, dist, routers) as url:
        yield Desk(url, visits)
        visits.leave()
    database.close()


def test_a_procedure_is_found_and_opened(desk: Desk) -> None:
    console = desk.open()
    console.type("shared mailbox")
    expect(console.hits.first).to_contain_text("shared mailbox")
    expect(console.page.locator("#told")).to_have_text(re.compile("result"))
    console.press("Enter")
    expect(console.heading).to_be_focused()
    expect(console.heading).to_contain_text("shared mailbox")
    assert console.page.url.endswith("#/desk/shared_mailbox_access")
    # Its Esc leads to the box, with the results; the next one clears it.
    console.press("Escape")
    expect(console.box).to_be_focused()
    expect(console.box).to_have_value("shared mailbox")
    console.press("Escape")
    expect(console.box).to_have_value("")
    expect(console.page.get_by_role("heading", name=WORDS.search.recent)).to_be_visible()


def test_enter_opens_what_is_typed_even_before_it_is_found(desk: Desk) -> None:
    console = desk.open()
    console.type("vpn")
    console.press("Enter")
    expect(console.heading).to_contain_text("VPN")
    console.press("Control+k")
    console.type("form")
    expect(console.hits.nth(1)).to_be_visible()
    # A form that one procedure uses leads there.
    expect(console.hits.nth(1)).to_contain_text("COT-F012")
    console.press("Alt+2")
    expect(console.heading).to_contain_text("security incident")
    expect(console.heading).to_be_focused()


def test_letters_never_act_while_one_types(desk: Desk) -> None:
    console = desk.open()
    console.find("vpn")
    console.press("Control+k")
    console.type("/copy?nwfp123")
    expect(console.box).to_have_value("/copy?nwfp123")
    expect(console.shown).to_be_empty()
    expect(console.page.get_by_role("dialog")).to_have_count(0)
    console.press("Alt+c")
    console.type("n/c?")
    expect(console.page.get_by_role("combobox", name=WORDS.caller.agency)).to_have_value("n/c?")
    # From a field Ctrl+K leads to the box; "/" from everywhere else.
    console.press("Control+k")
    expect(console.box).to_be_focused()
    console.press("Escape")
    console.find("webmail")
    console.press("/")
    expect(console.box).to_be_focused()
    console.press("Shift+Tab")
    console.press("?")
    expect(console.page.get_by_role("dialog", name=WORDS.keys.title)).to_be_visible()
    before = "document.activeElement.textContent"
    console.press("Escape")
    expect(console.page.get_by_role("dialog")).to_have_count(0)
    assert WORDS.caller.next in console.page.evaluate(before)


def test_the_caller_is_checked(desk: Desk, memory: ConsoleMemory) -> None:
    console = desk.open()
    console.find("vpn")
    expect(console.verdict).to_contain_text(WORDS.verdict.unchecked)
    console.set_caller(AUTHORIZED)
    expect(console.verdict.get_by_role("heading", name=WORDS.verdict.authorized)).to_be_visible()
    expect(console.verdict).to_contain_text("since")
    expect(console.verdict).to_contain_text("Agency Contact Listing")
    expect(console.page.locator("#told")).to_contain_text(WORDS.verdict.authorized)
    expect(console.heading).to_be_focused()
    console.press("t")
    expect(console.verdict.get_by_role("checkbox")).to_be_checked()
    assert [one["entry"] for one in memory.called] == ["vpn_access"]
    # The next caller finds nothing of this one.
    console.press("Control+Enter")
    expect(console.box).to_be_focused()
    expect(console.page.get_by_text(AUTHORIZED)).to_have_count(0)
    console.find("vpn")
    console.set_caller(UNLISTED)
    expect(
        console.verdict.get_by_role("heading", name=WORDS.verdict.not_authorized)
    ).to_be_visible()
    expect(console.verdict).to_contain_text(AUTHORIZED)


def test_a_screen_pop_lists_and_never_picks(desk: Desk) -> None:
    console = desk.open(f"?phone={UNLISTED_PHONE}&q=vpn")
    expect(console.page.get_by_role("button", name=UNLISTED)).to_be_visible()
    expect(console.page.get_by_role("button", name=WORDS.caller.change)).to_have_count(0)
    assert "phone" not in console.page.url
    expect(console.box).to_have_value("vpn")
    console.press("Enter")
    expect(console.verdict).to_contain_text(WORDS.verdict.unchecked)
    console.page.get_by_role("button", name=UNLISTED).press("Enter")
    expect(console.verdict).to_contain_text(WORDS.verdict.not_authorized)
    expect(console.heading).to_be_focused()
    assert "Verbena" not in console.page.url


def test_a_reply_is_copied_as_text_and_as_html(desk: Desk) -> None:
    console = desk.open()
    console.find("vpn")
    console.set_caller(AUTHORIZED)
    console.press("c")
    expect(console.shown).to_contain_text(WORDS.answer.copied_whole)
    copied = console.clipboard()
    assert set(copied) == {"text/plain", "text/html"}
    assert copied["text/plain"].startswith(f"Hello {AUTHORIZED},")
    lines = re.sub(r"</p>", "\n", copied["text/html"])
    assert "COT-F181EZ" in copied["text/plain"]
    assert "COT-F181EZ" in lines
    console.press("f")
    expect(console.shown).to_contain_text("Form")
    assert "billing" not in console.clipboard()["text/plain"]
    # Pieces of two answers, copied once.
    console.press("a")
    console.find("webmail")
    console.press("a", "b")
    expect(console.shown).to_contain_text(WORDS.basket.copied)
    both = console.clipboard()["text/plain"]
    assert "VPN" in both
    assert "e-mail" in both.lower() or "email" in both.lower()


def test_a_request_is_filed_and_loses_nothing(desk: Desk, memory: ConsoleMemory) -> None:
    console = desk.open()
    page = console.page
    console.find("vpn")
    console.set_caller(AUTHORIZED)
    console.press("n")
    expect(console.heading).to_contain_text("VPN")
    expect(console.heading).to_be_focused()
    expect(page.get_by_label(re.compile("^Name"))).to_have_value(AUTHORIZED)
    first = page.locator("fieldset").nth(1).get_by_role("textbox").first
    first.focus()
    console.type("Pat Example")
    email = page.get_by_label(re.compile("^E-mail"))
    email.fill("nobody")
    email.press("Enter")
    console.watch.allow("status of 422")
    expect(email).to_be_focused()
    expect(page.get_by_text("Write a whole e-mail address.")).to_be_visible()
    expect(first).to_have_value("Pat Example")
    # The way back and forth loses nothing either.
    console.press("Escape")
    expect(console.verdict).to_be_visible()
    page.get_by_role("button", name=WORDS.answer.request).press("Enter")
    expect(page.locator("fieldset").nth(1).get_by_role("textbox").first).to_have_value(
        "Pat Example"
    )
    # Nor does the next caller without asking.
    console.press("Control+Enter")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.get_by_role("button", name=WORDS.caller.clear_no).press("Enter")
    email.fill("robin.soapstone@example.gov")
    email.press("Enter")
    expect(page.get_by_role("heading", name="HD-000001")).to_be_focused()
    (saved,) = memory.saved
    assert saved["caller"]["name"] == AUTHORIZED
    assert saved["person"]
    assert "Pat Example" in saved["values"].values()
    page.get_by_role("button", name=WORDS.request.show).press("Enter")
    expect(page.locator("#request-title")).to_contain_text("HD-000001")


def test_a_failed_request_is_tried_again(desk: Desk) -> None:
    console = desk.open()
    page = console.page
    expect(page.get_by_role("link", name=WORDS.shell.failed_count.format(count=1))).to_be_visible()
    console.press("Shift+Tab", "2")
    expect(page.locator("#queue-title")).to_be_focused()
    page.get_by_role("button", name=re.compile(f"^{WORDS.queue.failed}")).press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name=FAILED).press("Enter")
    expect(page.locator("#request-title")).to_be_focused()
    expect(page.get_by_text("a site is blocked")).to_be_visible()
    page.get_by_role("button", name=WORDS.queue.retry).press("Enter")
    expect(console.shown).to_contain_text("received by the Service Desk")
    expect(page.locator("#request-title")).to_be_focused()
    expect(page.get_by_role("link", name=WORDS.shell.failed_count.format(count=1))).to_have_count(0)
    page.get_by_role("button", name=WORDS.queue.withdraw).press("Enter")
    page.get_by_role("button", name=WORDS.queue.withdraw_yes).press("Enter")
    expect(console.shown).to_contain_text(WORDS.queue.withdrawn.format(reference=FAILED))
    console.press("Escape")
    expect(page).to_have_url(re.compile("#/requests$"))


def test_a_wrong_fact_is_reported_and_seen_at_once(desk: Desk, memory: ConsoleMemory) -> None:
    console = desk.open()
    page = console.page
    console.find("vpn")
    flag = page.get_by_role("button", name=re.compile("This fact is wrong: Form")).first
    flag.press("Enter")
    page.get_by_role("radio", name=WORDS.answer.outdated).check()
    page.get_by_role("textbox", name=re.compile("What is right")).fill("It is the F182 now")
    page.get_by_role("button", name=WORDS.answer.wrong_send).press("Enter")
    expect(page.get_by_text(re.compile("Disputed since")).first).to_be_visible()
    expect(flag).to_be_focused()
    assert memory.disputes[0]["fact"] == "forms.COT-F181EZ"
    console.press("3")
    expect(page.get_by_text("It is the F182 now")).to_be_visible()
    page.get_by_role("button", name=WORDS.upkeep.withdraw, exact=True).press("Enter")
    expect(page.get_by_text(WORDS.upkeep.disputes_none)).to_be_visible()
    console.press("4")
    expect(page.get_by_text("62% (31 of 50)")).to_be_visible()


def test_two_procedures_side_by_side(desk: Desk) -> None:
    console = desk.open()
    console.find("let someone")
    console.page.get_by_role("button", name=re.compile("^Compare with")).press("Enter")
    expect(console.heading).to_contain_text("difference")
    expect(console.page.get_by_text(WORDS.answer.differs).first).to_be_visible()
    console.press("Escape")
    expect(console.verdict).to_be_visible()


def test_an_agency_and_a_person_open_as_cards(desk: Desk) -> None:
    console = desk.open()
    console.find(AUTHORIZED)
    expect(console.heading).to_have_text(AUTHORIZED)
    console.page.get_by_role("button", name=WORDS.caller.is_caller).press("Enter")
    expect(console.page.get_by_role("button", name=WORDS.caller.change)).to_be_visible()
    console.find("Auditor of Public Accounts")
    expect(console.heading).to_have_text("Auditor of Public Accounts")
    expect(console.page.get_by_text(UNLISTED)).to_be_visible()


@pytest.mark.parametrize(
    ("door", "said"),
    [("unauthorized", WORDS.shell.sign_in_text), ("forbidden", WORDS.shell.not_agent)],
)
def test_who_is_no_agent_is_told_so(
    desk: Desk, memory: ConsoleMemory, door: str, said: str
) -> None:
    memory.door = door
    console = desk.visit()
    console.watch.allow("status of 40[13]")
    expect(console.page.get_by_text(said)).to_be_visible()
    expect(console.page.get_by_role("combobox")).to_have_count(0)
    assert memory.asked == ["GET /api/console/me"]


def test_nothing_of_a_caller_is_kept(desk: Desk) -> None:
    console = desk.open()
    console.find("vpn")
    console.set_caller(AUTHORIZED)
    kept = console.page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])"
    )
    assert "vpn_access" in kept
    assert "Robin" not in kept
    console.page.reload()
    expect(console.heading).to_contain_text("VPN")
    expect(console.page.get_by_text(AUTHORIZED)).to_have_count(0)
