"""Count outcomes: in total, per id, per kind, and which id was taken for which."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.operations.evaluation.outcome import Outcome, Result


@dataclass
class Tally:
    """Outcomes of a group of questions."""

    counts: Counter[Outcome] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Number of questions."""
        return self.counts.total()

    def share(self, *outcomes: Outcome) -> float:
        """Share of the questions with one of the outcomes, 0 to 1."""
        return sum(self.counts[outcome] for outcome in outcomes) / max(self.total, 1)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        counts = {outcome.value: self.counts[outcome] for outcome in Outcome}
        shares = {f"{outcome}_share": round(self.share(outcome), 4) for outcome in Outcome}
        return {"questions": self.total, **counts, **shares}


@dataclass
class Summary:
    """Every tally of one evaluation."""

    total: Tally = field(default_factory=Tally)
    by_id: dict[str, Tally] = field(default_factory=dict)
    by_kind: dict[str, Tally] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "total": self.total.as_dict(),
            "by_id": {name: tally.as_dict() for name, tally in sorted(self.by_id.items())},
            "by_kind": {name: tally.as_dict() for name, tally in sorted(self.by_kind.items())},
            "confusion": [
                {"expected": expected, "got": got, "questions": count}
                for (expected, got), count in self.confusion.most_common()
            ],
        }


def summarize(results: Iterable[Result]) -> Summary:
    """Count the results."""
    summary = Summary()
    for result in results:
        label, kind = result.question.label, result.question.kind or "-"
        for tally in (
            summary.total,
            summary.by_id.setdefault(label, Tally()),
            summary.by_kind.setdefault(kind, Tally()),
        ):
            tally.counts[result.outcome] += 1
        if result.outcome is not Outcome.RIGHT:
            summary.confusion[label, result.got] += 1
    return summary
