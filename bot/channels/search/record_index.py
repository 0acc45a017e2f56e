"""The words by which procedures and forms are found: their own, and those of training questions."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from common.search_index import Document, Index, words_of
from faq_kb.knowledge import KnowledgeBase, free_text
from faq_kb.model import Procedure

PROCEDURE, FORM = "procedure ", "form "  # what the keys of the index begin with
# What a word is worth in the parts of a procedure. In a title it is worth 1.
IN_NUMBER, IN_SUMMARY, IN_TEXT = 0.9, 0.7, 0.45
# What a word is worth in the training questions: in one question, in each further one, at most.
ONCE, EACH, MOST = 0.3, 0.1, 0.8
# Rasa's marks in an example: [KYTC](agency), [KYTC]{"entity": "agency"}
MARKED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")

Keywords = Mapping[str, Mapping[str, float]]  # of a procedure: its words and what each is worth


def record_index(knowledge: KnowledgeBase, keywords: Keywords) -> Index:
    """An index of every procedure, and of every form that a procedure uses."""
    procedures = [
        Document(
            f"{PROCEDURE}{entry}",
            procedure.title,
            (*_texts(entry, procedure), *keywords.get(entry, {}).items()),
        )
        for entry, procedure in knowledge.procedures.items()
    ]
    used = {use.number for procedure in knowledge.procedures.values() for use in procedure.forms}
    forms = [
        Document(f"{FORM}{number}", f"{number} {form.title}")
        for number, form in knowledge.directory.forms.items()
        if number in used
    ]
    return Index([*procedures, *forms])


def read_keywords(folder: Path, entries: Iterable[str]) -> dict[str, dict[str, float]]:
    """The keywords of the entries; `folder` has a file of examples for each (data/nlu).

    Raises OSError or YAMLError when a file cannot be read.
    """
    found: dict[str, dict[str, float]] = {}
    for file in (folder / f"{entry}.yml" for entry in entries):
        if not file.is_file():
            continue
        content: dict[str, Any] = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        for part in content.get("nlu") or ():
            if "intent" in part and "examples" in part:
                questions = (line.removeprefix("- ") for line in part["examples"].splitlines())
                found[part["intent"]] = keywords_of(questions)
    return found


def keywords_of(questions: Iterable[str]) -> dict[str, float]:
    """The words of some questions; a word that more of them have is worth more."""
    counted: Counter[str] = Counter()
    for question in questions:
        counted.update(set(words_of(MARKED.sub(r"\1", question))))
    return {word: min(MOST, ONCE + EACH * (times - 1)) for word, times in counted.items()}


def _texts(entry: str, procedure: Procedure) -> Iterator[tuple[str, float]]:
    yield entry.replace("_", " "), IN_NUMBER
    for number in (*(use.number for use in procedure.forms), *procedure.policies):
        yield number, IN_NUMBER
    yield procedure.summary, IN_SUMMARY
    for _, text in free_text(procedure):
        yield text, IN_TEXT
