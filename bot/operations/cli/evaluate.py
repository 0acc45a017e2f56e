"""`helpdesk eval`: measure how well questions are understood, and how dialogues go."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.progress import track
from rich.table import Table

from bot.operations.cli.client import Conversation
from bot.operations.cli.evaluate_dialogues import DialogueEvaluation, holds_dialogues
from bot.operations.cli.output import Json, err, fail, out, print_json, progress
from bot.operations.evaluation.dialogues import DialogueResult, DialogueSummary
from bot.operations.evaluation.outcome import (
    EvaluationAnswer,
    EvaluationQuestion,
    Outcome,
    Result,
    judge,
)
from bot.operations.evaluation.page import write_page
from bot.operations.evaluation.questions import read_questions
from bot.operations.evaluation.summary import Summary, Tally, summarize
from bot.operations.supervisor import engine_jobs
from bot.operations.supervisor.engine_jobs import ParseRequest
from bot.operations.supervisor.prepare import prepare_model
from common.plain_text import printable
from common.settings import ROOT, SharedSettings, load_settings

SHOWN_CONFUSIONS = 25


def evaluate(
    file: Annotated[
        Path,
        typer.Argument(
            help="Questions: TSV (text, expected ids joined by |, kind) or a YAML folder; or a "
            "YAML file of dialogues."
        ),
    ],
    nlu: Annotated[
        bool, typer.Option("--nlu", help="Ask the model alone, nothing running.")
    ] = False,
    output: Annotated[Path, typer.Option(help="Where to write all results.")] = (
        ROOT / "var" / "evaluation.json"
    ),
    page: Annotated[Path | None, typer.Option(help="Where to write an HTML page.")] = None,
    failures: Annotated[
        bool, typer.Option("--failures", help="Print each question or turn that went wrong.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Ask every question in a file and count right and wrong answers; or hold its dialogues."""
    settings = load_settings(SharedSettings)
    if holds_dialogues(file):
        if nlu or page:
            fail(f"{file}: dialogues are held with the running assistant: leave out --nlu, --page")
        found: Evaluation = DialogueEvaluation.of(settings, file)
    else:
        found = QuestionEvaluation.of(settings, file, nlu=nlu)
        if page:
            write_page(page, found.summary, found.results)
    counts = found.summary.as_dict()
    whole = {**counts, "results": [result.as_dict() for result in found.results]}
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(whole, indent=1, ensure_ascii=False), encoding="utf-8")
    if as_json:
        print_json(counts)
        return
    if failures:
        found.show_failures()
    found.show()
    out.print(f"All results: {output}", markup=False)


class Evaluation(Protocol):
    """What was measured."""

    @property
    def summary(self) -> Summary | DialogueSummary:
        """The counts."""
        ...

    @property
    def results(self) -> Sequence[Result] | Sequence[DialogueResult]:
        """Every question or dialogue."""
        ...

    def show(self) -> None:
        """Print the counts."""
        ...

    def show_failures(self) -> None:
        """Print what went wrong, one by one."""
        ...


@dataclass(frozen=True)
class QuestionEvaluation:
    """Questions and how they were answered."""

    results: list[Result]
    summary: Summary

    @classmethod
    def of(cls, settings: SharedSettings, file: Path, *, nlu: bool) -> "QuestionEvaluation":
        """Ask every question, the model alone or the running assistant."""
        questions = read_questions(file)
        answers = _by_model(settings, questions) if nlu else _by_assistant(settings, questions)
        shown = track(answers, "Asking", len(questions), console=err, disable=not err.is_terminal)
        results = [judge(*pair) for pair in zip(questions, shown, strict=True)]
        return cls(results, summarize(results))

    def show_failures(self) -> None:
        """Print each question that was answered wrongly or refused."""
        for one in self.results:
            if one.outcome in (Outcome.WRONG, Outcome.REFUSED):
                line = f"{one.question.text}: expected {one.question.label}: got {one.got}"
                out.print(printable(line), markup=False)

    def show(self) -> None:
        """Print the tables."""
        summary = self.summary
        out.print(_tallies("by id", summary.by_id))
        out.print(_tallies("by kind", {**summary.by_kind, "total": summary.total}))
        table = Table("expected", "got", "questions", title="confusion")
        for (expected, got), count in summary.confusion.most_common(SHOWN_CONFUSIONS):
            table.add_row(expected, got, str(count))
        out.print(table)


def _tallies(title: str, groups: dict[str, Tally]) -> Table:
    table = Table("", "questions", *(outcome.value for outcome in Outcome), title=title)
    for name, tally in sorted(groups.items(), key=lambda item: (item[0] == "total", item[0])):
        shares = [f"{tally.share(outcome):.1%}" for outcome in Outcome]
        table.add_row(name, str(tally.total), *shares)
    return table


def _by_assistant(
    settings: SharedSettings, questions: list[EvaluationQuestion]
) -> Iterator[EvaluationAnswer]:
    for question in questions:
        yield EvaluationAnswer.from_messages(Conversation(settings).send(question.text))


def _by_model(
    settings: SharedSettings, questions: list[EvaluationQuestion]
) -> Iterator[EvaluationAnswer]:
    with progress() as step:
        model = prepare_model(settings, step)
    requests = (ParseRequest(question.text, question.after) for question in questions)
    parses = engine_jobs.parse(settings, model, requests)
    for question, parsed in zip(questions, parses, strict=True):
        yield EvaluationAnswer.from_parse(parsed, follows=question.follows)
