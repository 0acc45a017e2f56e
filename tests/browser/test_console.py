"""The console of Service Desk agents, used by keyboard alone, in a real browser: all of it real."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from bot.channels.web.security.request_guard import CONSOLE_PATH
from faq_kb.knowledge import KnowledgeBase
from tests.browser.conftest import Visits
from tests.browser.console_app import RealConsole
from tests.browser.console_desk import WORDS, Desk
from tests.support.assistant import RunningAssistant
from tests.support.drafts import Scripted, worker
from tickets.delivery.adapter import DeliveryResult, PermanentError

AUTHORIZED, AUTHORIZED_EMAIL = "Fennel Wagtail", "fennel.wagtail@example.gov"
UNLISTED, UNLISTED_PHONE = "Elm Vireo", "502-555-0171"
AGENCY = "Transportation Cabinet"  # theirs
CAUSE = "ServiceNow example did not create the record: 403. Give the account a role."


@dataclass
class Served:
    """The console with its address, and an agent's session."""

    real: RealConsole
    url: str
    kept: dict[str, Any]


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory,
    dist: Path,
    knowledge: KnowledgeBase,
    assistant: RunningAssistant,
) -> Iterator[Served]:
    real = RealConsole(tmp_path_factory.mktemp("console"), dist, knowledge, assistant)
    with real.serving() as url:
        yield Served(real, url, real.agent(url))


@pytest.fixture
def desk(served: Served, visits: Visits) -> Desk:
    """The real console, with the agent in."""
    return Desk(served.url, visits, served.kept)


def asked(page: Page, path: str, **body: object) -> Any:
    """What the API has, for the agent of the page; with a body: what it answers to that."""
    url = f"{page.url.partition('/console')[0]}{CONSOLE_PATH}{path}"
    response = page.request.post(url, data=body) if body else page.request.get(url)
    assert response.ok, response.text()
    return response.json()


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
    console.type("F012")
    # A form that one procedure uses leads there.
    expect(console.hits.first).to_contain_text("COT-F012")
    console.press("Alt+1")
    expect(console.heading).to_contain_text("security incident")
    expect(console.heading).to_be_focused()


def test_what_opens_late_pulls_nobody_out_of_the_box(desk: Desk) -> None:
    console = desk.open()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    console.page.route(re.compile(r"/api/console/procedures/"), hold)
    console.type("vpn")
    expect(console.hits.first).to_contain_text("VPN")
    with console.page.expect_request(re.compile(r"/api/console/procedures/")):
        console.press("Enter")
    console.press("Control+k")
    console.type("F0")
    for route in held:
        route.continue_()
    expect(console.heading).to_contain_text("VPN")
    # As keys they would lead to other views.
    console.type("12")
    expect(console.box).to_have_value("F012")
    expect(console.box).to_be_focused()
    expect(console.hits.first).to_contain_text("COT-F012")


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


def test_the_caller_is_checked(desk: Desk) -> None:
    console = desk.open()
    console.find("vpn")
    expect(console.verdict).to_contain_text(WORDS.verdict.unchecked)
    console.set_caller(AUTHORIZED)
    expect(console.verdict.get_by_role("heading", name=WORDS.verdict.authorized)).to_be_visible()
    expect(console.verdict).to_contain_text("since")
    expect(console.verdict).to_contain_text("contacts.csv")
    expect(console.page.locator("#told")).to_contain_text(WORDS.verdict.authorized)
    expect(console.heading).to_be_focused()
    console.press("t")
    expect(console.verdict.get_by_role("checkbox")).to_be_checked()
    person = asked(console.page, f"/callers?email={AUTHORIZED_EMAIL}")["candidates"][0]["person"]
    assert asked(console.page, f"/callbacks?person={person}")["called_back_at"]
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
    candidate = console.page.get_by_role("button", name=UNLISTED)
    expect(candidate).to_be_visible()
    expect(console.page.get_by_role("button", name=WORDS.caller.change)).to_have_count(0)
    assert "phone" not in console.page.url
    expect(console.box).to_have_value("vpn")
    console.press("Enter")
    expect(console.verdict).to_contain_text(WORDS.verdict.unchecked)
    expect(console.heading).to_be_focused()
    console.press("Alt+p")
    expect(console.verdict).to_contain_text(WORDS.verdict.not_authorized)
    expect(console.heading).to_be_focused()
    assert "Vireo" not in console.page.url


