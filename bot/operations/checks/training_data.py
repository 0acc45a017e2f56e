"""The training examples: one intent for each file, its kind, enough examples, none twice."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faq_kb.source.yaml_file import SourceError, SourceFault, YamlFile

PROCEDURE = "procedure"
FEWEST_EXAMPLES = {PROCEDURE: 25, "unsupported": 25}
# Follow-ups are short: there are only so many ways to say thanks.
FEWEST_OF_OTHER_KINDS = 20
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


@dataclass(frozen=True)
class IntentFile:
    """One file of data/nlu: an intent, its kind (domain.yml), its examples."""

    source: YamlFile
    intent: str
    kind: str
    examples: tuple[Example, ...]

    @classmethod
    def read(cls, path: Path, name: str) -> "IntentFile":
        """The file at `path`, which is called `name` in faults; raises SourceError."""
        source = YamlFile.read(path, name)
        content = source.content.get("nlu")
        only = content[0] if isinstance(content, list) and len(content) == 1 else None
        if not isinstance(only, dict) or "intent" not in only:
            message = f"must hold exactly one item, with `intent: {path.stem}`"
            raise SourceError([source.fault(["nlu"], message)])
        intent = only["intent"]
        if intent != path.stem:
            message = f"is {intent!r} in a file named {path.name}: make both the same"
            raise SourceError([source.fault(["nlu", 0, "intent"], message)])
        metadata: Any = only.get("metadata")
        kind = metadata.get("kind") if isinstance(metadata, dict) else None
        return cls(source, intent, str(kind or intent), tuple(examples_of(source, only)))

    def fault(self, message: str) -> SourceFault:
        """What is wrong with the intent or its kind."""
        return self.source.fault(["nlu", 0, "metadata"], message)


def read_intents(folder: Path, name: str) -> tuple[list[IntentFile], list[SourceFault]]:
    """Every intent of a folder, and what is wrong with the files."""
    intents: list[IntentFile] = []
    faults: list[SourceFault] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            intents.append(IntentFile.read(path, f"{name}/{path.name}"))
        except SourceError as error:
            faults += error.faults
    return intents, faults


def read_examples(folder: Path, name: str) -> tuple[list[Example], list[SourceFault]]:
    """Every example of a folder, and what is wrong with the files."""
    intents, faults = read_intents(folder, name)
    return [example for intent in intents for example in intent.examples], faults


def examples_of(source: YamlFile, item: dict[str, Any], index: int = 0) -> Iterator[Example]:
    """The examples of an item of the file, which is the first unless `index` says otherwise."""
    top = source.line(["nlu", index, "examples"]) + 1
    for number, line in enumerate(str(item.get("examples", "")).splitlines()):
        if line.strip():
            text = line.removeprefix("-").strip()
            yield Example(item["intent"], text, source.name, top + number)


def unreadable_faults(examples: Iterable[Example]) -> Iterator[SourceFault]:
    """Text that Rasa cannot read."""
    for example in examples:
        if UNREADABLE.search(example.text):
            message = "holds a tab or a backslash before `u`, which Rasa cannot read: remove it"
            yield SourceFault(example.file, example.line, "examples", message)


def example_faults(intents: list[IntentFile]) -> Iterator[SourceFault]:
    """Too few examples of an intent, examples that stand twice, text Rasa cannot read."""
    seen: dict[str, Example] = {}
    for intent in intents:
        yield from unreadable_faults(intent.examples)
        for example in intent.examples:
            twin = seen.setdefault(example.normalized, example)
            if twin is not example:
                message = f"{example.text!r} stands in {twin.file}:{twin.line} too: remove one"
                yield SourceFault(example.file, example.line, "examples", message)
        fewest = FEWEST_EXAMPLES.get(intent.kind, FEWEST_OF_OTHER_KINDS)
        if len(intent.examples) < fewest:
            message = f"{len(intent.examples)} examples: write at least {fewest}"
            yield SourceFault(intent.source.name, 1, intent.intent, message)
