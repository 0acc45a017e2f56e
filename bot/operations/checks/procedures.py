"""A procedure is complete: its file, examples to learn from, unseen questions, words of a draft."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from bot.operations.checks.training_data import PROCEDURE, IntentFile
from faq_kb.model import Procedure
from faq_kb.source.yaml_file import SourceError, SourceFault, YamlFile

FEWEST_QUESTIONS = 15
DRAFT_WORDS_OF_ITEM = ("question", "short", "help")


def example_files(
    procedures: Collection[str], intents: Iterable[IntentFile], unreadable: Collection[str]
) -> Iterator[SourceFault]:
    """Procedures that nothing is learned for, and intents that no procedure answers."""
    found = {intent.intent: intent for intent in intents}
    for entry in sorted(procedures):
        name = f"data/nlu/{entry}.yml"
        if entry in found and found[entry].kind != PROCEDURE:
            yield found[entry].fault(f"lacks `kind: {PROCEDURE}` for the procedure: add it")
        elif entry not in found and name not in unreadable:
            message = f"is missing: add examples for faq_kb/procedures/{entry}.yml"
            yield SourceFault(name, 1, "", message)
    for name, intent in found.items():
        if intent.kind == PROCEDURE and name not in procedures:
            yield intent.fault(f"{name!r} has no procedure: add faq_kb/procedures/{name}.yml")


def unseen_questions(procedures: Collection[str], folder: Path, name: str) -> Iterator[SourceFault]:
    """Procedures without questions to measure by; nothing where the tests are not installed."""
    for entry in sorted(procedures) if folder.is_dir() else ():
        path, place = folder / f"{entry}.yml", f"{name}/{entry}.yml"
        if not path.is_file():
            message = f"is missing: add at least {FEWEST_QUESTIONS} unseen questions"
            yield SourceFault(place, 1, "", message)
            continue
        try:
            file = YamlFile.read(path, place)
        except SourceError as error:
            yield from error.faults
            continue
        if file.content.get("intent") != entry:
            yield file.fault(["intent"], f"must be {entry!r}, as the file is named")
        count = len(file.content.get("questions") or ())
        if count < FEWEST_QUESTIONS:
            message = f"{count} questions: write at least {FEWEST_QUESTIONS}"
            yield file.fault(["questions"], message)


def draft_words(procedures: Mapping[str, Procedure], words: YamlFile) -> Iterator[SourceFault]:
    """What drafts ask for without a question, a short name or a line of help of its own."""
    requester = words.content.get("requester") or {}
    known = {**requester, **(words.content.get("items") or {})}
    for key, own in requester.items():
        if not own.get("help"):
            yield words.fault(["requester", key], f"lacks `help` of {key!r}: add it")
    for entry, procedure in sorted(procedures.items()):
        for item in procedure.include:
            common = known.get(item.key) or {}
            own = {**common, **((common.get("for") or {}).get(entry) or {})}
            if lacking := [key for key in DRAFT_WORDS_OF_ITEM if not own.get(key)]:
                *others, last = (f"`{key}`" for key in lacking)
                named = f"{', '.join(others)} and {last}" if others else last
                message = (
                    f"lacks {named} of {item.key!r}, which "
                    f"faq_kb/procedures/{entry}.yml includes: add it"
                )
                yield words.fault(["items", item.key], message)
