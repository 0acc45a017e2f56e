"""Disputes and misses as YAML: what an editor needs to mend a record or the examples."""

import re
from collections.abc import Iterable
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from bot.channels.console.upkeep.disputes import Dispute
from bot.channels.console.upkeep.groups import MissGroup

# The file of the directory that has the words of such a passage, beside the procedure's own.
DIRECTORY = {
    "forms": "forms",
    "phones": "phones",
    "policies": "policies",
    "requesters": "roles",
    "send_to": "contact_points",
}
UNDECIDED = "TODO"
# What data/nlu cannot hold, or would read as something else: entities, escapes, control characters.
MARKUP = str.maketrans({"[": "(", "]": ")", "\\": "/", "{": "(", "}": ")"})
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]+")


def disputes_yaml(disputes: Iterable[Dispute]) -> str:
    """Each dispute with the files to look at, the key, the text as it was, reason and comment."""
    rows = [
        {
            "id": one.id,
            "files": _files(one),
            "key": one.fact,
            "text": _one_line(one.text),
            "reason": one.reason,
            "comment": _one_line(one.comment),
            "by": _one_line(one.by),
            "since": f"{one.since:%Y-%m-%dT%H:%M:%SZ}",
        }
        for one in disputes
    ]
    return _written({"disputes": rows})


def misses_yaml(groups: Iterable[MissGroup]) -> str:
    """Groups as items of data/nlu; each goes into the file of its intent.

    The intent is the likeliest entry, or TODO where there is none: a person decides.
    """
    items = CommentedSeq()
    for number, group in enumerate(groups):
        lines = dict.fromkeys(example_of(one.text) for one in group.misses)
        examples = LiteralScalarString("".join(f"- {line}\n" for line in lines if line))
        items.append(CommentedMap(intent=group.likeliest or UNDECIDED, examples=examples))
        items.yaml_set_comment_before_after_key(number, before=_about(group), indent=2)
    return _written({"version": DoubleQuotedScalarString("3.1"), "nlu": items})


def questions_yaml(groups: Iterable[MissGroup]) -> str:
    """The same as questions of tests/nlu, one for each group: `expected` is for a person to say."""
    rows = [
        {
            "text": DoubleQuotedScalarString(_one_line(group.misses[0].text)),
            "kind": "everyday",
            "expected": group.likeliest or UNDECIDED,
        }
        for group in groups
    ]
    return _written({"questions": rows})


def example_of(text: str) -> str:
    """A message as an example of data/nlu: on one line, and nothing in it is markup."""
    return _one_line(text).translate(MARKUP).lstrip("-/ ").strip()


def _about(group: MissGroup) -> str:
    near = ", ".join(group.suggested) or "nothing near"
    return f"{group.people} people, {group.messages} messages; likely: {near}"


def _files(dispute: Dispute) -> list[str]:
    files = [f"faq_kb/procedures/{dispute.entry}.yml"]
    directory = DIRECTORY.get(dispute.fact.partition(".")[0])
    return [*files, f"faq_kb/directory/{directory}.yml"] if directory else files


def _one_line(text: str) -> str:
    return " ".join(INVISIBLE.sub(" ", text).split())


def _written(content: dict[str, Any]) -> str:
    yaml, text = YAML(), StringIO()
    yaml.width = 10_000  # a value stays on its line
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(content, text)
    return text.getvalue()