def test_who_calls_from_another_number_is_not_taken_at_their_word(desk: Desk) -> None:
    console = desk.open("?phone=502-555-0244")
    page = console.page
    expect(page.get_by_text(WORDS.caller.pop_none.format(phone="502-555-0244"))).to_be_visible()
    console.find("vpn")
    # The agency is taken when it is typed in full; a name alone proves nothing.
    console.press("Alt+c")
    console.type("kytc")
    expect(page.get_by_role("combobox", name=WORDS.caller.agency)).to_have_value(AGENCY)
    console.press("Tab")
    console.type(AUTHORIZED)
    expect(console.verdict).to_contain_text(WORDS.verdict.unknown)
    expect(console.verdict).to_contain_text("call back the number on record first")
    # Enter takes the only candidate. The number is still another one.
    expect(page.get_by_role("option", name=AUTHORIZED)).to_be_visible()
    console.press("Enter")
    expect(console.verdict).to_contain_text(WORDS.verdict.authorized)
    expect(page.get_by_text(WORDS.caller.other_number.format(phone="502-555-0244"))).to_be_visible()


def test_a_caller_may_ask_for_another_agency(desk: Desk) -> None:
    """The health cabinet's Security Contact covers its departments; nobody covers the others."""
    console = desk.open("?phone=502-555-0192")
    console.page.get_by_role("button", name="Teasel Limestone").wait_for()
    console.press("Alt+p")
    console.find("security assessment")
    expect(console.verdict).to_contain_text(WORDS.verdict.authorized)
    for agency, verdict in (
        ("Department for Aging and Independent Living", WORDS.verdict.authorized),
        ("Department of Revenue", WORDS.verdict.not_authorized),
    ):
        console.press("Alt+c")
        console.type(agency)
        # Typed in full, it is taken: its list is gone.
        box = console.page.get_by_role("combobox", name=WORDS.caller.agency, expanded=False)
        expect(box).to_have_value(agency)
        expect(console.verdict.get_by_role("heading", name=verdict, exact=True)).to_be_visible()
        expect(console.page.locator(".known")).to_contain_text("Teasel Limestone")


def words_of(text: str) -> set[str]:
    """Its words, without the marks and numbers of lists."""
    return {*re.findall(r"[\w@.-]*\w\w", text)}


def test_a_reply_is_copied_as_text_and_as_html(desk: Desk) -> None:
    console = desk.open()
    console.find("vpn")
    console.set_caller(AUTHORIZED)
    console.press("c")
    expect(console.shown).to_contain_text(WORDS.answer.copied_whole)
    copied = console.clipboard()
    assert set(copied) == {"text/plain", "text/html"}
    assert copied["text/plain"].startswith(f"Hello {AUTHORIZED},")
    assert "COT-F181EZ" in copied["text/plain"]
    # The same words in both, whatever marks their lines.
    text = html.unescape(re.sub(r"<[^>]+>", " ", copied["text/html"]))
    assert words_of(text) == words_of(copied["text/plain"])
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


def test_a_request_is_filed_and_loses_nothing(desk: Desk) -> None:
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
    expect(page.get_by_text("That isn't an e-mail address.")).to_be_visible()
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
    email.fill(AUTHORIZED_EMAIL)
    email.press("Enter")
    saved = page.get_by_role("heading", name=re.compile("HD-"))
    expect(saved).to_be_focused()
    (reference,) = re.findall(r"HD-\w+", saved.inner_text())
    # It is in the queue, with both names.
    (line,) = asked(page, f"/requests?q={reference}")["requests"]
    assert (line["requester"], line["agency"]) == (AUTHORIZED, AGENCY)
    assert (line["entry"], line["channel"]) == ("vpn_access", "phone")
    assert line["typed_by"] == asked(page, "/me")["name"]
    fields = asked(page, f"/requests/{reference}")["fields"]
    assert "Pat Example" in [one["value"] for one in fields]
    page.get_by_role("button", name=WORDS.request.show).press("Enter")
    expect(page.locator("#request-title")).to_contain_text(reference)


