"""Two tabs of one conversation: both have everything, once."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Serve, Visits
from tests.browser.talk import WORDS, Talk

STREAM = "**/api/chat/events"


def another_tab(talk: Talk) -> Talk:
    """The same conversation in a second tab."""
    page = talk.page.context.new_page()
    page.goto(talk.page.url)
    return Talk(page, page, talk.watch).ready()


def typing(talk: Talk) -> Locator:
    """What shows that the assistant writes."""
    return talk.root.get_by_role("img", name=WORDS.typing)


def test_both_tabs_have_what_is_said_in_either(talk: Talk) -> None:
    talk.ask("my laptop was stolen")
    other = another_tab(talk)
    expect(other.messages).to_have_count(2)
    talk.ask("how do I get VPN access")
    expect(other.messages).to_have_count(4)
    other.press("Draft this request")
    expect(talk.messages).to_have_count(7)  # with the welcome
    assert talk.last.inner_text() == other.last.inner_text()


def test_a_new_conversation_is_begun_in_both_tabs(talk: Talk) -> None:
    talk.ask("my laptop was stolen")
    other = another_tab(talk)
    expect(other.messages).to_have_count(2)
    talk.root.get_by_role("button", name=WORDS.new_conversation).click()
    talk.root.get_by_role("button", name=WORDS.new_conversation_yes).click()
    for tab in (talk, other):
        expect(tab.last).to_contain_text(WORDS.welcome.partition("{")[0])
        expect(tab.messages).to_have_count(1)
    other.ask("how do I get VPN access")
    expect(talk.messages).to_have_count(3)


def test_both_tabs_show_that_the_assistant_writes(visits: Visits, web_app: Serve) -> None:
    served = web_app()
    talk = visits.talk(served.url)
    other = another_tab(talk)
    served.assistant.gate.clear()
    talk.type("hello")
    for tab in (talk, other):
        expect(typing(tab)).to_be_visible()
    served.assistant.gate.set()
    for tab in (talk, other):
        expect(tab.last).to_contain_text("You said: hello")
        expect(typing(tab)).to_have_count(0)
    expect(other.said).to_contain_text("hello")
    assert len(served.assistant.asked) == 1


@pytest.mark.parametrize("earlier", [["hi"], []], ids=["in the middle", "at the beginning"])
def test_a_tab_that_was_cut_off_gets_what_it_missed(
    visits: Visits, web_app: Serve, earlier: list[str]
) -> None:
    talk = visits.talk(web_app().url)
    for text in earlier:
        talk.ask(text)
    # Of this tab every stream ends at once.
    page = talk.page.context.new_page()
    page.route(STREAM, lambda route: route.fulfill(content_type="text/event-stream", body=""))
    page.goto(talk.page.url)
    other = Talk(page, page, talk.watch).ready()
    talk.ask("hello")
    expect(other.last).not_to_contain_text("hello")
    page.unroute(STREAM)
    expect(other.last).to_contain_text("You said: hello")
    expect(other.said).to_contain_text("hello")
