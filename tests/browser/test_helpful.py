"""Was this helpful: yes or no counts at once, a comment may follow."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from bot.channels.web.chat.feedback import Feedback, FeedbackStore
from common.database import Database
from tests.browser.talk import WORDS, Talk
from tests.support.assistant import RunningAssistant

Stored = Callable[[str], list[Feedback]]


@pytest.fixture
def feedback(assistant: RunningAssistant) -> Iterator[Stored]:
    """What is stored of the answers to a question."""
    database = Database(assistant.database_url)
    stored = FeedbackStore(database)
    yield lambda question: [
        one
        for one in stored.since(dt.datetime.min.replace(tzinfo=dt.UTC))
        if one.question == question
    ]
    database.close()


def below(talk: Talk) -> Locator:
    """What is asked below the last answer."""
    return talk.messages.last.get_by_role("group", name=WORDS.helpful)


def test_no_and_what_could_be_better(talk: Talk, feedback: Stored) -> None:
    question = "somebody stole my laptop from the car"
    talk.ask(question)
    asked = below(talk)
    asked.get_by_role("button", name=WORDS.helpful_no, exact=True).click()
    field = asked.get_by_label(WORDS.helpful_comment)
    expect(field).to_be_focused()
    expect(asked.get_by_role("status")).to_have_text(WORDS.helpful_thanks)
    (rated,) = feedback(question)
    assert (rated.helpful, rated.comment) == (False, "")
    field.fill("Which form is it?  My number is 078-05-1120.")
    asked.get_by_role("button", name=WORDS.helpful_send).click()
    expect(field).to_have_count(0)
    (rated,) = feedback(question)
    assert not rated.helpful
    assert rated.comment.startswith("Which form is it?")
    assert "078-05-1120" not in rated.comment
    assert rated.entry == "lost_or_stolen_equipment"


def test_yes_without_a_comment(talk: Talk, feedback: Stored) -> None:
    question = "how can I get access to the VPN"
    talk.ask(question)
    asked = below(talk)
    asked.get_by_role("button", name=WORDS.helpful_yes, exact=True).click()
    asked.get_by_label(WORDS.helpful_comment_yes).wait_for()
    asked.get_by_role("button", name=WORDS.helpful_skip).click()
    expect(asked.get_by_role("button")).to_have_count(0)
    expect(asked.get_by_role("status")).to_have_text(WORDS.helpful_thanks)
    (rated,) = feedback(question)
    assert (rated.helpful, rated.comment) == (True, "")
    # Nobody is asked twice.
    talk.page.reload()
    expect(talk.ready().messages).to_have_count(2)
    expect(below(talk)).to_have_count(0)


def test_what_could_not_be_saved_is_said(talk: Talk) -> None:
    talk.watch.allow("net::ERR_FAILED")
    talk.ask("how do I get VPN access")
    talk.page.route("**/api/feedback", lambda route: route.abort())
    asked = below(talk)
    asked.get_by_role("button", name=WORDS.helpful_yes, exact=True).click()
    expect(asked.get_by_role("status")).to_have_text(WORDS.helpful_failed)
    talk.page.unroute("**/api/feedback")
    asked.get_by_role("button", name=WORDS.helpful_yes, exact=True).click()
    expect(asked.get_by_role("status")).to_have_text(WORDS.helpful_thanks)


def test_a_question_is_not_rated(talk: Talk) -> None:
    talk.ask("she needs a desk phone and I want VPN access")
    expect(talk.last.get_by_role("button")).to_have_count(2)
    expect(below(talk)).to_have_count(0)
