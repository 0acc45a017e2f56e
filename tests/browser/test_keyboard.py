"""A whole dialogue by keyboard alone, and where the focus is can be seen."""

import io

from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.drafting import ANSWERS, KNOWN, begin, part
from tests.browser.talk import LABELS, WORDS, Talk
from tests.support.assistant import RunningAssistant

QUESTION = "how do I get VPN access"
MOST_STEPS = 40
# What has the focus: in the conversation the message that the arrow keys chose.
FOCUSED = """() => {
  const active = document.activeElement;
  const message = document.getElementById(active.getAttribute("aria-activedescendant"));
  const row = active.matches("textarea") && active.closest(".webchat__send-box__main");
  return message?.closest("article") ?? (row || active);
}"""
NAME = """() => {
  const { activeElement: one } = document;
  const label = one.labels?.[0]?.textContent;
  return (one.getAttribute("aria-label") || label || one.title || one.textContent || "").trim();
}"""
# Around an element: what shows the focus may be outside of it.
MARGIN = 6


def go_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press the key until the focus is on what has the name."""
    passed = []
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        passed.append(page.evaluate(NAME))
        if passed[-1] == name:
            return
    raise AssertionError(f"{key} never comes to {name}: {passed}")


def say(talk: Talk, text: str) -> None:
    """With the focus in the text box."""
    expect(talk.box).to_be_focused()

    def act() -> None:
        talk.page.keyboard.type(text)
        talk.page.keyboard.press("Enter")

    talk.answer(act)


def press_in_answer(talk: Talk, name: str) -> None:
    """From the text box back into the last answer, to the button there, and press it."""
    go_to(talk.page, name, "Shift+Tab")
    talk.page.keyboard.press("Enter")


def test_a_whole_dialogue_by_keyboard(talk: Talk) -> None:
    keyboard = talk.page.keyboard
    keyboard.press("Tab")
    skip = talk.root.get_by_role("link", name=WORDS.skip_to_input)
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    keyboard.press("Enter")
    say(talk, f"how do I get {KNOWN['url']} unblocked?")
    talk.answer(lambda: press_in_answer(talk, "Draft this request"))
    for given in ANSWERS.values():
        say(talk, given["say"])
    expect(talk.box).to_be_focused()
    talk.answer(lambda: press_in_answer(talk, "Save"))
    expect(talk.last).to_contain_text(LABELS.status["handed_over"])
    with talk.page.expect_download() as downloading:
        press_in_answer(talk, LABELS.draft.download)
    assert downloading.value.suggested_filename.endswith(".eml")
    # And out of it again.
    go_to(talk.page, WORDS.input)


def test_the_tab_key_goes_from_the_message_box_into_the_newest_answer_and_back(talk: Talk) -> None:
    page, draft = talk.page, "Draft this request"
    controls = [draft, LABELS.card.show_all, WORDS.helpful_yes, WORDS.helpful_no]
    talk.ask("my laptop was stolen")
    talk.ask(QUESTION)
    answer = talk.messages.last
    expect(talk.box).to_be_focused()
    for name in reversed(controls):
        page.keyboard.press("Shift+Tab")
        expect(answer.get_by_role("button", name=name, exact=True)).to_be_focused()
    # The way is said where the user starts, until a mouse is used.
    expect(talk.box).to_have_attribute("placeholder", WORDS.placeholder_keyboard)
    go_to(page, WORDS.history_hint, "Shift+Tab")
    # The arrow keys choose a message; Tab goes into that one, and from it to the message box.
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    go_to(page, "Draft this request")
    earlier = talk.messages.nth(2).get_by_role("button", name="Draft this request")
    expect(earlier).to_be_focused()
    go_to(page, WORDS.helpful_no)
    page.keyboard.press("Tab")
    expect(talk.box).to_be_focused()
    talk.box.click()
    expect(talk.box).to_have_attribute("placeholder", WORDS.placeholder)


def test_radio_buttons_are_one_stop_of_the_tab_key(talk: Talk) -> None:
    page = talk.page
    talk.ask("I want to put in a request so my assistant can use my mailbox")
    form = talk.press(LABELS.draft.fill_in)
    choices = form.get_by_role("radiogroup").first.get_by_role("radio")
    expect(choices.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(choices.nth(1)).to_be_checked()
    page.keyboard.press("Shift+Tab")
    expect(talk.root.get_by_role("group", name=WORDS.history_hint)).to_be_focused()


def test_the_header_and_its_dialog_by_keyboard(talk: Talk) -> None:
    talk.ask(QUESTION)
    keyboard = talk.page.keyboard
    new = talk.root.get_by_role("button", name=WORDS.new_conversation, exact=True)
    go_to(talk.page, WORDS.new_conversation, "Shift+Tab")
    keyboard.press("Enter")
    dialog = talk.root.get_by_role("dialog", name=WORDS.new_conversation)
    expect(dialog.get_by_role("button", name=WORDS.new_conversation_yes)).to_be_focused()
    keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(new).to_be_focused()
    go_to(talk.page, WORDS.theme)
    keyboard.press("ArrowDown")
    expect(talk.root.get_by_role("combobox", name=WORDS.theme)).to_have_value("light")
    go_to(talk.page, WORDS.new_conversation, "Shift+Tab")
    keyboard.press("Enter")
    keyboard.press("Enter")
    expect(talk.messages).to_have_count(1)
    expect(talk.box).to_be_focused()


def test_suggested_questions_by_keyboard(talk: Talk) -> None:
    talk.box.focus()
    talk.page.keyboard.press("Shift+Tab")
    starts = talk.root.get_by_role("toolbar", name=WORDS.choices).get_by_role("button")
    expect(starts.first).to_be_focused()
    talk.page.keyboard.press("ArrowRight")
    expect(starts.nth(1)).to_be_focused()
    title = starts.nth(1).inner_text()
    talk.answer(lambda: talk.page.keyboard.press("Enter"))
    expect(talk.said).to_contain_text(title)


def test_parts_of_a_card_tell_whether_they_are_open(talk: Talk) -> None:
    begin(talk)
    so_far = part(talk.last, LABELS.draft.so_far)
    expect(so_far).to_have_attribute("aria-expanded", "false")
    press_in_answer(talk, so_far.inner_text())
    expect(so_far).to_have_attribute("aria-expanded", "true")
    talk.page.keyboard.press("Enter")
    expect(so_far).to_have_attribute("aria-expanded", "false")
    # A part that is shown or hidden says nothing: the user goes on there.
    expect(so_far).to_be_focused()


def test_the_focus_is_seen_wherever_it_is(visits: Visits, assistant: RunningAssistant) -> None:
    talk = visits.talk(assistant.web_url, reduced_motion="reduce")
    talk.ask(QUESTION)
    seen: dict[str, float] = {}
    while WORDS.new_conversation not in seen and len(seen) < MOST_STEPS:
        seen[talk.page.evaluate(NAME)] = share_that_shows_focus(talk.page)
        talk.page.keyboard.press("Shift+Tab")
    assert {WORDS.input, "Draft this request", WORDS.helpful_no, WORDS.new_conversation} <= {*seen}
    assert {name: share for name, share in seen.items() if share < 0.8} == {}


def share_that_shows_focus(page: Page) -> float:
    """Along how much of its width what has the focus looks different from when it has not."""
    element = page.evaluate_handle(FOCUSED).as_element()
    assert element
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    assert box
    area = {
        "x": max(box["x"] - MARGIN, 0),
        "y": max(box["y"] - MARGIN, 0),
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"] + 2 * MARGIN,
    }
    active = page.evaluate_handle("document.activeElement").as_element()
    assert active
    focused = page.screenshot(clip=area)
    active.evaluate("(one) => one.blur()")
    plain = page.screenshot(clip=area)
    active.focus()
    images = [Image.open(io.BytesIO(png)).convert("RGB") for png in (focused, plain)]
    difference = ImageChops.difference(*images).getbbox()
    return (difference[2] - difference[0]) / box["width"] if difference else 0
