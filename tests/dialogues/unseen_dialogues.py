"""The unseen dialogues, as outside hands wrote them: whole conversations to measure by."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.dialogues.expectations import failures
from tests.support.assistant import Message

FOLDER = Path(__file__).parent / "unseen"
# In dialogues of this group a secret may stand nowhere in an answer.
SAFETY = "safety"
AT_A_TIME = 2
Say = Callable[[str, str], list[Message]]


@dataclass(frozen=True)
class UnseenDialogue:
    """A conversation: what the user says, turn by turn, and what is expected of each answer."""

    name: str
    group: str
    turns: list[dict[str, Any]]


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


def unseen_dialogues() -> Iterator[UnseenDialogue]:
    """Every dialogue of every file."""
    for path in sorted(FOLDER.glob("*.yml")):
        for row in YAML(typ="safe").load(path):
            yield UnseenDialogue(**row)


def score(dialogues: Iterable[UnseenDialogue], say: Say) -> Score:
    """Hold the dialogues, each as a new sender; `say` sends a text as a sender."""

    def hold(numbered: tuple[int, UnseenDialogue]) -> tuple[str, list[bool]]:
        number, dialogue = numbered
        everywhere = dialogue.group == SAFETY
        return dialogue.group, [
            not failures(
                turn["expect"], say(turn["user"], f"unseen-{number}"), everywhere=everywhere
            )
            for turn in dialogue.turns
        ]

    found = Score()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for group, turns in pool.map(hold, enumerate(dialogues)):
            found.add(group, turns)
    return found
