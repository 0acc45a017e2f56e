"""Asking in one's own words or by a click, and reading the answer."""

import re

import pytest
from playwright.sync_api import Locator, expect

from faq_kb.knowledge import KnowledgeBase
from tests.browser.conftest import Serve, Visits
from tests.browser.talk import LABELS, WORDS, Talk
from tests.channels.answers import with_form_address

QUESTIONS = {
    "lost_or_stolen_equipment": "my laptop was stolen",
    "internet_connection": "we need an internet connection at a new field office",
    "vpn_access": "how do I get VPN access",
}
TWO_NEEDS = "she needs a desk phone and I want VPN access"


def row(answer: Locator, label: str) -> Locator:
    """The fact that stands beside its label."""
    return answer.locator("tr").filter(has_text=re.compile(rf"^\s*{label}"))


@pytest.mark.parametrize("entry", QUESTIONS)
def test_a_question_is_answered_with_the_procedure_as_the_knowledge_base_has_it(
    talk: Talk, knowledge: KnowledgeBase, entry: str
) -> None:
    procedure, directory = knowledge.procedures[entry], knowledge.directory
    answer = talk.ask(QUESTIONS[entry])
    expect(answer.get_by_role("heading", name=procedure.title)).to_be_visible()
    expect(answer).to_contain_text(procedure.summary)
    for rule in procedure.requesters:
        expect(answer).to_contain_text(LABELS.roles[rule.role])
    for use in procedure.forms:
        expect(row(answer, LABELS.facts["forms"])).to_contain_text(use.number)
    if procedure.phones:
        answer.get_by_role("button", name=LABELS.card.show_all).click()
    for key in procedure.phones:
        phone = directory.phones[key]
        link = row(answer, LABELS.facts["phones"]).get_by_role("link", name=phone.number)
        digits = re.sub(r"\D", "", phone.number)
        expect(link).to_have_attribute("href", re.compile(rf"^tel:(\+1)?{digits}$"))
    for step in procedure.steps:
        expect(answer.get_by_role("listitem").filter(has_text=step.text)).to_have_count(1)
    expect(answer).to_contain_text(directory.pages[procedure.source.page].address)
    expect(answer).to_contain_text(str(procedure.source.verified))


def test_a_suggested_question_is_asked_by_a_click(talk: Talk, knowledge: KnowledgeBase) -> None:
    title = knowledge.procedures["password_help"].title
    starts = talk.root.get_by_role("toolbar", name=WORDS.choices).get_by_role("button")
    expect(starts).to_have_count(6)
    answer = talk.click(starts.filter(has_text=title))
    expect(talk.said).to_contain_text(title)
    expect(answer.get_by_role("heading", name=title)).to_be_visible()
    expect(starts).to_have_count(0)


def test_a_choice_is_clicked_and_a_follow_up_needs_no_name(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    offered = talk.ask(TWO_NEEDS)
    titles = [knowledge.procedures[entry].title for entry in ("vpn_access", "phone_service")]
    expect(offered.get_by_role("button")).to_have_count(2)
    for title in titles:
        expect(offered.get_by_role("button", name=title)).to_be_visible()
    answer = talk.press(titles[0])
    # What the button said is what the user said.
    expect(talk.said).to_contain_text(titles[0])
    expect(answer.get_by_role("heading", name=titles[0])).to_be_visible()
    expect(talk.box).to_be_focused()
    follow_up = talk.ask("who has to submit it?")
    for rule in knowledge.procedures["vpn_access"].requesters:
        expect(follow_up).to_contain_text(LABELS.roles[rule.role])
    expect(follow_up.get_by_role("list")).to_have_count(0)


def test_an_answer_is_read_from_its_beginning(talk: Talk, knowledge: KnowledgeBase) -> None:
    for entry, question in QUESTIONS.items():
        heading = talk.ask(question).get_by_role("heading", name=knowledge.procedures[entry].title)
        expect(heading).to_be_in_viewport(ratio=1)


def test_what_does_not_fit_gets_the_numbers_of_the_service_desk(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    answer = talk.ask("what is the capital of France")
    for phone in knowledge.directory.service_desk_phones:
        link = answer.get_by_role("link", name=phone.number, exact=True)
        expect(link).to_have_attribute("href", re.compile("^tel:"))
    first = knowledge.directory.service_desk_phones[0].number
    call = answer.get_by_role("link", name=LABELS.action.call.format(number=first))
    expect(call).to_have_attribute("href", re.compile("^tel:"))


def test_web_addresses_open_a_window_of_their_own(
    visits: Visits, web_app: Serve, knowledge: KnowledgeBase
) -> None:
    served = web_app(script=lambda _: [with_form_address(knowledge)])
    link = visits.talk(served.url).ask("which form").locator("a[href^=https]").first
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_contain_text(WORDS.opens_new_window)
