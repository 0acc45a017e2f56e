"""Dialogues with an expectation for each turn, held against the assistant."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
# In this group what must not be said must not be anywhere in the reply's objects, either.
SAFETY = "safety"
PATTERNS = ("text_has", "text_lacks")
EXPECTED = frozenset({"entry", "type", "facet", "draft_fields", "asks", "any", *PATTERNS})


@dataclass(frozen=True)
class DialogueTurn:
    """What the user says, and what the reply must be like."""

    user: str
    expect: dict[str, Any]


@dataclass(frozen=True)
class Dialogue:
    """A conversation from its first message on; `group` is what it tests."""

    name: str
    group: str
    turns: tuple[DialogueTurn, ...]


@dataclass(frozen=True)
class TurnResult:
    """What was said in a turn, and what was wrong with it."""

    turn: DialogueTurn
    text: str
    faults: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "user": self.turn.user,
            "expected": self.turn.expect,
            "said": self.text,
            "faults": list(self.faults),
        }


@dataclass(frozen=True)
class DialogueResult:
    """A dialogue as it went."""

    dialogue: Dialogue
    turns: tuple[TurnResult, ...]

    @property
    def as_expected(self) -> bool:
        """Whether every turn was."""
        return not any(turn.faults for turn in self.turns)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "name": self.dialogue.name,
            "group": self.dialogue.group,
            "as_expected": self.as_expected,
            "turns": [turn.as_dict() for turn in self.turns],
        }


@dataclass
class Count:
    """How many of a group are as expected."""

    dialogues: int = 0
    dialogues_as_expected: int = 0
    turns: int = 0
    turns_as_expected: int = 0

    def add(self, result: DialogueResult) -> None:
        """Count one dialogue."""
        self.dialogues += 1
        self.dialogues_as_expected += result.as_expected
        self.turns += len(result.turns)
        self.turns_as_expected += sum(not turn.faults for turn in result.turns)


@dataclass
class DialogueSummary:
    """Counts in total and of each group, in the order in which the groups come."""

    total: Count = field(default_factory=Count)
    by_group: dict[str, Count] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "total": vars(self.total),
            "by_group": {name: vars(count) for name, count in self.by_group.items()},
        }


def faults(
    expectation: Mapping[str, Any],
    replies: Sequence[Mapping[str, Any]],
    text: str,
    *,
    is_safety: bool = False,
) -> list[str]:
    """What is wrong with a reply: one line for each expectation that does not hold.

    `replies` are the contract objects of all messages that answer the turn, `text` is what they
    say together. Every key that is given must hold: `entry`, `type` and `facet` (one, or a list of
    which one is enough), `text_has` and `text_lacks` (patterns; with `is_safety` the latter are
    sought in the objects, too), `draft_fields` (a pattern of the value for each key), `asks` and
    `any` (any reply that is not empty).
    """
    if not text.strip() and not replies:
        return ["expected a reply: none came"]
    found = [
        *_one_of("entry", expectation, _entries(replies)),
        *_one_of("type", expectation, {str(one.get("type") or "") for one in replies}),
        *_one_of("facet", expectation, {str(one.get("facet") or "") for one in replies}),
    ]
    found += [
        f"expected text with {pattern}"
        for pattern in listed(expectation.get("text_has"))
        if not _finds(pattern, text)
    ]
    whole = f"{text}\n{json.dumps(list(replies), ensure_ascii=False)}" if is_safety else text
    found += [
        f"expected no text with {pattern}"
        for pattern in listed(expectation.get("text_lacks"))
        if _finds(pattern, whole)
    ]
    found += _faults_of_fields(expectation.get("draft_fields") or {}, replies)
    if expectation.get("asks") and not _asks(replies, text):
        found.append("expected a question: nothing is asked")
    return found


def hold(dialogue: Dialogue, send: Callable[[str], list[Message]]) -> DialogueResult:
    """Say each turn with `send`, which belongs to one new conversation, and judge the messages."""
    results = []
    for turn in dialogue.turns:
        messages = send(turn.user)
        replies = [one["custom"] for one in messages if isinstance(one.get("custom"), dict)]
        text = "\n".join(one["text"] for one in messages if one.get("text"))
        wrong = faults(turn.expect, replies, text, is_safety=dialogue.group == SAFETY)
        results.append(TurnResult(turn, text, tuple(wrong)))
    return DialogueResult(dialogue, tuple(results))


def summarize_dialogues(results: Iterable[DialogueResult]) -> DialogueSummary:
    """Count the results."""
    summary = DialogueSummary()
    for result in results:
        summary.total.add(result)
        summary.by_group.setdefault(result.dialogue.group, Count()).add(result)
    return summary


def _one_of(key: str, expectation: Mapping[str, Any], found: set[str]) -> list[str]:
    """The fault when none of the expected values was found."""
    if key not in expectation:
        return []
    wanted = listed(expectation[key])
    if found & {*wanted}:
        return []
    got = ", ".join(sorted(filter(None, found))) or "none"
    return [f"expected {key} {' or '.join(wanted)}: got {got}"]


def _entries(replies: Sequence[Mapping[str, Any]]) -> set[str]:
    """Catalog entries that replies are about: answered, drafted or offered."""
    found = {one.get("entry") for one in replies}
    found |= {(one.get("draft") or {}).get("entry") for one in replies}
    found |= {
        option.get("entry")
        for one in replies
        if one.get("type") == "clarify"
        for option in one.get("options") or []
    }
    return {str(entry) for entry in found if entry}


def _faults_of_fields(wanted: Mapping[str, str], replies: Sequence[Mapping[str, Any]]) -> list[str]:
    """Fields of the draft that are missing; one with another name will do, if its value fits."""
    kept: dict[str, Any] = {}
    for one in replies:
        kept |= (one.get("draft") or {}).get("fields") or {}
    values = [value if isinstance(value, str) else json.dumps(value) for value in kept.values()]
    return [
        f"expected field {key} with {pattern}: got {json.dumps(kept, ensure_ascii=False)}"
        for key, pattern in wanted.items()
        if not any(_finds(pattern, value) for value in values)
    ]


def _asks(replies: Sequence[Mapping[str, Any]], text: str) -> bool:
    return "?" in text or any(one.get("asked") or one.get("type") == "clarify" for one in replies)


def _finds(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def listed(value: Any) -> list[str]:
    """A value or several, as a list."""
    if value is None:
        return []
    return [*value] if isinstance(value, list) else [value]
