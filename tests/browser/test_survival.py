"""What was said survives a reload and a restart; transcript and new conversation."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.drafting import FIELDS, answer, begin
from tests.browser.talk import LABELS, WORDS, Talk, is_answer
from tests.support.assistant import RunningAssistant

QUESTION = "my laptop was stolen"
# What the browser says of a server that is not there.
AWAY = (r"net::ERR_", r"503 \(Service Unavailable\)")


def said(talk: Talk) -> list[str]:
    """Everything that is shown, in order."""
    shown = talk.root.get_by_role("feed").locator("[role=group][aria-roledescription]")
    return [text.strip() for text in shown.all_inner_texts()]


def test_a_draft_goes_on_after_a_reload(talk: Talk) -> None:
    reference = begin(talk)
    answer(talk, last=2)
    before = said(talk)[1:]  # all but the welcome
    talk.page.reload()
    expect(talk.ready().messages).to_have_count(len(before))
    assert said(talk) == before
    summary = answer(talk, first=2)
    expect(summary).to_contain_text(reference)
    for value in FIELDS.values():
        expect(summary).to_contain_text(value)


def test_buttons_of_before_a_reload_do_what_they_say(talk: Talk) -> None:
    talk.ask("how do I get VPN access")
    talk.page.reload()
    asked = talk.ready().press("Draft this request")
    expect(asked).to_contain_text(LABELS.status["collecting"])


def test_a_draft_goes_on_after_a_restart(assistant: RunningAssistant, visits: Visits) -> None:
    staying, returning = (visits.talk(assistant.web_url) for _ in range(2))
    references = {}
    for talk in (staying, returning):
        talk.watch.allow(*AWAY)
        references[talk.page] = begin(talk)
        answer(talk, last=2)
    assert assistant.stop() == 0
    expect(staying.notice).to_have_text(WORDS.offline)
    assistant.start()
    # The page finds the server again by itself: it asks at least every thirty seconds.
    expect(staying.notice).to_be_empty(timeout=60_000)
    returning.page.reload()
    for talk in (staying, returning.ready()):
        summary = answer(talk, first=2)
        expect(summary).to_contain_text(references[talk.page])
        for value in FIELDS.values():
            expect(summary).to_contain_text(value)


def test_the_transcript_has_what_was_said(talk: Talk) -> None:
    answered = talk.ask(QUESTION).get_by_role("listitem").first.inner_text()
    with talk.page.expect_download() as downloading:
        talk.root.get_by_role("button", name=WORDS.download_transcript).click()
    assert downloading.value.suggested_filename == "conversation.txt"
    transcript = Path(downloading.value.path()).read_text()
    assert transcript.count(QUESTION) == 1
    assert WORDS.you in transcript
    assert WORDS.assistant in transcript
    assert answered.removesuffix(" (required)") in transcript


def test_a_new_conversation_leaves_the_last_one(talk: Talk) -> None:
    talk.ask(QUESTION)
    new = talk.root.get_by_role("button", name=WORDS.new_conversation)
    dialog = talk.root.get_by_role("dialog", name=WORDS.new_conversation)
    new.click()
    dialog.get_by_role("button", name=WORDS.new_conversation_no).click()
    expect(dialog).to_be_hidden()
    expect(new).to_be_focused()
    expect(talk.messages).to_have_count(3)
    new.click()
    dialog.get_by_role("button", name=WORDS.new_conversation_yes).click()
    expect(talk.messages).to_have_count(1)
    expect(talk.last).to_contain_text(WORDS.welcome.partition("{")[0])
    expect(talk.box).to_be_focused()
    # Nothing of the last one is understood in this one.
    expect(talk.ask("who has to submit it?").get_by_role("heading")).to_have_count(0)
    talk.page.reload()
    expect(talk.ready().messages).to_have_count(2)


def test_a_link_to_a_draft_shows_it_once(talk: Talk) -> None:
    reference = begin(talk)
    before = said(talk)[1:]  # all but the welcome
    with talk.page.expect_response(is_answer) as answered:
        talk.page.goto(f"{talk.page.url}?draft={reference}")
    shown = len(before) + len(answered.value.json()["messages"])
    expect(talk.ready().messages).to_have_count(shown)
    expect(talk.last).to_contain_text(reference)
    after = said(talk)
    assert after[: len(before)] == before
    talk.page.reload()
    expect(talk.ready().messages).to_have_count(shown)
    assert said(talk) == after
