"""Read test questions: a TSV file, or a folder of YAML files such as tests/nlu."""

import csv
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from bot.operations.evaluation.outcome import EvaluationQuestion


class QuestionsError(Exception):
    """The file of questions cannot be used; the message names file, line and remedy."""


def read_questions(path: Path) -> list[EvaluationQuestion]:
    """Questions of a TSV file (text, expected ids, optional kind) or a folder, in order.

    A first line `text ...` of a TSV file is taken as its heading.
    """
    if path.is_dir():
        return [question for _, question in questions_of_folder(path)]
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"{path}: cannot be read: {error}") from error
    questions = []
    for number, row in enumerate(rows, 1):
        if not any(row) or (number == 1 and row[0].strip().lower() == "text"):
            continue
        if len(row) < 2 or not row[0].strip() or not row[1].strip():
            raise QuestionsError(
                f"{path}:{number}: {row!r}: write text, expected ids (joined by |) and "
                "optionally a kind, separated by tabs"
            )
        kind = row[2].strip() if len(row) > 2 else ""
        questions.append(EvaluationQuestion.parse(row[0], row[1].strip(), kind))
    if not questions:
        raise QuestionsError(f"{path}: holds no question")
    return questions


def questions_of_folder(folder: Path) -> Iterator[tuple[str, EvaluationQuestion]]:
    """Every question of the YAML files with the name of its file.

    A file holds `intent` and `questions` (text, kind, and `expected` where it is not the intent).
    `after`, of the file or of a question, lists what was said before (data/nlu/turns/).
    """
    for path in sorted(folder.glob("*.yml")):
        content = YAML(typ="safe").load(path)
        for row in content["questions"]:
            expected = row.get("expected", content.get("intent"))
            after = row.get("after") or content.get("after") or ()
            yield path.stem, EvaluationQuestion.parse(row["text"], expected, row["kind"], after)
