"""The unseen questions of tests/nlu, one file for each intent."""

from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from bot.evaluation.outcome import Question

FOLDER = Path(__file__).parents[1] / "nlu"


def unseen() -> Iterator[tuple[str, Question]]:
    """Every question with the name of its file."""
    for path in sorted(FOLDER.glob("*.yml")):
        content = YAML(typ="safe").load(path)
        for row in content["questions"]:
            expected = row.get("expected", content.get("intent"))
            yield path.stem, Question.parse(row["text"], expected, row["kind"])
