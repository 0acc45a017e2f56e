"""Collects what was measured and prints it as Markdown."""

import json
import math
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence


class Measurements:
    """What was measured of each side, by name."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[float]] = defaultdict(list)

    def add(self, side: str, name: str, values: Sequence[float]) -> None:
        """More values of a figure."""
        self._found[side, name] += values

    def quantile(self, side: str, name: str, percent: int) -> float:
        """The value that so many percent are at most; NaN where nothing was measured."""
        values = sorted(self._found[side, name])
        if not values:
            return float("nan")
        if len(values) < 2:
            return values[0]
        return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]

    def mean(self, side: str, name: str) -> float:
        """The mean; NaN where nothing was measured."""
        values = self._found[side, name]
        return statistics.mean(values) if values else float("nan")


def table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; numbers with one decimal place."""
    lines = ["| " + " | ".join(heading) + " |", "|" + "---|" * len(heading)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines)


def print_report(
    bench: str, facts: Mapping[str, object], rows: Sequence[Mapping[str, object]]
) -> None:
    """One JSON line with everything, then the rows as a Markdown table; all have the same keys."""
    print(json.dumps({"bench": bench, **facts, "rows": rows}))
    cells = [[f"{v:g}" if isinstance(v, float) else v for v in row.values()] for row in rows]
    print(table([*rows[0]], cells), flush=True)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return "-" if math.isnan(value) else f"{value:.1f}"
    return str(value)
