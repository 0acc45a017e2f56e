"""What goes wrong on the way is said honestly, with the number to call, and tried again once."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from bot.channels.web.security.limits import Limits
from tests.browser.conftest import Serve, Visits
from tests.browser.scripted import PHONES, Scripted
from tests.browser.talk import ERRORS, WORDS, Talk

CHAT, SESSION, EVENTS = "**/api/chat", "**/api/session", "**/api/chat/events"
TOO_LONG = 4_001
# Answers of the server and of the network, as the browser and Web Chat complain of them.
UNREACHABLE, FAILED = "net::ERR_", "Failed to post activity"


def status(code: int) -> str:
    """What the browser says of such an answer."""
    return f"with a status of {code} "


@pytest.fixture
def served(web_app: Serve) -> Scripted:
    """A web app that says what it heard."""
    return web_app()


@pytest.fixture
def hurried(visits: Visits, served: Scripted) -> Talk:
    """A visitor for whom time can be made to pass."""
    page, watch = visits.tab(served.url)
    page.clock.install()
    page.goto(served.url)
    watch.allow(UNREACHABLE, FAILED)
    return Talk(page, page, watch).ready()


@pytest.fixture
def talk(visits: Visits, served: Scripted) -> Talk:
    """A visitor."""
    return visits.talk(served.url)


def without_server(visits: Visits, served: Scripted) -> Talk:
    """A visitor whose page gets no answer, and for whom time can be made to pass."""
    page, watch = visits.tab(served.url)
    watch.allow(UNREACHABLE)
    page.clock.install()
    page.route(SESSION, lambda route: route.abort())
    page.goto(served.url)
    return Talk(page, page, watch)


def pass_until(page: Page, shown: Locator) -> None:
    """Let seconds pass until it is there."""
    for _ in range(600):
        if shown.is_visible():
            return
        page.clock.fast_forward(1_000)
    raise AssertionError(f"it never came: {shown}")


def number_to_call(talk: Talk) -> Locator:
    """The Service Desk's number in the notice."""
    return talk.notice.get_by_role("link", name=PHONES)


def retry(talk: Talk) -> Locator:
    """What sends again a message that was not sent."""
    return talk.messages.last.get_by_role("button", name=WORDS.retry)


def test_a_server_that_is_away_is_told_and_the_message_is_said_once_in_the_end(
    hurried: Talk, served: Scripted
) -> None:
    keys = []

    def away(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.abort()

    hurried.page.route(CHAT, away)
    hurried.type("hello")
    pass_until(hurried.page, hurried.notice.get_by_text(WORDS.offline))
    pass_until(hurried.page, number_to_call(hurried))
    # Nobody is writing any more; no time passes here but what the test makes pass.
    expect(hurried.root.get_by_role("img", name=WORDS.typing)).to_have_count(0)
    assert len(keys) > 6
    assert len(set(keys)) == 1
    assert not served.assistant.asked
    expect(hurried.said).to_contain_text("hello")
    hurried.page.unroute(CHAT)
    retry(hurried).click()
    expect(hurried.last).to_contain_text("You said: hello")
    expect(hurried.messages).to_have_count(3)
    expect(hurried.notice).to_be_empty()
    assert len(served.assistant.asked) == 1


def test_a_choice_that_was_not_sent_can_be_chosen_again(hurried: Talk, served: Scripted) -> None:
    hurried.ask("hello")
    choice = hurried.root.get_by_role("button", name="Go on")
    hurried.page.route(CHAT, lambda route: route.abort())
    for _ in range(2):
        choice.click()
        expect(choice).to_have_count(0)
        pass_until(hurried.page, choice)
        expect(number_to_call(hurried)).to_be_visible()
    hurried.page.unroute(CHAT)
    choice.click()
    expect(hurried.messages).to_have_count(5)
    assert [question.is_payload for question in served.assistant.asked] == [False, True]


def test_that_a_message_was_not_sent_stays_told_when_the_stream_is_back(hurried: Talk) -> None:
    hurried.page.route(CHAT, lambda route: route.abort())
    hurried.type("hello")
    pass_until(hurried.page, number_to_call(hurried))
    with hurried.page.expect_response(EVENTS):  # it was silent for too long
        hurried.page.clock.run_for(60_000)
    expect(number_to_call(hurried)).to_be_visible()


def test_an_answer_that_got_lost_is_not_asked_for_twice(talk: Talk, served: Scripted) -> None:
    talk.watch.allow(UNREACHABLE)
    # The server answers; the page gets nothing of it.
    talk.page.route(CHAT, lambda route: (route.fetch(), route.abort()), times=1)
    answer = talk.ask("hello")
    expect(answer).to_contain_text("You said: hello")
    expect(talk.messages).to_have_count(3)
    assert len(served.assistant.asked) == 1


def test_a_server_that_fails_is_told_with_the_number(hurried: Talk, served: Scripted) -> None:
    hurried.watch.allow(status(503))
    hurried.page.route(CHAT, lambda route: route.fulfill(status=503, json={}))
    hurried.type("hello")
    pass_until(hurried.page, number_to_call(hurried))
    pass_until(hurried.page, retry(hurried))
    expect(number_to_call(hurried)).to_have_attribute("href", re.compile(r"^tel:\+?\d+$"))
    assert not served.assistant.asked


def test_too_much_at_once_waits_and_goes_on(visits: Visits, web_app: Serve) -> None:
    served = web_app(limits=Limits(conversation="1/second"))
    talk = visits.talk(served.url)
    talk.watch.allow(status(429))
    for text in ("one", "two", "three"):
        talk.type(text)
    expect(talk.notice).to_have_text(re.compile(as_pattern(ERRORS.rate_limited)))
    expect(talk.messages).to_have_count(7)
    expect(talk.last).to_contain_text("You said: three")
    expect(talk.notice).to_be_empty()
    assert [question.text for question in served.assistant.asked] == ["one", "two", "three"]


def as_pattern(label: str) -> str:
    """Any text of the label."""
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(label))


