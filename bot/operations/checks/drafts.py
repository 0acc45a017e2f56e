"""Examples of messages that fill in requests: their marks fit the items of the records."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from bot.operations.checks.conversation_files import MARK, Section
from faq_kb.cases import YES_NO
from faq_kb.contract import NOTES
from faq_kb.model import ItemType, Procedure
from faq_kb.source.yaml_file import SourceFault, YamlFile
from tickets.fields import RequestField, fields_of

TAGGER = "bot.nlu.item_tagger.ItemTagger"
FEWEST_MARKS = 6
ANSWERS = dict.fromkeys((ItemType.YES_NO, ItemType.ATTACHMENT), YES_NO)

Fields = Mapping[str, RequestField]


def draft_faults(
    procedures: Mapping[str, Procedure], sections: Iterable[Section], folder: str
) -> Iterator[SourceFault]:
    """Files of no request, marks of no item or value, items with too few marks, missing files."""
    found = set()
    for entry, of_entry in groupby(sections, attrgetter("stem")):
        found.add(entry)
        yield from _file_faults(entry, procedures.get(entry), [*of_entry])
    for entry, procedure in sorted(procedures.items()):
        if procedure.can_draft and entry not in found:
            message = f"is missing: mark at least {FEWEST_MARKS} values of each item in messages"
            yield SourceFault(f"{folder}/{entry}.yml", 1, "", message)


def _file_faults(
    entry: str, procedure: Procedure | None, sections: list[Section]
) -> Iterator[SourceFault]:
    source = sections[0].source
    if procedure is None or not procedure.can_draft:
        message = f"{entry!r} is no procedure with items to `include`: correct the file's name"
        yield source.fault(["nlu"], message)
        return
    fields = {field.key: field for field in fields_of(entry, procedure)}
    counts = Counter[str]()
    for section in sections:
        for example in section.examples:
            for mark in MARK.finditer(example.text):
                counts[mark["item"]] += 1
                if message := _mark_fault(mark, fields, entry):
                    yield SourceFault(example.file, example.line, "examples", message)
    for item in procedure.include:
        if counts[item.key] < FEWEST_MARKS:
            message = f"{counts[item.key]} marks of {item.key!r}: write at least {FEWEST_MARKS}"
            yield source.fault(["nlu"], message)


def _mark_fault(mark: re.Match[str], fields: Fields, entry: str) -> str:
    """What is wrong with a mark; empty where nothing is."""
    field, value = fields.get(mark["item"]), mark["value"]
    if field is None:
        return f"{mark['item']!r} is no item of {entry}: write one of {', '.join(fields)}"
    values = field.choices or ANSWERS.get(field.type, ())
    if values and value not in values:
        return f"{mark[0]!r} lacks its value: write `={'`, `='.join(values)}` after the item"
    if value and not values:
        return f"{mark[0]!r} names a value, which {field.key!r} has in people's words: remove it"
    return ""


def type_faults(procedures: Mapping[str, Procedure], config: YamlFile) -> Iterator[SourceFault]:
    """Items that the tagger has under another type than the records, or not at all."""
    steps = config.content.get("pipeline") or []
    place = next((n for n, step in enumerate(steps) if step.get("name") == TAGGER), None)
    if place is None:
        yield config.fault(["pipeline"], f"lacks {TAGGER}: add it")
        return
    key: list[str | int] = ["pipeline", place, "types"]
    types = steps[place].get("types") or {}
    known = {item: kind for kind, items in types.items() for item in items}
    wanted = {
        field.key: field.type.value
        for entry, procedure in procedures.items()
        if procedure.can_draft
        for field in fields_of(entry, procedure)
        if field.key != NOTES  # they keep what has no tag
    }
    for item in sorted(wanted.keys() | known.keys()):
        if item not in wanted:
            yield config.fault(key, f"{item!r} is an item of no request: remove it")
        elif known.get(item) != wanted[item]:
            yield config.fault(key, f"{item!r} is of type {wanted[item]}: write it there")
