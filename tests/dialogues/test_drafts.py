"""Every procedure that can be drafted, from the first message to the hand-over, as tables.

A table of `drafts/` says how a draft is opened (`open`), what the opening message gives (`known`),
exactly which items are required in the end, what is answered to each question (`say`), what is then
noted (`value`) and what was said before and applies from then on (`with`), and how it `ends`:
`handed_over` to a contact, or `ready` for its requester to submit. `mail_to: nobody` where the
requester alone knows who may submit it; every other mail goes to the Service Desk.
"""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from common.plain_text import without_links
from faq_kb.cases import ONESELF
from faq_kb.contract import NOTES
from faq_kb.knowledge import KnowledgeBase
from tests.support.assistant import Message, RunningAssistant
from tests.support.mail import parsed
from tickets.values.yes_no import HAVE_IT

TABLES = Path(__file__).parent / "drafts"
NAMES = sorted(path.stem for path in TABLES.glob("*.yml"))


def table(name: str) -> dict[str, Any]:
    rows: dict[str, Any] = YAML(typ="safe").load(TABLES / f"{name}.yml")
    return rows


def test_every_procedure_that_can_be_drafted_has_a_table(knowledge: KnowledgeBase) -> None:
    assert (
        sorted(entry for entry, procedure in knowledge.procedures.items() if procedure.can_draft)
        == NAMES
    )


@pytest.mark.parametrize("entry", NAMES)
def test_a_draft_is_filled_in_and_handed_over(
    assistant: RunningAssistant, knowledge: KnowledgeBase, entry: str
) -> None:
    rows, sender = table(entry), f"draft-{uuid.uuid4()}"
    answer = assistant.ask(rows["open"], sender)
    if knowledge.procedures[entry].call_first:
        answer = call_first(assistant, answer, sender, knowledge, entry)
    assert answer["custom"]["type"] == "draft", answer
    draft = answer["custom"]["draft"]
    assert draft["entry"] == entry
    fields, said = without_articles(rows.get("known", {})), [rows["open"]]
    assert items_of(draft, said) == fields
    while asked := answer["custom"]["asked"]:
        assert asked in draft["missing"], answer
        given = rows["answers"][asked]
        answer = assistant.ask(given["say"], sender)
        draft = answer["custom"]["draft"]
        said.append(given["say"])
        fields |= without_articles({asked: given["value"], **given.get("with", {})})
        assert items_of(draft, said) == fields, answer
    assert draft["missing"] == []
    required = {item["key"] for item in draft["items"] if item["required"]}
    assert required == set(rows["required"])
    for value in fields.values():
        assert value.splitlines()[0] in answer["text"]
    saved = assistant.ask("save", sender)["custom"]["draft"]
    assert saved["status"] == rows["ends"]
    mail = parsed(saved["eml"].encode())
    body = " ".join(mail.get_content().split())
    words = {
        HAVE_IT: "the requester has it",
        "send on my behalf": "send on the owner's behalf",
        ONESELF: f"{fields['requester_name']}, the requester",
    }
    for value in fields.values():
        assert words.get(value, " ".join(without_links(value).split())) in body
    assert "not signed in; identity not verified" in body
    # Nobody has signed in: contacts are not named, not as receivers of the mail either.
    desk = knowledge.directory.contact_points["service_desk"].email
    to = "" if rows.get("mail_to") == "nobody" else desk
    assert saved["mailto"].partition("?")[0] == f"mailto:{to}"
    if rows["ends"] == "ready":
        assert assistant.ask("submit", sender)["custom"]["draft"]["status"] == "handed_over"


def test_an_anonymous_draft_is_the_browsers_in_every_conversation(
    assistant: RunningAssistant,
) -> None:
    first, second, stranger = (f"draft-{uuid.uuid4()}" for _ in range(3))
    mine, other = f"visitor-{uuid.uuid4()}", f"visitor-{uuid.uuid4()}"
    opened = assistant.ask("open a ticket to unblock https://a.example.com", first, visitor=mine)
    reference = opened["custom"]["draft"]["id"]
    found = assistant.ask("show my drafts", second, visitor=mine)
    assert [draft["id"] for draft in found["custom"]["drafts"]] == [reference]
    shown = assistant.ask(f"status {reference}", second, visitor=mine)
    assert shown["custom"]["draft"]["id"] == reference
    for visitor in (other, ""):
        hidden = assistant.ask(f"status {reference}", stranger, visitor=visitor)
        assert hidden["custom"]["draft"] is None
        assert assistant.ask("show my drafts", stranger, visitor=visitor)["custom"]["drafts"] == []


def items_of(draft: Message, said: list[str]) -> dict[str, str]:
    """The values of the items; the notes have the user's own words, and no other."""
    values: dict[str, str] = dict(draft["fields"])
    for line in values.pop(NOTES, "").splitlines():
        assert any(line in " ".join(text.split()) for text in said), line
    return without_articles(values)


def without_articles(values: dict[str, str]) -> dict[str, str]:
    """The values; whether "the" is a part of the first one says nothing."""
    return {key: re.sub("^(?:the|a|an) ", "", value) for key, value in values.items()}


def call_first(
    assistant: RunningAssistant, answer: Message, sender: str, knowledge: KnowledgeBase, entry: str
) -> Message:
    """Nothing is to be filled in before the call; the number is in the answer."""
    assert answer["custom"]["type"] == "procedure", answer
    for key in knowledge.procedures[entry].phones:
        assert knowledge.directory.phones[key].number in answer["text"]
    return assistant.ask("I've called", sender)
