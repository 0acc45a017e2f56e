"""On a phone: what to do first and who may ask are seen without scrolling, for every procedure."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, expect

from bot.channels.answer import Answer
from bot.channels.assistant import Question
from bot.channels.web.security.limits import Limits
from faq_kb.contract import ProcedureReply
from faq_kb.knowledge import KnowledgeBase
from replies import AskRequester, Call, FillIn, OpenPage, Write, first_action
from tests.browser.conftest import PHONE, Serve, Visits
from tests.browser.talk import LABELS
from tests.channels.answers import procedure

HEIGHT = 844
HANDHELD: dict[str, Any] = PHONE | {"viewport": {"width": 390, "height": HEIGHT}}
MOST_SCREENS = 2


def test_every_procedure_begins_with_what_to_do_and_who_may_ask(
    visits: Visits, web_app: Serve, knowledge: KnowledgeBase
) -> None:
    def script(question: Question) -> list[Answer]:
        return [procedure(knowledge, question.text)]

    served = web_app(script=script, limits=Limits(conversation="600/minute"))
    talk = visits.talk(served.url, **HANDHELD)
    too_long = {}
    for entry in knowledge.procedures:
        reply = procedure(knowledge, entry).reply
        assert isinstance(reply, ProcedureReply)
        card = talk.ask(entry)
        for first in (*_what_to_do(card, reply), *_who_may_ask(card, reply)):
            expect(first, entry).to_be_in_viewport(ratio=1)
        height = card.evaluate("card => card.offsetHeight")
        if height > MOST_SCREENS * HEIGHT:
            too_long[entry] = height
    assert not too_long


def test_one_button_shows_everything_that_is_folded(
    visits: Visits, web_app: Serve, knowledge: KnowledgeBase
) -> None:
    entry = "lost_or_stolen_equipment"
    whole = procedure(knowledge, entry)
    reply = whole.reply
    assert isinstance(reply, ProcedureReply)
    talk = visits.talk(web_app(script=lambda _: [whole]).url, **HANDHELD)
    card = talk.ask(entry)
    folded = [reply.include[0].label, reply.conditions[0].then, reply.phones[2].number]
    for text in folded:
        expect(card.get_by_text(text).last).to_be_hidden()
    show_all = card.get_by_role("button", name=LABELS.card.show_all)
    show_all.focus()
    talk.page.keyboard.press("Enter")
    for text in folded:
        expect(card.get_by_text(text).last).to_be_visible()
    expect(show_all).to_be_hidden()
    toggles = card.locator("button[aria-expanded]")
    expect(toggles).to_have_count(card.locator("button[aria-expanded=true]").count())
    expect(toggles.first).to_be_focused()


def _what_to_do(card: Locator, reply: ProcedureReply) -> Iterator[Locator]:
    words = LABELS.action
    match first_action(reply):
        case Call(phone, at_once):
            title = (words.call_now if at_once else words.call).format(number=phone.number)
            yield card.get_by_role("link", name=title)
        case AskRequester():
            yield card.locator(".ac-container .ac-container").first
        case FillIn(form):
            yield card.get_by_text(form.title).first
        case OpenPage(place):
            yield card.get_by_role("link", name=words.open.format(name=place.name))
        case Write(place):
            yield card.get_by_role("link", name=words.write.format(name=place.name))
        case None:
            yield card.get_by_text(reply.summary)


def _who_may_ask(card: Locator, reply: ProcedureReply) -> Iterator[Locator]:
    for one in reply.requesters:
        yield card.get_by_text(LABELS.roles[one.role]).first
