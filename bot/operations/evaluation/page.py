"""One HTML page of an evaluation, without anything from outside."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from ruamel.yaml import YAML

from bot.operations.evaluation.outcome import OUT_OF_SCOPE, REFUSED, Outcome, Result
from bot.operations.evaluation.summary import Summary

FOLDER = Path(__file__).parent
CONFIG = FOLDER.parents[2] / "config.yml"
WORST = 60
CONFUSIONS = 60
BINS = 10
# Possible thresholds, to compare with the one in config.yml.
LEADS = (0.01, 0.1, 0.3, 1, 3, 10, 100, 1_000)


def chosen_threshold(config: Path = CONFIG) -> float:
    """The lead over out of scope that config.yml asks for."""
    steps = YAML(typ="safe").load(config)["pipeline"]
    return next(float(step["over_out_of_scope"]) for step in steps if "over_out_of_scope" in step)


def worst_errors(results: Sequence[Result]) -> list[Result]:
    """Wrong answers first, the surest first; then what was refused in vain."""
    order = {Outcome.WRONG: 0, Outcome.REFUSED: 1}
    errors = [result for result in results if result.outcome in order]
    errors.sort(key=lambda result: (order[result.outcome], -result.answer.confidence))
    return errors[:WORST]


def reliability(results: Sequence[Result]) -> Iterator[tuple[float, int, float]]:
    """How often a confidence was right: from which confidence, questions, share right."""
    bins: list[list[bool]] = [[] for _ in range(BINS)]
    for result in results:
        if result.answer.candidates:
            name, confidence = result.answer.candidates[0]
            is_right = any(name in way for way in result.question.expected)
            bins[min(int(confidence * BINS), BINS - 1)].append(is_right)
    for number, members in enumerate(bins):
        if members:
            yield number / BINS, len(members), sum(members) / len(members)


def refusal(results: Sequence[Result], chosen: float) -> Iterator[tuple[float, float, float]]:
    """What each lead over out of scope would let through, of catalog and out-of-scope questions."""
    leads: dict[bool, list[float]] = {False: [], True: []}
    for result in results:
        entries = [share for name, share in result.answer.candidates if name not in REFUSED]
        if entries and result.answer.refusal:
            is_outside = frozenset({OUT_OF_SCOPE}) in result.question.expected
            leads[is_outside].append(entries[0] / result.answer.refusal)
    for lead in sorted({*LEADS, chosen}):
        inside, outside = (
            sum(value >= lead for value in leads[kind]) / max(len(leads[kind]), 1)
            for kind in (False, True)
        )
        yield lead, inside, outside


def write_page(path: Path, summary: Summary, results: Sequence[Result]) -> None:
    """Write the page; reliability and refusal need results of the model alone (`--nlu`)."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=True
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    chosen = chosen_threshold()
    page = templates.get_template("page.html.j2").render(
        summary=summary,
        outcomes=list(Outcome),
        worst=worst_errors(results),
        reliability=reliability(results),
        confusion=summary.confusion.most_common(CONFUSIONS),
        refusal=refusal(results, chosen),
        chosen=chosen,
    )
    path.write_text(page, encoding="utf-8")
