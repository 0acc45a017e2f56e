"""Dialogue tables: what the user does and what must be answered, as YAML that anybody reads."""

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

    `user` is typed text, `click` the number or title of a button of the answer before, `restart`
    stops and starts the assistant first. Of the answer: `type`, `entry`, `facet`, `intent`,
    `options` (all must be offered), `says` (regular expressions for the text), `silent` (regular
    expressions that must not match).
    """

    expected: dict[str, Any]
    user: str | None = None
    click: str | int | None = None
    restart: bool = False
    metadata: dict[str, Any] | None = None

    def check(self, answer: Message) -> None:
        """AssertionError when the answer is another."""
        custom, text = answer["custom"], answer["text"]
        for key in ("type", "entry", "facet", "intent", "asked", "agency", "role"):
            if key in self.expected:
                assert custom.get(key) == self.expected[key], answer
        offered = {option["entry"] for option in custom.get("options", []) if "entry" in option}
        assert set(self.expected.get("options", [])) <= offered, answer
        for pattern in self.expected.get("says", []):
            assert re.search(pattern, text, re.IGNORECASE), (pattern, text)
        for pattern in self.expected.get("silent", []):
            assert not re.search(pattern, text, re.IGNORECASE), (pattern, text)


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
