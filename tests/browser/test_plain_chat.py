"""The page works before Web Chat is there: what is typed is answered, kept, and shown once."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Serve, Visits
from tests.browser.scripted import PHONES, Scripted
from tests.browser.talk import WORDS, Talk
from tests.browser.test_axe import check
from tests.browser.test_errors import CHAT, FAILED, SESSION, UNREACHABLE, pass_until

SCRIPT = "**/assets/web-chat-*.js"
TYPED, CARET = "where is the form", 8
CALL = f"tel:+1{re.sub(r'[^0-9]', '', PHONES)}"


@dataclass
class SlowLine:
    """A script, Web Chat's or another, which does not come until it is let go."""

    script: str = SCRIPT
    held: list[Route] = field(default_factory=list)

    def hold(self, page: Page) -> None:
        """From now on."""

        def keep(route: Route) -> None:
            self.held.append(route)

        page.route(self.script, keep)

    def let_go(self) -> None:
        """The script comes."""
        while self.held:
            self.held.pop().continue_()


@dataclass
class PlainTalk:
    """The plain chat in a tab."""

    talk: Talk
    line: SlowLine

    @property
    def page(self) -> Page:
        """The tab."""
        return self.talk.page

    @property
    def said(self) -> Locator:
        """Everything that was said in it."""
        return self.page.locator("#plain-log > .said")

    def let_go(self) -> Talk:
        """Web Chat comes and takes its place."""
        self.line.let_go()
        self.talk.ready()
        expect(self.page.locator("#plain")).to_have_count(0)
        return self.talk


Visit = Callable[[], PlainTalk]


@pytest.fixture
def served(web_app: Serve) -> Scripted:
    """A web app that says what it heard, and whom to call."""
    return web_app()


@pytest.fixture
def plain(visits: Visits, served: Scripted) -> PlainTalk:
    """A visitor to whom Web Chat has not come yet."""
    page, watch = visits.tab(served.url)
    line = SlowLine()
    line.hold(page)
    page.goto(served.url)
    return PlainTalk(Talk(page, page, watch), line)


def test_the_first_question_is_answered_before_web_chat_is_there_and_asked_once(
    plain: PlainTalk, served: Scripted
) -> None:
    plain.talk.type(f"call me at {PHONES}")
    expect(plain.said).to_have_count(2)
    expect(plain.said.first).to_contain_text("call me at")
    expect(plain.said.last).to_contain_text("You said: call me at")
    expect(plain.said.last.get_by_role("link", name=PHONES)).to_have_attribute("href", CALL)
    talk = plain.let_go()
    expect(talk.messages).to_have_count(3)  # with the welcome
    expect(talk.said).to_contain_text("call me at")
    expect(talk.last.get_by_role("link", name=PHONES)).to_have_attribute("href", CALL)
    expect(talk.root.get_by_role("button", name="Go on")).to_be_visible()
    assert len(served.assistant.asked) == 1


def test_what_was_sent_before_any_script_was_there_is_asked_too(
    visits: Visits, served: Scripted
) -> None:
    page, watch = visits.tab(served.url)
    line = SlowLine("**/assets/main-*.js")
    line.hold(page)
    page.goto(served.url, wait_until="commit")
    talk = Talk(page, page, watch)
    talk.type("hello")
    expect(talk.box).to_have_value("hello\n")
    line.let_go()
    expect(talk.ready().last).to_contain_text("You said: hello")
    expect(talk.box).to_have_value("")
    assert [question.text for question in served.assistant.asked] == ["hello"]


def test_web_chat_takes_the_words_the_caret_and_the_focus(plain: PlainTalk) -> None:
    plain.talk.box.fill(TYPED)
    plain.talk.box.evaluate(f"(box) => box.setSelectionRange({CARET}, {CARET})")
    talk = plain.let_go()
    expect(talk.box).to_be_focused()
    talk.page.keyboard.type("else ")
    expect(talk.box).to_have_value(f"{TYPED[:CARET]}else {TYPED[CARET:]}")
    expect(talk.messages).to_have_count(1)


def test_web_chat_waits_for_the_answer_to_what_was_asked(
    plain: PlainTalk, served: Scripted
) -> None:
    served.assistant.gate.clear()
    plain.talk.type("hello")
    expect(plain.page.get_by_role("img", name=WORDS.typing)).to_be_visible()
    with plain.page.expect_response(SCRIPT):
        plain.line.let_go()
    plain.talk.type("and this")
    expect(plain.said).to_have_count(2)
    served.assistant.gate.set()
    talk = plain.let_go()
    expect(talk.messages).to_have_count(5)
    assert [question.text for question in served.assistant.asked] == ["hello", "and this"]


def test_suggestions_and_choices_are_clicked(plain: PlainTalk, served: Scripted) -> None:
    starts = plain.page.get_by_role("group", name=WORDS.choices).get_by_role("button")
    expect(starts).to_have_count(2)
    title = starts.first.inner_text()
    starts.first.click()
    expect(plain.said.last).to_contain_text(f"You said: {title}")
    starts.get_by_text("Go on").click()
    expect(plain.said).to_have_count(4)
    assert [question.is_payload for question in served.assistant.asked] == [False, True]
    expect(plain.talk.box).to_be_focused()


