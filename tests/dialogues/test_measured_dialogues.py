"""Dialogues of other hands, held with the real assistant, do not go worse than recorded."""

import json
import uuid
from collections import Counter
from pathlib import Path

import pytest

from bot.operations.evaluation.dialogues import Dialogue, DialogueTurn
from tests.dialogues.measured_dialogues import (
    DEVELOPMENT,
    UNSEEN,
    Score,
    measured_dialogues,
    score,
)
from tests.support.assistant import Message, RunningAssistant

TOLERANCE = {"turns": 1.5, "dialogues": 4.0}  # percentage points


def below(found: Score, recorded: dict[str, float]) -> list[str]:
    """What is further below the recorded figures than chance explains."""
    return [
        f"{what}: {found.percent(what)} %, recorded {recorded[what]} %"
        for what, tolerance in TOLERANCE.items()
        if found.percent(what) < recorded[what] - tolerance
    ]


@pytest.mark.parametrize("folder", [UNSEEN, DEVELOPMENT], ids=lambda folder: folder.name)
def test_dialogues_go_as_recorded(assistant: RunningAssistant, folder: Path) -> None:
    run, recorded = uuid.uuid4(), json.loads((folder / "recorded.json").read_text())
    dialogues = measured_dialogues(folder)
    found = score(dialogues, lambda text, sender: assistant.send(text, f"{run}-{sender}"))
    print(found)
    worse = below(found, recorded)
    assert not worse, "\n".join([*worse, str(found)])


def test_every_dialogue_has_a_name_of_its_own_and_expects_something() -> None:
    dialogues = [*measured_dialogues(UNSEEN, DEVELOPMENT)]
    assert len({dialogue.name for dialogue in dialogues}) == len(dialogues) >= 290
    for dialogue in dialogues:
        assert len(dialogue.turns) >= 2, dialogue.name
        for turn in dialogue.turns:
            assert turn.user.strip(), dialogue.name
            assert turn.expect, (dialogue.name, turn.user)


def test_turns_and_whole_dialogues_are_scored_by_group() -> None:
    """Held with somebody who knows one answer only, and remembers who is speaking."""
    heard: dict[str, list[str]] = {}

    def say(text: str, sender: str) -> list[Message]:
        heard.setdefault(sender, []).append(text)
        return [{"text": "Hello.", "custom": {"type": "chat"}}]

    right = DialogueTurn("hi", {"type": "chat"})
    wrong = DialogueTurn("vpn", {"type": "procedure"})
    held = [("draft", (right, wrong, right)), ("repair", (right,)), ("draft", (right,))]
    found = score((Dialogue("", *row) for row in held), say)
    assert sorted(heard.values()) == [["hi"], ["hi"], ["hi", "vpn", "hi"]]
    assert str(found).splitlines() == [
        "draft: 1 of 2 dialogues, 3 of 4 turns",
        "repair: 1 of 1 dialogues, 1 of 1 turns",
    ]
    assert (found.percent("turns"), found.percent("dialogues")) == (80.0, 66.7)


@pytest.mark.parametrize(
    ("turns", "dialogues", "worse"),
    [(81.5, 70.6, 0), (81.6, 70.6, 1), (81.5, 70.8, 1), (90, 90, 2)],
)
def test_a_figure_that_falls_is_noticed(turns: float, dialogues: float, worse: int) -> None:
    counts = {"turns": 5, "right turns": 4, "dialogues": 3, "right dialogues": 2}
    found = Score(Counter({("draft", what): count for what, count in counts.items()}))
    assert (found.percent("turns"), found.percent("dialogues")) == (80.0, 66.7)
    assert len(below(found, {"turns": turns, "dialogues": dialogues})) == worse
