"""Nothing leaves the origin or breaks the policy: every test watches, here the watch is tested."""

import re

import pytest

from tests.browser.conftest import Visits
from tests.browser.drafting import answer, begin
from tests.browser.talk import WORDS, Talk
from tests.support.assistant import RunningAssistant

SCRIPT = "document.head.append(Object.assign(document.createElement('script'), {text: 'hacked=1'}))"
# What a page does, and what is seen of it.
FORBIDDEN = {
    SCRIPT: "policy violation: script-src-elem",
    "document.body.setAttribute('style', 'color: red')": "policy violation: style-src-attr",
    "void fetch('http://localhost:9/x').catch(() => 0)": "policy violation: connect-src",
    "new Image().src = 'http://localhost:9/x.png'": "foreign request: http://localhost:9/x.png",
    "setTimeout(() => { throw new Error('of the test') })": "page error: of the test",
    "console.warn('of the test')": "console warning: of the test",
    "void fetch('/api/drafts/HD-000000.eml')": "status of 404",
}


def test_what_is_forbidden_is_seen(visits: Visits, assistant: RunningAssistant) -> None:
    page, watch = visits.tab(assistant.web_url)
    page.goto(assistant.web_url)
    Talk(page, page, watch).ready()
    for script, seen in FORBIDDEN.items():
        watch.faults.clear()
        page.evaluate(script)
        while not any(seen in fault for fault in watch.faults):
            page.wait_for_timeout(10)
        with pytest.raises(AssertionError, match=re.escape(seen)):
            watch.check()
    assert page.evaluate("window.hacked") is None
    watch.faults.clear()


def test_a_whole_dialogue_asks_nobody_else(talk: Talk) -> None:
    begin(talk)
    answer(talk)
    talk.ask("save")
    with talk.page.expect_download():
        talk.root.get_by_role("button", name=WORDS.download_transcript).click()
    asked = {request.url.split("?")[0] for request in talk.watch.requests}
    web_app = talk.page.url.rstrip("/")
    assert {f"{web_app}/api/session", f"{web_app}/api/chat"} <= asked
    assert all(url.startswith((web_app, f"blob:{web_app}")) for url in asked)
