"""News of drafts: on every open page, after a reload once, and as a number on the widget."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import text

from tests.browser import drafting
from tests.browser.conftest import Serve, Visits
from tests.browser.scripted import Scripted
from tests.browser.talk import WORDS, Talk
from tests.browser.test_axe import faults
from tests.browser.test_two_tabs import another_tab
from tests.browser.test_widget import Site, Visit, site, visit
from tests.support.assistant import RunningAssistant
from tests.support.drafts import Scripted as ScriptedDelivery
from tests.support.drafts import handed_over, new_draft, worker
from tests.support.mail import Handler, running_mail_server
from tickets.delivery.adapter import DeliveryResult
from tickets.service import Tickets

__all__ = ["site", "visit"]  # fixtures


def deliver(served: Scripted) -> str:
    """Something becomes of a request of whoever came last; its reference."""
    database = served.web_app.database
    with database.session() as session:
        query = text("SELECT visitor FROM web_session ORDER BY begun_at DESC LIMIT 1")
        owner = f"visitor:visitor-{session.scalar(query)}"
    draft = new_draft(owner=owner, conversation="web-1")
    reference = handed_over(Tickets(database), draft).reference
    worker(database, ScriptedDelivery(DeliveryResult())).deliver_due()
    return reference


def test_every_open_page_shows_it_and_a_reload_shows_it_once(
    visits: Visits, web_app: Serve
) -> None:
    served = web_app()
    talk = visits.talk(served.url)
    talk.ask("hello")
    other = another_tab(talk)
    expect(other.messages).to_have_count(2)
    news = f"There is news of {deliver(served)}."
    for tab in (talk, other):
        expect(tab.last).to_contain_text(news)
        expect(tab.root.get_by_text(news)).not_to_have_count(0)
    assert talk.messages.count() == other.messages.count() + 1  # the welcome
    talk.page.reload()
    expect(talk.ready().messages).to_have_count(3)
    expect(talk.last).to_contain_text(news)
    # Its button asks, as any other.
    expect(talk.click(talk.root.get_by_role("button", name="Show it"))).to_contain_text("You said")


def test_what_comes_while_nobody_looks_is_there_at_the_next_visit(
    visits: Visits, web_app: Serve
) -> None:
    served = web_app()
    talk = visits.talk(served.url)
    talk.ask("hello")
    talk.page.goto("about:blank")
    reference = deliver(served)
    talk.page.goto(served.url)
    expect(talk.ready().last).to_contain_text(f"There is news of {reference}.")
    expect(talk.messages).to_have_count(3)


def badge(button: Locator) -> Locator:
    return button.locator(".badge")


def test_the_closed_widget_says_how_many_messages_have_come(visit: Visit, site: Site) -> None:
    widget = visit()
    expect(badge(widget.button)).to_be_hidden()
    widget.button.click()
    expect(widget.talk.ready().ask("hello")).to_contain_text("You said")
    # What is seen is not counted.
    expect(badge(widget.button)).to_be_hidden()
    widget.close.click()
    status = widget.page.get_by_role("status")
    for count, words in ((1, WORDS.one_new_message), (2, WORDS.new_messages.format(count=2))):
        deliver(site.served)
        expect(badge(widget.button)).to_have_text(str(count))
        expect(status).to_have_text(words)
        expect(widget.button).to_have_accessible_description(words)
    assert [*faults(widget.page)] == []
    widget.button.click()
    expect(badge(widget.button)).to_be_hidden()
    expect(status).to_have_text("")
    expect(widget.talk.messages).to_have_count(5)  # with the welcome


@pytest.fixture
def mailing(tmp_path: Path) -> Iterator[RunningAssistant]:
    """The whole assistant, which mails what is saved."""
    with running_mail_server(Handler()) as server:
        settings = {
            "HANDOVER": "smtp",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(server.port),
            "SMTP_SECURITY": "none",
            "SMTP_SENDER": "help@example.gov",
        }
        running = RunningAssistant(tmp_path, settings)
        running.start()
        yield running
        running.stop()


def test_who_saves_a_request_is_told_that_it_was_sent(
    visits: Visits, mailing: RunningAssistant
) -> None:
    talk: Talk = visits.talk(mailing.web_url)
    reference = drafting.begin(talk)
    drafting.answer(talk)
    talk.ask("save")
    news = talk.root.get_by_role("feed").locator("> article", has_text="There's an update")
    expect(news).to_have_count(1)
    expect(news).to_contain_text(f"There's an update on your request {reference}.")
    expect(news).to_contain_text("I e-mailed it to your agency's")
    talk.ask(f"status {reference}")
    expect(talk.last).to_contain_text("I e-mailed it to your agency's")
    talk.page.reload()
    talk.ready()
    expect(news).to_have_count(1)
    visits.leave()
