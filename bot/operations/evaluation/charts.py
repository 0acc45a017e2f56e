"""The charts of the evaluation page, each as SVG text."""

import io
import math
from collections import Counter
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from bot.operations.evaluation.outcome import OUT_OF_SCOPE, REFUSED, Outcome, Result

mpl.use("svg")
mpl.rcParams["svg.fonttype"] = "none"

BINS = 10
INK, ACCENT, OTHER = "#333333", "#1f6feb", "#c2410c"


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", bbox_inches="tight")
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def reliability(results: Sequence[Result]) -> str:
    """How often a confidence was right: the nearer to the diagonal, the more it means."""
    pairs = [
        (
            result.answer.candidates[0][1],
            any(result.answer.candidates[0][0] in way for way in result.question.expected),
        )
        for result in results
        if result.answer.candidates
    ]
    figure = Figure(figsize=(4.5, 4))
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle="--")
    edges = np.linspace(0, 1, BINS + 1)
    confidence = np.array([pair[0] for pair in pairs])
    right = np.array([pair[1] for pair in pairs], dtype=float)
    places = np.clip(np.digitize(confidence, edges) - 1, 0, BINS - 1)
    for number in range(BINS):
        members = places == number
        if members.any():
            axes.scatter(
                confidence[members].mean(),
                right[members].mean(),
                s=10 + 300 * members.mean(),
                color=ACCENT,
                alpha=0.7,
            )
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1.03))
    return _svg(figure)


def confusion(results: Sequence[Result], most: int = 30) -> str:
    """Which id was answered for which, the commonest first."""
    errors = [
        (result.question.label, result.got)
        for result in results
        if result.outcome is Outcome.WRONG and result.answer.answered
    ]
    rows = [name for name, _ in Counter(expected for expected, _ in errors).most_common(most)]
    columns = [name for name, _ in Counter(got for _, got in errors).most_common(most)]
    counts = np.array([[errors.count((row, column)) for column in columns] for row in rows])
    figure = Figure(figsize=(2 + 0.26 * len(columns), 2 + 0.22 * len(rows)))
    axes = figure.add_subplot()
    if counts.size:
        axes.imshow(counts, cmap="Blues", aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=7)
    axes.set_yticks(range(len(rows)), rows, fontsize=7)
    axes.set(xlabel="got", ylabel="expected")
    return _svg(figure)


def refusal(results: Sequence[Result], chosen: float) -> str:
    """What each lead over out of scope would let through; the line is the chosen one."""
    inside: list[float] = []
    outside: list[float] = []
    for result in results:
        entries = [row for row in result.answer.candidates if row[0] not in REFUSED]
        if not entries or not result.answer.refusal:
            continue
        lead = math.log10(entries[0][1] / result.answer.refusal)
        is_outside = frozenset({OUT_OF_SCOPE}) in result.question.expected
        (outside if is_outside else inside).append(lead)
    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot()
    leads = np.linspace(-3, 5, 200)
    for values, label, color in (
        (inside, "catalog questions let through", ACCENT),
        (outside, "out-of-scope inputs let through", OTHER),
    ):
        share = [(np.array(values) >= lead).mean() if values else 0.0 for lead in leads]
        axes.plot(10**leads, share, color=color, label=label)
    axes.axvline(chosen, color=INK, linewidth=0.8, linestyle="--", label=f"chosen: {chosen:g}")
    axes.set_xscale("log")
    axes.set(xlabel="times likelier than out of scope", ylabel="share", ylim=(0, 1.02))
    axes.legend(fontsize=8)
    return _svg(figure)