def test_a_forged_button_does_nothing(talk: Talk, served: Scripted) -> None:
    talk.watch.allow(status(403), FAILED)
    talk.ask("hello")

    def forge(route: Route) -> None:
        said = json.loads(route.request.post_data or "")
        route.continue_(post_data=json.dumps({**said, "action": said["action"][:-2] + "xx"}))

    talk.page.route(CHAT, forge)
    talk.root.get_by_role("button", name="Go on").click()
    expect(talk.notice).to_have_text(ERRORS.forbidden)
    assert [question.text for question in served.assistant.asked] == ["hello"]


def test_a_double_click_is_one_click(talk: Talk, served: Scripted) -> None:
    talk.ask("hello")
    talk.root.get_by_role("button", name="Go on").dblclick()
    expect(talk.messages).to_have_count(5)
    talk.ask("still there?")
    assert [question.is_payload for question in served.assistant.asked] == [False, True, False]


@pytest.mark.parametrize("send", [WORDS.send, "Enter"], ids=["button", "key"])
def test_a_text_that_is_too_long_stays_in_the_box_to_be_shortened(
    talk: Talk, served: Scripted, send: str
) -> None:
    def submit() -> None:
        if send == "Enter":
            talk.box.press("Enter")
        else:
            talk.root.get_by_role("button", name=send, exact=True).click()

    talk.box.fill("x" * TOO_LONG)
    submit()
    expect(talk.notice).to_have_text(WORDS.too_long.format(limit=TOO_LONG - 1))
    expect(talk.box).to_have_value("x" * TOO_LONG)
    expect(talk.messages).to_have_count(1)
    talk.box.press("Backspace")
    talk.answer(submit)
    assert [question.text for question in served.assistant.asked] == ["x" * (TOO_LONG - 1)]
    expect(talk.notice).to_be_hidden()


def test_a_conversation_that_the_server_does_not_know_goes_on_as_a_new_one(
    talk: Talk, served: Scripted
) -> None:
    talk.watch.allow(status(401), FAILED)
    talk.ask("hello")
    talk.page.context.clear_cookies()
    talk.type("are you there?")
    expect(talk.notice).to_have_text(WORDS.expired)
    expect(talk.last).to_contain_text("You said: are you there?")
    expect(talk.root.get_by_text("You said: hello")).to_have_count(0)
    assert len({question.sender for question in served.assistant.asked}) == 2
    talk.root.get_by_role("button", name=WORDS.dismiss).click()
    expect(talk.notice).to_be_hidden()


def test_a_page_that_finds_no_server_says_so_and_opens_when_it_is_back(
    visits: Visits, served: Scripted
) -> None:
    talk = without_server(visits, served)
    pass_until(talk.page, talk.notice.get_by_text(WORDS.offline))
    talk.page.unroute(SESSION)
    pass_until(talk.page, talk.box)
    expect(talk.notice).to_be_hidden()


def test_a_page_that_never_finds_the_server_gives_the_number(
    visits: Visits, served: Scripted
) -> None:
    talk = without_server(visits, served)
    pass_until(talk.page, number_to_call(talk))
    expect(talk.root.get_by_role("alert")).to_contain_text(PHONES)


def test_a_file_that_cannot_be_loaded_is_told(talk: Talk) -> None:
    talk.watch.allow(UNREACHABLE)
    talk.page.route("**/api/transcript", lambda route: route.abort())
    talk.root.get_by_role("button", name=WORDS.download_transcript).click()
    expect(number_to_call(talk)).to_be_visible()
