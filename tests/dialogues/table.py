"""Dialogue tables: what the user does and what must be answered, as YAML that anybody reads."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.support.assistant import Message

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Turn:
    """One message of the user and what its answer must be.

    `user` is typed text, `click` the number or title of a button of the answer before, `form` what
    is filled in of the first draft's form (nothing: it is only opened), `restart` stops and starts
    the assistant first. Of the answer: `type`, `entry`, `facet`, `intent`, `options` (all must be
    offered), `says` (regular expressions for the text), `silent` (regular expressions that must not
    match); of a draft: `status`, `fields` (these values; null: none), `missing` (exactly these
    items), and of its form `refused` and `added` (exactly these items; `refused: null`: no form is
    shown). `then` is what a second message must be. In `user`, `says` and `silent`, `{1}` is the
    reference of the first draft of the dialogue. `sender` is another conversation.
    """

    expected: dict[str, Any]
    user: str | None = None
    click: str | int | None = None
    form: dict[str, str] | None = None
    restart: bool = False
    metadata: dict[str, Any] | None = None
    then: dict[str, Any] | None = None
    sender: str = ""

    def check(self, answers: list[Message], references: list[str]) -> None:
        """AssertionError when the answers are others."""
        expected = [self.expected, *([self.then] if self.then else [])]
        assert len(answers) == len(expected), answers
        for answer, wanted in zip(answers, expected, strict=True):
            check(answer, wanted, references)


def check(answer: Message, expected: dict[str, Any], references: list[str]) -> None:
    """AssertionError when the answer is another."""
    custom, text = answer["custom"], answer["text"]
    draft = custom.get("draft") or {}
    entry = draft.get("entry", custom.get("entry"))
    for key in ("type", "facet", "intent", "asked", "agency", "role"):
        if key in expected:
            assert custom.get(key) == expected[key], answer
    if "entry" in expected:
        assert entry == expected["entry"], answer
    if "status" in expected:
        assert draft.get("status") == expected["status"], answer
    if "missing" in expected:
        assert draft["missing"] == expected["missing"], answer
    for key, value in expected.get("fields", {}).items():
        assert draft["fields"].get(key) == value, answer
    if "refused" in expected or "added" in expected:
        check_form(custom["form"], expected)
    offered = {option["entry"] for option in custom.get("options", []) if "entry" in option}
    assert set(expected.get("options", [])) <= offered, answer
    for pattern in (filled_in(row, references) for row in expected.get("says", [])):
        assert re.search(pattern, text, re.IGNORECASE), (pattern, text)
    for pattern in (filled_in(row, references) for row in expected.get("silent", [])):
        assert not re.search(pattern, text, re.IGNORECASE), (pattern, text)


def check_form(form: dict[str, Any] | None, expected: dict[str, Any]) -> None:
    """AssertionError when another form is shown, or one where none must be."""
    if form is None:
        assert expected.get("refused", []) is None
        return
    assert [one["key"] for one in form["refused"]] == expected.get("refused", []), form
    assert form["added"] == expected.get("added", []), form


def form_payload(reference: str, filled_in: dict[str, str]) -> str:
    """What a channel makes of a posted form."""
    data = {"draft": reference, "item": "all"} | ({"value": filled_in} if filled_in else {})
    return f"/draft_change{json.dumps(data)}"


def filled_in(text: str, references: list[str]) -> str:
    """The text with `{1}` replaced by the first reference, and so on."""
    for number, reference in enumerate(references, 1):
        text = text.replace(f"{{{number}}}", reference)
    return text


@dataclass(frozen=True)
class Dialogue:
    """A named conversation."""

    name: str
    turns: list[Turn]


def dialogues() -> Iterator[Dialogue]:
    """Every dialogue of every table."""
    for path in sorted(TABLES.glob("*.yml")):
        for name, rows in YAML(typ="safe").load(path).items():
            yield Dialogue(f"{path.stem}: {name}", [Turn(**row) for row in rows])


def payload(answer: Message, click: str | int) -> str:
    """What a click on the button sends."""
    buttons = answer["buttons"]
    if isinstance(click, int):
        button = buttons[click - 1]
    else:
        button = next(button for button in buttons if button["title"] == click)
    sent: str = button["payload"]
    return sent
