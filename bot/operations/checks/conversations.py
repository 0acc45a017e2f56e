"""Messages in conversations: their examples fit the records, the entries and the readings."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from bot.operations.checks.conversation_files import (
    AFTER,
    DETAILS,
    DRAFTS,
    INTENTS,
    TOPICS,
    TURNS,
    Section,
    read_folder,
)
from bot.operations.checks.training_data import unreadable_faults
from bot.operations.said_before import reply_faults
from faq_kb.source.yaml_file import SourceFault

# What the record has nothing on.
NOTHING = "none"
FEWEST_OF_PASSAGE = 8
FEWEST_OF_TOPIC = 2  # entries: with one there is nothing to choose
# What a message can be in its conversation (bot/nlu/reading_model.py).
READINGS = (
    "agency",
    "command",
    "contacts",
    "detail",
    "item_question",
    "none",
    "person",
    "pick",
    "procedure",
    "repair",
    "request",
    "return",
    "several",
    "small_talk",
    "unknown",
    "vague",
    "value",
)

# The keys of the passages of each entry.
Passages = Mapping[str, Collection[str]]


def conversation_faults(
    entries: Collection[str], passages: Passages, folder: Path, name: str
) -> Iterator[SourceFault]:
    """All that is wrong in the folders.

    Of an entry that `passages` does not have, because no record can be read, none are compared.
    """
    found: dict[str, list[Section]] = {}
    for part in INTENTS:
        found[part], unreadable = read_folder(folder / part, f"{name}/{part}")
        yield from unreadable
        yield from unreadable_faults(one for row in found[part] for one in row.examples)
        if part == DETAILS:
            files = {section.source.name for section in found[part]}
            files |= {fault.file for fault in unreadable}
            yield from _without_details(entries, files, f"{name}/{part}")
    for _, sections in groupby(found[DETAILS], attrgetter("stem")):
        yield from detail_faults(entries, passages, [*sections])
    for section in found[TOPICS]:
        yield from topic_faults(entries, section)
    for section in (*found[TURNS], *found[DRAFTS]):
        yield from turn_faults(entries, section)
    for section in found[TURNS]:
        if section.name in READINGS and section.name != section.stem:
            yield section.fault("intent", _named_otherwise(section))


def _without_details(
    entries: Collection[str], files: Collection[str], name: str
) -> Iterator[SourceFault]:
    for entry in sorted(entries):
        file = f"{name}/{entry}.yml"
        if file not in files:
            message = (
                f"is missing: add at least {FEWEST_OF_PASSAGE} questions for each passage of "
                f"faq_kb/procedures/{entry}.yml, and for {NOTHING!r}"
            )
            yield SourceFault(file, 1, "", message)


def detail_faults(
    entries: Collection[str], passages: Passages, sections: list[Section]
) -> Iterator[SourceFault]:
    """What is wrong with the sections of one file of details."""
    source, entry = sections[0].source, sections[0].stem
    if entry not in entries:
        message = f"{entry!r} has no procedure: add faq_kb/procedures/{entry}.yml or rename"
        yield source.fault(["nlu"], message)
        return
    keys = [*passages.get(entry, ()), NOTHING]
    counts = dict.fromkeys(keys, 0)
    places: dict[str, int] = {}
    for section in sections:
        of, _, key = section.name.partition(".")
        if of != entry:
            message = f"is of {of!r} in a file named {entry}.yml: make both the same"
            yield section.fault("intent", message)
        elif entry in passages and key not in counts:
            message = (
                f"{key!r} is no passage of faq_kb/procedures/{entry}.yml: correct the key, or move "
                f"the questions to another one or to {NOTHING!r}"
            )
            yield section.fault("intent", message)
        else:
            counts[key] = counts.get(key, 0) + len(section.examples)
            places[key] = section.source.line(["nlu", section.number, "intent"])
    yield from _under_several_keys(sections)
    for key in keys if entry in passages else ():
        if counts[key] < FEWEST_OF_PASSAGE:
            message = f"{counts[key]} questions: write at least {FEWEST_OF_PASSAGE}"
            place = f"{INTENTS[DETAILS]}/{entry}.{key}"
            yield SourceFault(source.name, places.get(key, 1), place, message)


def _under_several_keys(sections: Iterable[Section]) -> Iterator[SourceFault]:
    """Questions that stand under two keys of an entry: it can only be one."""
    seen: dict[str, tuple[str, int]] = {}
    for section in sections:
        for example in section.examples:
            name, line = seen.setdefault(example.normalized, (section.name, example.line))
            if name != section.name:
                message = f"{example.text!r} stands under {name} in line {line} too: remove one"
                yield SourceFault(example.file, example.line, "examples", message)


def topic_faults(entries: Collection[str], section: Section) -> Iterator[SourceFault]:
    """A topic that is named otherwise than its file, or leads to entries that are none."""
    if section.name != section.stem:
        yield section.fault("intent", _named_otherwise(section))
    offered = section.metadata.get("entries")
    names = [str(name) for name in offered] if isinstance(offered, list) else []
    if len(set(names)) < FEWEST_OF_TOPIC:
        message = f"lacks `entries`: write the ids of at least {FEWEST_OF_TOPIC} procedures"
        yield section.fault("metadata", message)
    for name in names:
        if name not in entries:
            yield section.fault("metadata", f"{name!r} is no procedure: correct or remove it")


def turn_faults(entries: Collection[str], section: Section) -> Iterator[SourceFault]:
    """A reading that is none, examples without a writer, or after replies that are none."""
    if section.name not in READINGS:
        message = f"{section.name!r} is no reading: write one of {', '.join(READINGS)}"
        yield section.fault("intent", message)
    if not section.metadata.get("writer"):
        message = "lacks `writer`: write whose voice the examples are, such as `{writer: t1}`"
        yield section.fault("metadata", message)
    for example in section.examples:
        before, sign, text = example.text.rpartition(AFTER)
        if not sign or not text.strip():
            message = f"lacks `{AFTER.strip()}` and a message after it: add them"
            yield SourceFault(example.file, example.line, "examples", message)
        for message in _before_faults(before.strip(), entries):
            yield SourceFault(example.file, example.line, "examples", message)


def _before_faults(before: str, entries: Collection[str]) -> Iterator[str]:
    """What is wrong with the replies before a message."""
    for reply in filter(None, (part.strip() for part in before.split(";"))):
        yield from reply_faults(reply, entries)


def _named_otherwise(section: Section) -> str:
    return f"is {section.name!r} in a file named {section.stem}.yml: make both the same"
