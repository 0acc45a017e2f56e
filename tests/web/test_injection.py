"""Whatever is typed is shown as it was typed: it never becomes markup, and never runs."""

import pytest
from playwright.sync_api import Locator, expect

from tests.web.drafting import answer, begin, part
from tests.web.talk import LABELS, Talk

HOSTILE = {
    "image": '<img src=x onerror="window.hacked=1">',
    "script": "<script>window.hacked=1</script>",
    "svg": "<svg/onload=window.hacked=1>",
    "frame": '"><iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
    "link": "[click](javascript:window.hacked=1)",
    "picture": "![x](https://example.com/x.png)",
    "emphasis": "**bold** _thin_ `code` # title",
    "list": "- one",
    "entities": "&lt;b&gt; &amp;amp; &#x6A;",
    "template": "${window.hacked=1} {{window.hacked=1}}",
    "date": "{{DATE(2026-11-22T08:00:00Z, SHORT)}}",
}
MARKUP = "a, b, code, em, h1, h2, iframe, img, input, li, script, strong, style, svg"


def expect_as_typed(shown: Locator, text: str) -> None:
    """The text as it was typed, and nothing made of it."""
    expect(shown).to_contain_text(text)
    expect(shown.locator(MARKUP)).to_have_count(0)
    assert shown.page.evaluate("window.hacked") is None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_message_is_text(talk: Talk, name: str) -> None:
    text = HOSTILE[name]
    talk.ask(text)
    expect_as_typed(talk.said, text)
    talk.page.reload()
    talk.ready()
    expect_as_typed(talk.said, text)


def test_values_of_a_draft_are_text(talk: Talk) -> None:
    text = " ".join(HOSTILE.values())
    begin(talk)
    asked = talk.ask(f"because of {text}")
    part(asked, LABELS.draft.so_far).click()
    given = asked.locator("[id*=part1]")
    expect_as_typed(given, text.replace("{{", "{\N{WORD JOINER}{"))
    summary = answer(talk, first=1)
    expect(summary.locator("img, iframe, script, strong, em, a[href^=javascript]")).to_have_count(0)
    saved = talk.ask("save")
    assert talk.page.evaluate("window.hacked") is None
    expect(saved.locator("a")).to_have_count(2)  # the mail and its file
    # What is read aloud is text, too.
    expect(talk.root.get_by_role("feed").locator(MARKUP.replace("a, ", ""))).not_to_have_count(-1)
