"""Whatever is typed is shown as it was typed: it never becomes markup, and never runs."""

from playwright.sync_api import Locator, expect

from tests.browser.drafting import answer, begin, part
from tests.browser.talk import LABELS, Talk, shown

HOSTILE = (
    '<img src=x onerror="window.hacked=1">',
    "<script>window.hacked=1</script>",
    "<svg/onload=window.hacked=1>",
    '"><iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
    "[click](javascript:window.hacked=1)",
    "![x](https://example.com/x.png)",
    "<https://example.com/y>",
    "**bold** _thin_ `code` # title",
    "- one",
    "&lt;b&gt; &amp;amp; &#x6A;",
    "${window.hacked=1} {{window.hacked=1}}",
    "{{DATE(2026-11-22T08:00:00Z, SHORT)}}",
)
MADE = "a, b, code, em, h1, h2, iframe, img, input, script, strong, style, svg"
# Keeps Adaptive Cards from making a date of it; nobody sees it.
JOINER = "\N{WORD JOINER}"


def expect_as_typed(element: Locator, text: str) -> None:
    """The text as it was typed, and nothing made of it."""
    expect(element).to_contain_text(text)
    expect(element.locator(MADE)).to_have_count(0)
    assert element.page.evaluate("window.hacked") is None


def test_messages_are_text_now_and_after_a_reload(talk: Talk) -> None:
    for text in HOSTILE:
        talk.ask(text)
        expect_as_typed(talk.said, text)
        expect(talk.said.locator("ul, ol, br")).to_have_count(0)
    talk.page.reload()
    expect(talk.ready().messages).to_have_count(2 * len(HOSTILE))
    for number, text in enumerate(HOSTILE):
        expect_as_typed(shown(talk.messages.nth(2 * number)), text)


def test_values_of_a_draft_are_text(talk: Talk) -> None:
    text = " ".join(HOSTILE)
    begin(talk)
    asked = talk.ask(f"we need it for our inspections because of {text}")
    part(asked, LABELS.draft.so_far).click()
    value = asked.get_by_text(f"{LABELS.card.field.format(label='reason')} we need it").last
    expect_as_typed(value.locator(".."), text.replace("{{", f"{{{JOINER}{{"))
    answer(talk, first=1)
    saved = talk.ask("save")
    expect(saved.locator(MADE.removeprefix("a, "))).to_have_count(0)
    # The mail and its file: nothing that was typed.
    links = saved.get_by_role("link")
    expect(links).to_have_count(3)
    hrefs = [link.get_attribute("href") or "" for link in links.all()]
    assert all(href.startswith(("mailto:", "tel:", "/api/drafts/")) for href in hrefs)
    assert talk.page.evaluate("window.hacked") is None
