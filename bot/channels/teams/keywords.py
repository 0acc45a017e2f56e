"""Words that people use for a procedure: those of the questions that the assistant learns from."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from common.search_index import words_of

# Rasa's marks in an example: [KYTC](agency), [KYTC]{"entity": "agency"}
MARKED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
ONCE, EACH, MOST = 0.3, 0.1, 0.8  # what a word is worth: in one question, in each further one

Keywords = Mapping[str, Mapping[str, float]]  # of an entry: its words and what each is worth


def read_keywords(folder: Path) -> dict[str, dict[str, float]]:
    """The keywords of the entries; `folder` has a file of examples for each (data/nlu).

    Raises OSError or YAMLError when a file cannot be read.
    """
    found: dict[str, dict[str, float]] = {}
    for file in sorted(folder.glob("*.yml")):
        content: dict[str, Any] = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        for part in content.get("nlu") or ():
            if "intent" in part and "examples" in part:
                questions = (line.removeprefix("- ") for line in part["examples"].splitlines())
                found[part["intent"]] = keywords(questions)
    return found


def keywords(questions: Iterable[str]) -> dict[str, float]:
    """The words of some questions; more is worth what more of them have."""
    counted: Counter[str] = Counter()
    for question in questions:
        counted.update(set(words_of(MARKED.sub(r"\1", question))))
    return {word: min(MOST, ONCE + EACH * (times - 1)) for word, times in counted.items()}
