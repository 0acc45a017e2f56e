"""One HTML page of an evaluation, without anything from outside."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from ruamel.yaml import YAML

from bot.operations.evaluation import charts
from bot.operations.evaluation.outcome import Outcome, Result
from bot.operations.evaluation.summary import Summary

FOLDER = Path(__file__).parent
CONFIG = FOLDER.parents[2] / "config.yml"
WORST = 60


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


def write_page(path: Path, summary: Summary, results: Sequence[Result]) -> None:
    """Write the page; the charts need results of the model alone (`--nlu`)."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=True
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    page = templates.get_template("page.html.j2").render(
        summary=summary,
        outcomes=list(Outcome),
        worst=worst_errors(results),
        reliability=Markup(charts.reliability(results)),
        confusion=Markup(charts.confusion(results)),
        refusal=Markup(charts.refusal(results, chosen_threshold())),
    )
    path.write_text(page, encoding="utf-8")