def failed_request(served: Served, page: Page) -> str:
    """A request of nobody listed that could not be delivered."""
    worker(served.real.database, Scripted(DeliveryResult())).deliver_due()  # those of other tests
    caller = {"name": "Rowan Example", "email": "", "phone": "", "agency": ""}
    values = {"url": "https://maps.example.com", "justification": "for the map"}
    filed = asked(
        page, "/requests", key="a-failed-request", entry="website_unblock", person=None,
        caller=caller, values=values, called_back=False,
    )  # fmt: skip
    worker(served.real.database, Scripted(PermanentError(CAUSE))).deliver_due()
    return str(filed["reference"])


def test_a_failed_request_is_tried_again(desk: Desk, served: Served) -> None:
    console = desk.open()
    page = console.page
    failed = failed_request(served, page)
    page.reload()
    console.ready()
    expect(page.get_by_role("link", name=WORDS.shell.failed_count.format(count=1))).to_be_visible()
    console.press("Shift+Tab", "2")
    expect(page.locator("#queue-title")).to_be_focused()
    page.get_by_role("button", name=re.compile(f"^{WORDS.queue.failed}")).press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name=failed).press("Enter")
    expect(page.locator("#request-title")).to_be_focused()
    expect(page.get_by_text(CAUSE).first).to_be_visible()
    page.get_by_role("button", name=WORDS.queue.retry).press("Enter")
    expect(console.shown).to_contain_text(failed)
    assert asked(page, f"/requests/{failed}")["state"] == "approval"
    expect(page.locator("#request-title")).to_be_focused()
    expect(page.get_by_role("link", name=WORDS.shell.failed_count.format(count=1))).to_have_count(0)
    page.get_by_role("button", name=WORDS.queue.withdraw).press("Enter")
    page.get_by_role("button", name=WORDS.queue.withdraw_yes).press("Enter")
    expect(console.shown).to_contain_text(WORDS.queue.withdrawn.format(reference=failed))
    assert asked(page, f"/requests/{failed}")["state"] == "ended"
    console.press("Escape")
    expect(page).to_have_url(re.compile("#/requests$"))


def test_a_wrong_fact_is_reported_and_seen_at_once(desk: Desk) -> None:
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
    (dispute,) = asked(page, "/disputes?open=true")["disputes"]
    assert (dispute["entry"], dispute["fact"]) == ("vpn_access", "forms.COT-F181EZ")
    console.press("3")
    expect(page.get_by_text("It is the F182 now")).to_be_visible()
    page.get_by_role("button", name=WORDS.upkeep.withdraw, exact=True).press("Enter")
    expect(page.get_by_text(WORDS.upkeep.disputes_none)).to_be_visible()
    assert asked(page, "/disputes?open=true")["disputes"] == []


def test_two_procedures_side_by_side(desk: Desk) -> None:
    console = desk.open()
    console.find("let someone")
    console.page.get_by_role("button", name=re.compile("^Compare with")).first.press("Enter")
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
    console.find(AGENCY)
    expect(console.heading).to_have_text(AGENCY)
    expect(console.page.get_by_text(UNLISTED)).to_be_visible()


def test_nothing_of_a_caller_is_kept(desk: Desk) -> None:
    console = desk.open()
    console.find("vpn")
    console.set_caller(AUTHORIZED)
    kept = console.page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])"
    )
    assert "vpn_access" in kept
    assert "Fennel" not in kept
    console.page.reload()
    expect(console.heading).to_contain_text("VPN")
    expect(console.page.get_by_text(AUTHORIZED)).to_have_count(0)
