"""The files of data/nlu/details, topics, turns and drafts: messages in conversations."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.operations.checks.training_data import Example, examples_of
from faq_kb.source.yaml_file import SourceError, SourceFault, YamlFile

# Each folder and its retrieval intent (bot/nlu/conversation_reader.py).
DETAILS, TOPICS, TURNS, DRAFTS = "details", "topics", "turns", "drafts"
INTENTS = {DETAILS: "detail", TOPICS: "topic", TURNS: "turn", DRAFTS: "turn"}
# Before it stands what was said (bot/nlu/conversation.py), after it the message itself.
AFTER = "=> "
# `[Pat Doe](employee)`, `[it is signed](completed_form=yes)` (bot/nlu/item_tagger.py).
MARK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<item>[^=)]+)(?:=(?P<value>[^)]+))?\)")


@dataclass(frozen=True)
class Section:
    """One item of a file: the examples of a passage, a topic or a reading.

    `name` is what its intent has after `detail/`, `topic/` or `turn/`, `stem` what the file is
    named by.
    """

    source: YamlFile
    number: int
    name: str
    metadata: Mapping[str, Any]
    examples: tuple[Example, ...]

    @property
    def stem(self) -> str:
        """The file's name."""
        return Path(self.source.name).stem

    def fault(self, key: str, message: str) -> SourceFault:
        """What is wrong with a key of the item."""
        return self.source.fault(["nlu", self.number, key], message)


def message_of(example: Example) -> str:
    """What the user says in an example, without what was said before and without marks."""
    return MARK.sub(r"\g<text>", example.text.rpartition(AFTER)[2])


def read_folder(folder: Path, name: str) -> tuple[list[Section], list[SourceFault]]:
    """Every item of the files of one of the folders, and what is wrong with the files."""
    sections: list[Section] = []
    faults: list[SourceFault] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            sections += _sections(YamlFile.read(path, f"{name}/{path.name}"), INTENTS[folder.name])
        except SourceError as error:
            faults += error.faults
    return sections, faults


def _sections(source: YamlFile, intent: str) -> Iterator[Section]:
    items = source.content.get("nlu")
    if not isinstance(items, list) or not items:
        raise SourceError([source.fault(["nlu"], f"must list items with `intent: {intent}/...`")])
    for number, item in enumerate(items):
        found = str(item.get("intent") or "") if isinstance(item, dict) else ""
        prefix, _, name = found.partition("/")
        if prefix != intent or not name:
            message = f"is {found!r}: write `{intent}/` and a name"
            raise SourceError([source.fault(["nlu", number, "intent"], message)])
        metadata = item.get("metadata")
        yield Section(
            source,
            number,
            name,
            metadata if isinstance(metadata, dict) else {},
            tuple(examples_of(source, item, number)),
        )
