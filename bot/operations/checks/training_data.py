"""The training examples: one intent for each file, enough of them, none twice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faq_kb.source.yaml_file import SourceError, SourceFault, YamlFile

FEWEST_EXAMPLES = 25
# Follow-ups are short: there are only so many ways to say thanks.
FEWEST_DIALOGUE_EXAMPLES = 20
UNREADABLE = re.compile(r"\\u|\t")


@dataclass(frozen=True)
class Example:
    """One training example and where it stands."""

    intent: str
    text: str
    file: str
    line: int

    @property
    def normalized(self) -> str:
        """The words alone: what makes two examples the same."""
        return " ".join(re.findall(r"\w+", self.text.lower())) or self.text


def read_examples(folder: Path, name: str) -> tuple[list[Example], list[SourceFault]]:
    """Every example of the intent files in a folder, and what is wrong with the files."""
    examples: list[Example] = []
    faults: list[SourceFault] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            file = YamlFile.read(path, f"{name}/{path.name}")
            examples += _examples(file, path.stem)
        except SourceError as error:
            faults += error.faults
    return examples, faults


def _examples(file: YamlFile, stem: str) -> Iterator[Example]:
    entries = file.content.get("nlu")
    first = entries[0] if isinstance(entries, list) and len(entries) == 1 else None
    if not isinstance(first, dict) or "intent" not in first:
        fault = file.fault(["nlu"], f"must hold exactly one item, with `intent: {stem}`")
        raise SourceError([fault])
    intent = first["intent"]
    if intent != stem:
        message = f"is {intent!r} in a file named {stem}.yml: make both the same"
        raise SourceError([file.fault(["nlu", 0, "intent"], message)])
    top = file.line(["nlu", 0, "examples"]) + 1
    for number, line in enumerate(str(first.get("examples", "")).splitlines()):
        if line.strip():
            yield Example(intent, line.removeprefix("-").strip(), file.name, top + number)


def example_faults(examples: list[Example], dialogue: frozenset[str]) -> Iterator[SourceFault]:
    """Too few examples of an intent, examples that stand twice, text Rasa cannot read."""
    seen: dict[str, Example] = {}
    counts: dict[tuple[str, str], int] = {}
    for example in examples:
        counts[example.intent, example.file] = counts.get((example.intent, example.file), 0) + 1
        if UNREADABLE.search(example.text):
            message = "holds a tab or a backslash before `u`, which Rasa cannot read: remove it"
            yield SourceFault(example.file, example.line, "examples", message)
        twin = seen.setdefault(example.normalized, example)
        if twin is not example:
            message = f"{example.text!r} stands in {twin.file}:{twin.line} too: remove one"
            yield SourceFault(example.file, example.line, "examples", message)
    for (intent, name), count in counts.items():
        fewest = FEWEST_DIALOGUE_EXAMPLES if intent in dialogue else FEWEST_EXAMPLES
        if count < fewest:
            message = f"{count} examples: write at least {fewest}"
            yield SourceFault(name, 1, intent, message)
