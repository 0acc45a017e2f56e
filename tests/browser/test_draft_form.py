"""A draft's form in the browser: by keyboard alone, on a phone, and in turn with words."""

import re
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, Visits
from tests.browser.talk import LABELS, Talk
from tests.browser.test_keyboard import go_to, press_in_answer, say
from tests.browser.test_looks import expect_to_fit
from tests.support.assistant import RunningAssistant

OPENING = "I want to put in a request so my assistant can use my mailbox"
EMPLOYEE, NAME = "The employee who may use the mailbox", "Your name"
AGENCY, PHONE_NUMBER = "Your agency", "Your phone number"
CHOICE = "The access wanted, to send on your behalf or full access"
PAPER = "The completed and signed COT-F084 (only for full access)"
NARROW: dict[str, Any] = PHONE | {"viewport": {"width": 390, "height": 844}}
REFUSED = re.compile('"555" isn\'t a valid phone number')


def opened(talk: Talk) -> Locator:
    """The form of a new draft."""
    talk.ask(OPENING)
    return talk.press(LABELS.draft.fill_in)


def field(form: Locator, label: str) -> Locator:
    """The input with that label."""
    return form.get_by_label(label, exact=True)


def send(talk: Talk, form: Locator) -> Locator:
    """Click the form's button; what is answered."""
    return talk.click(form.get_by_role("button", name=LABELS.draft.use_answers))


def test_a_form_is_filled_in_corrected_and_saved_by_keyboard(talk: Talk) -> None:
    page = talk.page
    talk.box.focus()
    say(talk, OPENING)
    talk.answer(lambda: press_in_answer(talk, LABELS.draft.fill_in))
    form = talk.last
    group = form.get_by_role("radiogroup", name=CHOICE)
    first = group.get_by_role("radio", name="send on my behalf", exact=True)
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    page.keyboard.press("Space")
    typed = {EMPLOYEE: "Carol Jessup", NAME: "Emmett Langley", AGENCY: "KYTC", PHONE_NUMBER: "555"}
    for label, text in typed.items():
        go_to(page, label)
        page.keyboard.type(text)
    go_to(page, LABELS.draft.use_answers)
    talk.answer(lambda: page.keyboard.press("Enter"))
    wrong = field(talk.last, PHONE_NUMBER)
    expect(wrong).to_be_focused()
    expect(wrong).to_be_in_viewport()
    expect(wrong).to_have_value("555")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description(REFUSED)
    expect(field(talk.last, AGENCY)).to_have_value("Transportation Cabinet")
    page.keyboard.press("Control+A")
    page.keyboard.type("502-555-0124")
    go_to(page, LABELS.draft.use_answers)
    talk.answer(lambda: page.keyboard.press("Enter"))
    expect(talk.last).to_contain_text("Carol Jessup")
    expect(talk.last).to_contain_text("502-555-0124")
    expect(talk.last.get_by_role("textbox")).to_have_count(0)
    expect(talk.box).to_be_focused()
    talk.answer(lambda: press_in_answer(talk, "Save"))
    expect(talk.last).to_contain_text(LABELS.status["handed_over"])


def test_words_in_between_are_not_undone_by_a_form_that_was_shown_before(talk: Talk) -> None:
    form = opened(talk)
    field(form, EMPLOYEE).fill("Carol Jessup")
    talk.ask("my number is 502-555-0142")
    asked = send(talk, form)
    expect(asked).to_contain_text("Carol Jessup")
    again = talk.press(LABELS.draft.fill_in)
    expect(field(again, EMPLOYEE)).to_have_value("Carol Jessup")
    expect(field(again, PHONE_NUMBER)).to_have_value("502-555-0142")
    field(again, PHONE_NUMBER).fill("")
    emptied = send(talk, again)
    expect(emptied).to_contain_text("Removed: phone number")
    asked = talk.press(LABELS.draft.fill_in)
    expect(field(asked, PHONE_NUMBER)).to_have_value("")


def test_a_form_on_a_phone(visits: Visits, assistant: RunningAssistant) -> None:
    talk = visits.talk(assistant.web_url, **NARROW)
    form = opened(talk)
    expect_to_fit(talk.page)
    # No keyboard comes up over the form.
    expect(form.locator(":focus")).to_have_count(0)
    form.get_by_role("radio", name="full access", exact=True).tap()
    field(form, PHONE_NUMBER).fill("555")
    again = send(talk, form)
    wrong, paper = field(again, PHONE_NUMBER), again.get_by_role("radiogroup", name=PAPER)
    expect(wrong).to_be_in_viewport()
    expect(again.get_by_text(REFUSED)).to_be_in_viewport()
    expect(paper).to_be_visible()
    expect_to_fit(talk.page)
    wrong.fill("502-555-0142")
    paper.get_by_role("radio", name=LABELS.draft.not_yet, exact=True).tap()
    asked = send(talk, again)
    expect(asked).to_contain_text("502-555-0142")
    expect(asked.get_by_role("textbox")).to_have_count(0)


def test_a_form_is_left_for_questions_one_by_one(talk: Talk) -> None:
    opened(talk)
    asked = talk.press(LABELS.draft.one_by_one)
    expect(asked.get_by_role("button", name="full access")).to_be_visible()
    expect(asked.get_by_role("radio")).to_have_count(0)
