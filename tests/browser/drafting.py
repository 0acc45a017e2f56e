"""A draft of the table `website_unblock` in the browser, step by step."""

import re
from typing import Any

from playwright.sync_api import Locator

from tests.browser.talk import LABELS, Talk
from tests.dialogues.test_drafts import table

ENTRY = "website_unblock"
REFERENCE = re.compile(r"HD-[0-9A-Z]{6}")
ROWS: dict[str, Any] = table(ENTRY)
KNOWN: dict[str, str] = ROWS["known"]
ANSWERS: dict[str, dict[str, str]] = ROWS["answers"]
# Everything that is given in the end.
FIELDS = KNOWN | {item: given["value"] for item, given in ANSWERS.items()}


def begin(talk: Talk) -> str:
    """Open the draft; its reference."""
    found = REFERENCE.search(talk.ask(ROWS["open"]).inner_text())
    assert found
    return found[0]


def answer(talk: Talk, first: int = 0, last: int | None = None) -> Locator:
    """Answer these of its questions; the last answer of the assistant."""
    for given in [*ANSWERS.values()][first:last]:
        talk.ask(given["say"])
    return talk.last


def part(draft: Locator, label: str) -> Locator:
    """The button that shows or hides a part of the card."""
    shown = LABELS.card.toggle.replace("{part}", label).replace("({count})", "")
    return draft.get_by_role("button", name=shown.strip())
