"""`helpdesk eval` of a file of dialogues: each is held with the running assistant."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from rich.progress import track
from rich.table import Table

from bot.operations.cli.client import Conversation
from bot.operations.cli.output import err, out
from bot.operations.evaluation.dialogue_file import read_dialogues
from bot.operations.evaluation.dialogues import (
    Count,
    DialogueResult,
    DialogueSummary,
    hold,
    summarize_dialogues,
)
from common.plain_text import printable
from common.settings import SharedSettings

SUFFIXES = frozenset({".yml", ".yaml"})
LONGEST_ANSWER = 400


def holds_dialogues(file: Path) -> bool:
    """Whether a file is one of dialogues: questions come in TSV files and folders."""
    return file.suffix in SUFFIXES and not file.is_dir()


@dataclass(frozen=True)
class DialogueEvaluation:
    """Dialogues and how they went."""

    results: list[DialogueResult]
    summary: DialogueSummary

    @classmethod
    def of(cls, settings: SharedSettings, file: Path) -> "DialogueEvaluation":
        """Hold every dialogue, each as a new user. Raises QuestionsError and NotRunningError."""
        dialogues = read_dialogues(file)
        shown = track(dialogues, "Talking", console=err, disable=not err.is_terminal)
        results = [hold(dialogue, Conversation(settings).send) for dialogue in shown]
        return cls(results, summarize_dialogues(results))

    def show(self) -> None:
        """Print how many dialogues and turns of each group went as expected."""
        table = Table("group", "dialogues", "", "turns", "", title="as expected")
        for name, count in [*self.summary.by_group.items(), ("total", self.summary.total)]:
            table.add_row(name, *_cells(count))
        out.print(table)

    def show_failures(self) -> None:
        """Print each turn that did not go so: what was expected, and what was said."""
        for result in self.results:
            for number, turn in enumerate(result.turns, 1):
                if turn.faults:
                    _line(f"{result.dialogue.name}, turn {number}: {turn.turn.user}")
                    for fault in turn.faults:
                        _line(f"  {fault}")
                    _line(f"  said: {shorten(turn.text, LONGEST_ANSWER, placeholder=' ...')}")


def _cells(count: Count) -> Iterator[str]:
    for fit, all_of_them in (
        (count.dialogues_as_expected, count.dialogues),
        (count.turns_as_expected, count.turns),
    ):
        yield f"{fit} of {all_of_them}"
        yield f"{fit / max(all_of_them, 1):.1%}"


def _line(text: str) -> None:
    out.print(printable(text), markup=False)
