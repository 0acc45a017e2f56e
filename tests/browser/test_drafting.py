"""A draft ticket from its first word to the e-mail that asks for it."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from common.plain_text import without_links
from faq_kb.knowledge import KnowledgeBase
from tests.browser.conftest import Serve, Visits
from tests.browser.drafting import ANSWERS, FIELDS, REFERENCE, answer, begin, part
from tests.browser.talk import CATALOG, LABELS, WORDS, Talk
from tests.channels.draft_answers import AVERY, Drafting
from tickets.draft import Status

PAPER = "have it"
OTHER = "https://maps.example.com/roads"


def test_a_draft_is_filled_in_changed_saved_and_downloaded(talk: Talk) -> None:
    reference = begin(talk)
    summary = answer(talk)
    for value in FIELDS.values():
        expect(summary).to_contain_text(value)
    change_the_address(talk, summary)
    saved = talk.ask("save")
    expect(saved).to_contain_text(LABELS.status["handed_over"])
    expect(part(saved, LABELS.draft.change_something)).to_have_count(0)
    for text in (mail_of(saved), download(talk, saved, reference)):
        assert reference in text
        # No mail program makes a link of what somebody typed.
        assert without_links(OTHER) in text
        assert without_links(FIELDS["url"]) not in text
        for item, value in FIELDS.items():
            told = CATALOG.mail.at_hand if value == PAPER else value
            assert item == "url" or told in text, item


def test_a_new_conversation_keeps_the_drafts_and_says_so(talk: Talk) -> None:
    reference = begin(talk)
    talk.ask("later")
    talk.root.get_by_role("button", name=WORDS.new_conversation).click()
    dialog = talk.root.get_by_role("dialog", name=WORDS.new_conversation)
    expect(dialog).to_contain_text("Your drafts are kept")
    dialog.get_by_role("button", name=WORDS.new_conversation_yes).click()
    expect(talk.messages).to_have_count(1)
    expect(talk.ask("my drafts")).to_contain_text(reference)
    noted = talk.ask(f"add the billing number {ANSWERS['billing_number']['value']} to {reference}")
    expect(noted).to_contain_text(ANSWERS["billing_number"]["value"])


def change_the_address(talk: Talk, summary: Locator) -> None:
    """By the card's button for it."""
    change = summary.get_by_role("button", name=LABELS.draft.change.format(item="website URL"))
    expect(change).to_be_hidden()
    part(summary, LABELS.draft.change_something).click()
    asked = talk.click(change)
    expect(asked).to_contain_text(FIELDS["url"])
    expect(talk.box).to_be_focused()
    changed = talk.ask(OTHER)
    expect(changed).to_contain_text(OTHER)
    expect(changed.get_by_text(FIELDS["url"])).to_have_count(0)


def mail_of(saved: Locator) -> str:
    """What the mail program would be given."""
    link = saved.get_by_role("link", name=LABELS.draft.mail)
    parts = urlsplit(link.get_attribute("href") or "")
    assert parts.scheme == "mailto"
    fields = parse_qs(parts.query, strict_parsing=True)
    return f"{fields['subject'][0]}\n{fields['body'][0]}"


def download(talk: Talk, saved: Locator, reference: str) -> str:
    """The downloaded mail."""
    with talk.page.expect_download() as downloading:
        saved.get_by_role("link", name=LABELS.draft.download).click()
    assert downloading.value.suggested_filename == f"{reference}.eml"
    content = Path(downloading.value.path()).read_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    body = message.get_body(("plain",))
    assert body is not None
    return f"{message['Subject']}\n{body.get_content()}"


def test_the_button_of_an_answer_begins_a_draft_and_choices_answer_it(talk: Talk) -> None:
    talk.ask("how do I get VPN access")
    asked = talk.press("Draft this request")
    expect(asked).to_contain_text(LABELS.status["collecting"])
    expect(talk.said).to_contain_text("Draft this request")


def test_what_was_given_can_be_looked_at_while_it_is_filled_in(talk: Talk) -> None:
    begin(talk)
    asked = answer(talk, last=1)
    given = asked.get_by_text(FIELDS["justification"], exact=True)
    expect(given).to_be_hidden()
    part(asked, LABELS.draft.so_far).click()
    expect(given).to_be_visible()
    part(asked, LABELS.draft.so_far).click()
    expect(given).to_be_hidden()


@pytest.mark.parametrize(
    ("system", "separator"),
    [
        ("Windows NT 10.0; Win64; x64", ";"),
        ("X11; Linux x86_64", ";"),
        ("Macintosh; Intel Mac OS X 10_15_7", ","),
        ("iPhone; CPU iPhone OS 18_0 like Mac OS X", ","),
    ],
)
def test_a_mail_to_two_people_has_the_separator_of_the_mail_program(
    visits: Visits, web_app: Serve, knowledge: KnowledgeBase, system: str, separator: str
) -> None:
    two = (AVERY, AVERY.model_copy(update={"email": "robin.roe@example.gov"}))
    said = Drafting(knowledge).standing(Status.HANDED_OVER, authorized=two)
    served = web_app(script=lambda _: [said])
    talk = visits.talk(served.url, user_agent=f"Mozilla/5.0 ({system}) AppleWebKit/537.36")
    link = talk.ask("save").get_by_role("link", name=LABELS.draft.mail)
    to = urlsplit(link.get_attribute("href") or "").path
    assert to == f"{AVERY.email}{separator}robin.roe@example.gov"


def test_drafts_are_listed_and_one_is_continued(talk: Talk) -> None:
    first = begin(talk)
    answer(talk, last=1)
    talk.ask("later")
    listed = talk.ask("my drafts")
    expect(listed.get_by_role("heading", name=LABELS.draft.list)).to_be_visible()
    expect(listed).to_contain_text(first)
    expect(listed).to_contain_text(LABELS.status["collecting"])
    shown = talk.click(listed.get_by_title(LABELS.draft.show_hint.format(reference=first)))
    expect(shown).to_contain_text(FIELDS["justification"])
    listed = talk.ask("my drafts")
    asked = talk.click(listed.get_by_title(LABELS.draft.resume_hint.format(reference=first)))
    expect(asked).to_contain_text(first)
    summary = answer(talk, first=1)
    for value in FIELDS.values():
        expect(summary).to_contain_text(value)


def test_a_draft_is_withdrawn_by_its_button(talk: Talk) -> None:
    begin(talk)
    answer(talk)
    asked = talk.press("Withdraw")
    expect(asked).to_contain_text("I haven't sent it to anyone")
    withdrawn = talk.press(CATALOG.replies.draft.button["withdraw_it"])
    expect(withdrawn).to_contain_text(LABELS.status["withdrawn"])
    expect(withdrawn.get_by_role("link")).to_have_count(0)


def test_a_day_is_picked_in_a_calendar(talk: Talk) -> None:
    opened = talk.ask("We'd like to request moving our network and phone lines to another building")
    expect(opened).to_contain_text(REFERENCE)
    part(opened, LABELS.draft.change_something).click()
    add = LABELS.draft.add.format(item="move date")
    asked = talk.click(opened.get_by_role("button", name=add))
    day, send = (
        asked.locator("input[type=date]"),
        asked.get_by_role("button", name=LABELS.draft.use_date),
    )
    expect(day).to_have_accessible_name("move date")
    send.click()
    expect(asked).to_contain_text(LABELS.draft.pick_date)
    day.fill("2040-06-15")
    noted = talk.click(send)
    expect(noted).to_contain_text("2040-06-15")
    expect(talk.said).to_contain_text("2040-06-15")
