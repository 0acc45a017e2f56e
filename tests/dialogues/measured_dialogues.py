"""Whole conversations to measure by, as outside hands wrote them.

Those of `unseen/` are never looked at; those of `development/` show where the assistant fails.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bot.operations.evaluation.dialogue_file import read_dialogues
from bot.operations.evaluation.dialogues import Dialogue, DialogueResult, hold
from tests.support.assistant import Message

UNSEEN = Path(__file__).parent / "unseen"
DEVELOPMENT = Path(__file__).parent / "development"
AT_A_TIME = 2
Say = Callable[[str, str], list[Message]]


@dataclass
class Score:
    """How many turns and whole dialogues of each group go as expected."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, group: str, turns: list[bool]) -> None:
        """Count a dialogue: whether each of its turns went as expected."""
        self.counts += Counter(
            {
                (group, "turns"): len(turns),
                (group, "right turns"): sum(turns),
                (group, "dialogues"): 1,
                (group, "right dialogues"): int(all(turns)),
            }
        )

    def percent(self, what: str) -> float:
        """Share of the `turns` or `dialogues` that went as expected."""
        sums: Counter[str] = Counter()
        for (_, name), count in self.counts.items():
            sums[name] += count
        return round(100 * sums[f"right {what}"] / sums[what], 1)

    def __str__(self) -> str:
        groups = dict.fromkeys(group for group, _ in self.counts)
        return "\n".join(
            f"{group}: "
            + ", ".join(
                f"{self.counts[group, f'right {what}']} of {self.counts[group, what]} {what}"
                for what in ("dialogues", "turns")
            )
            for group in groups
        )


def measured_dialogues(*folders: Path) -> Iterator[Dialogue]:
    """Every dialogue of every file of the folders."""
    for path in sorted(path for folder in folders for path in folder.glob("*.yml")):
        yield from read_dialogues(path)


def score(dialogues: Iterable[Dialogue], say: Say) -> Score:
    """Hold the dialogues, each as a new sender; `say` sends a text as a sender."""

    def hold_one(numbered: tuple[int, Dialogue]) -> DialogueResult:
        number, dialogue = numbered
        return hold(dialogue, lambda text: say(text, f"measured-{number}"))

    found = Score()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for result in pool.map(hold_one, enumerate(dialogues)):
            found.add(result.dialogue.group, [not turn.faults for turn in result.turns])
    return found
