"""Signing in and out from the pages, with a real identity provider."""

import csv
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.operations.settings import ROOT
from tests.browser.conftest import Visits
from tests.browser.drafting import begin
from tests.browser.intranet import Intranet, intranet
from tests.browser.talk import WORDS, Talk
from tests.support.assistant import RunningAssistant
from tests.support.oidc import CLIENT, SECRET, running_provider

ANN = {"name": "Ann Example", "email": "ann@example.gov", "email_verified": True}
SAMPLE = ROOT / "contacts" / "sample" / "contacts.csv"
QUESTION = "who is the security contact for KYTC?"
# The provider's form loads its looks from elsewhere; nobody is asked.
LOOKS = "https://cdn.jsdelivr.net/"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of oidc-provider-mock, at which Ann has an account."""
    with running_provider({"ann": ANN}) as url:
        yield url


@pytest.fixture(scope="module")
def pages() -> Iterator[Intranet]:
    """An intranet on the assistant's site."""
    with intranet() as running:
        yield running


@pytest.fixture(scope="module")
def desk(
    provider: str, pages: Intranet, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAssistant]:
    """The real assistant with sign-in."""
    settings = {
        "OIDC_ISSUER": provider,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
        "EMBED_ORIGINS": pages.origin(),
    }
    running = RunningAssistant(tmp_path_factory.mktemp("sign-in"), settings)
    running.start()
    pages.web_app = running.web_url
    yield running
    running.stop()


@pytest.fixture(scope="module")
def contact() -> str:
    """Who the sample registry names."""
    with SAMPLE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Agency"] == "Transportation Cabinet"]
    (name,) = (row["Name"] for row in rows if row["Role"] == "Security")
    return name


def visit(visits: Visits, *origins: str) -> Talk:
    """A new visitor at the first of the origins."""
    page, watch = visits.tab(*origins)
    page.context.route(f"{LOOKS}**", lambda route: route.abort())
    watch.allow(LOOKS, "net::ERR_FAILED")
    page.goto(origins[0])
    return Talk(page, page, watch)


def consent(form: Page) -> None:
    """What Ann does at the provider."""
    form.get_by_role("textbox", name="Subject").fill("ann")
    form.get_by_role("button", name="Authorize", exact=True).click()


def expect_signed_in(talk: Talk) -> None:
    """That the page shows who it is."""
    expect(talk.root.get_by_text(WORDS.signed_in_as.format(name="Ann Example"))).to_be_visible()
    expect(talk.root.get_by_role("link", name=WORDS.sign_in)).to_be_hidden()


def expect_anonymous(talk: Talk) -> None:
    """That one can sign in."""
    expect(talk.root.get_by_role("link", name=WORDS.sign_in)).to_be_visible()


def test_contacts_are_named_while_one_is_signed_in(
    visits: Visits, desk: RunningAssistant, provider: str, contact: str
) -> None:
    talk = visit(visits, desk.web_url, provider).ready()
    expect(talk.ask(QUESTION)).not_to_contain_text(contact)
    talk.root.get_by_role("link", name=WORDS.sign_in).click()
    consent(talk.page)
    expect_signed_in(talk.ready())
    expect(talk.ask(QUESTION)).to_contain_text(contact)
    talk.root.get_by_role("button", name=WORDS.sign_out).click()
    expect_anonymous(talk)
    # Who comes next sees nothing of it.
    expect(talk.ready().messages).to_have_count(1)
    expect(talk.ask(QUESTION)).not_to_contain_text(contact)


def test_open_drafts_are_told_and_shown(
    visits: Visits, desk: RunningAssistant, provider: str
) -> None:
    talk = visit(visits, desk.web_url, provider).ready()
    talk.root.get_by_role("link", name=WORDS.sign_in).click()
    consent(talk.page)
    expect_signed_in(talk.ready())
    reference = begin(talk)
    talk.root.get_by_role("button", name=WORDS.new_conversation).click()
    talk.root.get_by_role("button", name=WORDS.new_conversation_yes).click()
    expect(talk.last).to_contain_text(WORDS.one_open_draft)
    shown = talk.click(talk.root.get_by_role("button", name=WORDS.show_drafts))
    expect(shown).to_contain_text(reference)


def test_who_declines_goes_on_without(
    visits: Visits, desk: RunningAssistant, provider: str
) -> None:
    talk = visit(visits, desk.web_url, provider).ready()
    talk.watch.allow("with a status of 403")
    talk.root.get_by_role("link", name=WORDS.sign_in).click()
    talk.page.get_by_role("button", name="Deny").click()
    talk.page.locator("a[href='/']").click()
    expect_anonymous(talk.ready())


def test_the_widget_signs_in_in_a_window_of_its_own(
    visits: Visits, desk: RunningAssistant, pages: Intranet, provider: str, contact: str
) -> None:
    host = visit(visits, pages.origin(), desk.web_url, provider)
    host.page.get_by_role("button").click()
    panel = host.page.get_by_role("dialog").frame_locator("iframe")
    talk = Talk(host.page, panel, host.watch).ready()
    with host.page.expect_popup() as opened:
        panel.get_by_role("link", name=WORDS.sign_in).click()
    with opened.value.expect_event("close"):
        consent(opened.value)
    expect_signed_in(talk.ready())
    expect(talk.ask(QUESTION)).to_contain_text(contact)
