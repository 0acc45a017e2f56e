"""What is said is read aloud once, by whichever way it comes; what was said before is not."""

import re

import pytest
from playwright.sync_api import expect

from faq_kb.knowledge import KnowledgeBase
from tests.browser.conftest import Serve, Visits
from tests.browser.talk import LABELS, WORDS, Talk
from tests.support.assistant import RunningAssistant

# Collects what is added to live regions, as `announced`.
LISTEN = """
addEventListener("DOMContentLoaded", () => {
  window.announced = [];
  const live = "[role=log], [role=alert], [role=status], [aria-live=polite], [aria-live=assertive]";
  const element = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
  const isInside = (node, nodes) => nodes.some((other) => other !== node && other.contains(node));
  new MutationObserver((records) => {
    const added = records.flatMap(({ type, target, addedNodes }) =>
      type === "characterData" ? [target] : [...addedNodes]);
    for (const node of new Set(added)) {
      if (!node.isConnected || isInside(node, added) || !element(node)?.closest(live)) continue;
      const text = node.textContent || element(node).getAttribute("aria-label") || "";
      if (text.trim()) window.announced.push(text);
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
});
"""


VPN, LAPTOP = "how do I get VPN access", "my laptop was stolen"


def listening(visits: Visits, web_app: str) -> Talk:
    """A visitor with a screen reader."""
    page, watch = visits.tab(web_app)
    page.context.add_init_script(LISTEN)
    page.goto(web_app)
    return Talk(page, page, watch).ready()


def announced(talk: Talk, until: str) -> list[str]:
    """Everything that was read aloud, as soon as this was."""
    talk.page.wait_for_function("text => announced.some((one) => one.includes(text))", arg=until)
    texts: list[str] = talk.page.evaluate("announced")
    return texts


def times(texts: list[str], part: str) -> int:
    """How often it was read."""
    return sum(text.count(part) for text in texts)


@pytest.fixture
def summaries(knowledge: KnowledgeBase) -> tuple[str, str]:
    """How what is said of the answers to VPN and LAPTOP begins: what to do first."""
    words, titles = LABELS.sentences.procedure, knowledge.procedures
    vpn, laptop = (titles[entry].title for entry in ("vpn_access", "lost_or_stolen_equipment"))
    ask, call = (line.partition(" {")[0] for line in (words.requesters, words.call_first))
    return f"{vpn}. {ask}", f"{laptop}. {call}"


def test_an_answer_is_read_once(
    visits: Visits, assistant: RunningAssistant, summaries: tuple[str, str]
) -> None:
    talk = listening(visits, assistant.web_url)
    for question in (VPN, LAPTOP):
        talk.ask(question)
    texts = announced(talk, summaries[1])
    talk.ask("thank you")
    texts = announced(talk, talk.last.inner_text().splitlines()[-1])
    for part in (*summaries, VPN, LAPTOP):
        assert times(texts, part) == 1, part
    assert times(texts, WORDS.typing) <= 3


def test_an_answer_is_there_once_for_who_reads_through_the_page(
    visits: Visits, assistant: RunningAssistant, summaries: tuple[str, str]
) -> None:
    talk = visits.talk(assistant.web_url)
    talk.ask(VPN)
    transcript = talk.root.get_by_role("group", name=re.compile("^Conversation"))
    expect(transcript.get_by_role("article", name=summaries[0])).to_have_count(0)
    # Who goes through the messages by arrow keys hears each of them by its name.
    transcript.focus()
    expect(transcript.get_by_role("article", name=summaries[0])).to_have_count(1)


def test_the_answer_to_a_click_is_read_once(
    visits: Visits, assistant: RunningAssistant, summaries: tuple[str, str]
) -> None:
    talk = listening(visits, assistant.web_url)
    talk.ask("she needs a desk phone and I want VPN access")
    talk.press("Get VPN access")
    announced(talk, summaries[0])
    talk.ask(LAPTOP)
    assert times(announced(talk, summaries[1]), summaries[0]) == 1


def test_what_was_said_before_is_not_read_again(
    visits: Visits, assistant: RunningAssistant, summaries: tuple[str, str]
) -> None:
    talk = listening(visits, assistant.web_url)
    talk.ask(VPN)
    talk.page.reload()
    spoken = talk.ready().messages.last.locator("[id*=active-descendant-label]")
    expect(spoken).to_contain_text(summaries[0])
    talk.ask(LAPTOP)
    texts = announced(talk, summaries[1])
    assert times(texts, summaries[0]) == times(texts, VPN) == 0
    # Nor that it has buttons.
    assert times(texts, WORDS.interactive_hint) <= 1


def test_every_tab_reads_once_what_another_one_asked(
    visits: Visits, assistant: RunningAssistant, summaries: tuple[str, str]
) -> None:
    talk = listening(visits, assistant.web_url)
    page = talk.page.context.new_page()
    page.goto(talk.page.url)
    other = Talk(page, page, talk.watch).ready()
    talk.ask(VPN)
    announced(other, summaries[0])
    talk.ask(LAPTOP)
    assert times(announced(other, summaries[1]), summaries[0]) == 1


def test_trouble_is_read_once_and_the_answer_that_came_late_is_too(
    visits: Visits, web_app: Serve
) -> None:
    talk = listening(visits, web_app().url)
    talk.watch.allow("net::ERR_")
    talk.page.clock.install()
    talk.page.reload()
    talk.ready()
    talk.page.route("**/api/chat", lambda route: (route.fetch(), route.abort()), times=4)
    talk.type("hello")
    while not talk.notice.is_visible():
        talk.page.clock.fast_forward(1_000)
    assert times(announced(talk, WORDS.offline), WORDS.offline) == 1
    while talk.notice.is_visible():
        talk.page.clock.fast_forward(1_000)
    announced(talk, "You said: hello")
    talk.ask("bye")
    assert times(announced(talk, "You said: bye"), "You said: hello") == 1