def test_where_web_chat_never_comes_the_plain_chat_goes_on(
    visits: Visits, served: Scripted
) -> None:
    page, watch = visits.tab(served.url)
    watch.allow(UNREACHABLE, "dynamically imported module")
    page.route(SCRIPT, lambda route: route.abort())
    page.goto(served.url)
    plain = PlainTalk(Talk(page, page, watch), SlowLine())
    trouble = page.locator("#plain-trouble")
    expect(trouble).to_contain_text(WORDS.full_chat_failed.partition("{")[0])
    expect(trouble.get_by_role("link", name=PHONES)).to_have_attribute("href", CALL)
    for text in ("hello", "still there?"):
        plain.talk.type(text)
        expect(plain.said.last).to_contain_text(f"You said: {text}")
    check(plain.talk, "plain chat in trouble")
    plain.talk.box.fill(TYPED)
    page.unroute(SCRIPT)
    trouble.get_by_role("button", name=WORDS.retry).click()
    talk = plain.talk.ready()
    expect(talk.messages).to_have_count(4)
    expect(talk.box).to_have_value(TYPED)
    assert len(served.assistant.asked) == 2


def test_what_is_typed_while_there_is_no_server_is_sent_when_it_is_back(
    visits: Visits, served: Scripted
) -> None:
    page, watch = visits.tab(served.url)
    watch.allow(UNREACHABLE)
    page.clock.install()
    page.route(SESSION, lambda route: route.abort())
    page.goto(served.url)
    talk = Talk(page, page, watch)
    talk.type("hello")
    pass_until(page, talk.notice.get_by_text(WORDS.offline))
    expect(page.locator("#plain-log > .said")).to_contain_text("hello")
    page.unroute(SESSION)
    pass_until(page, talk.messages.nth(2))
    expect(talk.last).to_contain_text("You said: hello")
    expect(talk.messages).to_have_count(3)
    assert len(served.assistant.asked) == 1


def test_what_was_not_sent_can_be_sent_again(visits: Visits, served: Scripted) -> None:
    page, watch = visits.tab(served.url)
    watch.allow(UNREACHABLE, FAILED)
    page.clock.install()
    line = SlowLine()
    line.hold(page)
    page.route(CHAT, lambda route: route.abort())
    page.goto(served.url)
    plain = PlainTalk(Talk(page, page, watch), line)
    plain.talk.type("hello")
    again = plain.said.get_by_role("button", name=WORDS.retry)
    pass_until(page, again)
    expect(plain.talk.notice.get_by_role("link", name=PHONES)).to_be_visible()
    page.unroute(CHAT)
    again.click()
    expect(plain.said).to_have_count(2)
    expect(again).to_have_count(0)
    assert len(served.assistant.asked) == 1


def test_a_new_conversation_before_web_chat_is_there(plain: PlainTalk, served: Scripted) -> None:
    plain.talk.type("hello")
    expect(plain.said).to_have_count(2)
    plain.page.get_by_role("button", name=WORDS.new_conversation).click()
    plain.page.get_by_role("button", name=WORDS.new_conversation_yes).click()
    expect(plain.said).to_have_count(0)
    plain.talk.type("bye")
    expect(plain.said.last).to_contain_text("You said: bye")
    expect(plain.let_go().messages).to_have_count(3)
    assert len({question.sender for question in served.assistant.asked}) == 2


def test_earlier_messages_are_there_before_web_chat_is(plain: PlainTalk) -> None:
    plain.talk.type("hello")
    expect(plain.said).to_have_count(2)
    plain.talk.watch.allow(r"web-chat-\S+: net::ERR_ABORTED")  # the page is left without it
    plain.page.reload()
    earlier = plain.page.locator("#plain-history > .said")
    expect(earlier).to_have_count(2)
    expect(earlier.last).to_contain_text("You said: hello")
    expect(plain.page.locator("#plain-welcome")).to_be_hidden()
    # They are no news.
    expect(plain.page.get_by_role("log")).to_be_empty()


def test_without_a_script_there_are_words_numbers_and_a_text_box(
    visits: Visits, served: Scripted
) -> None:
    page, watch = visits.tab(served.url, java_script_enabled=False)
    page.goto(served.url)
    expect(Talk(page, page, watch).box).to_be_editable()
    welcome = page.locator("#plain-welcome")
    expect(welcome).to_contain_text("automated assistant")
    expect(welcome.get_by_role("link", name=PHONES)).to_have_attribute("href", CALL)
    expect(page.get_by_role("link", name=WORDS.all_topics)).to_have_attribute("href", "/help")


def test_axe_finds_nothing(plain: PlainTalk) -> None:
    expect(plain.page.get_by_role("group", name=WORDS.choices)).to_be_visible()
    check(plain.talk, "plain chat")
    plain.talk.type("hello")
    expect(plain.said).to_have_count(2)
    check(plain.talk, "plain chat with an answer")
