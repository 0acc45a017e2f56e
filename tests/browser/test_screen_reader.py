"""A whole dialogue by keyboard alone, read back as a screen reader walks it."""

from playwright.sync_api import expect

from faq_kb.knowledge import KnowledgeBase
from tests.browser.conftest import Visits
from tests.browser.screen_reader import Read, articles, text_of, walk
from tests.browser.talk import LABELS, WORDS, Talk
from tests.browser.test_announcements import announced, listening, times
from tests.browser.test_draft_form import AGENCY, EMPLOYEE, NAME, OPENING, PHONE_NUMBER, REFUSED
from tests.browser.test_keyboard import go_to, press_in_answer, say
from tests.support.assistant import RunningAssistant

LONGEST_NAME = 420  # characters of a message's name: who said it, and how it begins
FACTS = 12  # things that are read of a procedure, at least
# The name of the message that the arrow keys chose.
CHOSEN = """() => {
  const id = document.activeElement.getAttribute("aria-activedescendant");
  const label = document.getElementById(id).getAttribute("aria-labelledby");
  return document.getElementById(label).textContent;
}"""


def only(message: list[Read], role: str, name: str) -> Read:
    """The one stop of this role and name."""
    found = [read for read in message if read.role == role and read.name == name]
    assert len(found) == 1, [str(read) for read in message]
    return found[0]


def place(message: list[Read], name: str) -> int:
    """Where in the message it is read."""
    return [read.name for read in message].index(name)


def names_of_messages(talk: Talk) -> list[str]:
    """What is read of each message when the arrow keys go up through the conversation."""
    go_to(talk.page, WORDS.history_hint, "Shift+Tab")
    names: list[str] = []
    for _ in range(talk.messages.count()):
        names.append(talk.page.evaluate(CHOSEN))
        talk.page.keyboard.press("ArrowUp")
    return names


def test_a_dialogue_by_keyboard_is_read_once_and_in_order(
    visits: Visits, assistant: RunningAssistant, knowledge: KnowledgeBase
) -> None:
    title = knowledge.procedures["mailbox_delegation"].title
    talk = listening(visits, assistant.web_url)
    page = talk.page
    talk.box.focus()

    # Ask: who said it, the heading, what is in the card, its button, whether it helped.
    say(talk, "how can my assistant use my mailbox?")
    answer = articles(page)[-1]
    assert answer[1].name == WORDS.assistant_sent
    only(answer, "heading", title)
    assert text_of(answer).count(title) == 1
    assert len(answer) > FACTS
    order = [title, "Draft this request", WORDS.helpful, WORDS.helpful_yes]
    assert order == sorted(order, key=lambda name: place(answer, name))
    beginning = f"{WORDS.assistant_said}{title}"
    assert times(announced(talk, beginning), beginning) == 1

    # A follow-up.
    say(talk, "who may ask for that?")
    follow_up = text_of(articles(page)[-1])
    assert follow_up.startswith(WORDS.assistant_sent)
    assert times(announced(talk, "who may ask for that?"), "who may ask for that?") == 1

    # A draft: two items in words, the others in its form, with a mistake.
    say(talk, OPENING)
    say(talk, "send on my behalf")
    say(talk, "Carol Jessup")
    talk.answer(lambda: press_in_answer(talk, LABELS.draft.fill_in))
    for label, typed in {NAME: "Emmett Langley", AGENCY: "KYTC", PHONE_NUMBER: "555"}.items():
        go_to(page, label)
        page.keyboard.type(typed)
    form = articles(page)[-1]
    fields = [read for read in form if read.role in ("textbox", "radio", "Date")]
    assert all(field.name for field in fields), fields
    assert only(form, "textbox", EMPLOYEE).description
    send_form(talk)
    corrected = articles(page)[-1]
    wrong = only(corrected, "textbox", PHONE_NUMBER)
    assert wrong.is_invalid
    assert wrong.is_focused
    assert REFUSED.search(wrong.description)
    # What is to be corrected is the first field, and the only one that is wrong.
    first = next(read for read in corrected if read.role in ("textbox", "radio", "Date"))
    assert first == wrong
    assert [read for read in corrected if read.is_invalid] == [wrong]

    # And saved.
    page.keyboard.press("Control+A")
    page.keyboard.type("502-555-0124")
    send_form(talk)
    expect(talk.box).to_be_focused()
    talk.answer(lambda: press_in_answer(talk, "Save"))
    saved = text_of(articles(page)[-1])
    assert "Carol Jessup" in saved
    assert LABELS.status["handed_over"] in saved

    # By the arrow keys each message is read by a short name, and nothing of it a second time.
    names = names_of_messages(talk)
    assert "automated assistant" in names[-1]
    assert max(map(len, names)) < LONGEST_NAME
    assert all(name.startswith((WORDS.assistant_said, WORDS.you_said)) for name in names), names


def send_form(talk: Talk) -> None:
    """Go to the form's button, and press it."""
    go_to(talk.page, LABELS.draft.use_answers)
    talk.answer(lambda: talk.page.keyboard.press("Enter"))


def test_what_stands_around_the_conversation_is_named(talk: Talk) -> None:
    read = walk(talk.page)
    assert next(one.name for one in read if one.role == "heading") == WORDS.title
    unnamed = [one for one in read if one.role in ("button", "link", "textbox") and not one.name]
    assert not unnamed
    only(read, "textbox", WORDS.input)
    only(read, "button", WORDS.send)
