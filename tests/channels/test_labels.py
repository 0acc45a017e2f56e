"""The catalog of labels: complete, strict, and in agreement with what it repeats."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.reply import TextRenderer
from bot.channels.labels import FILE, Labels, load_labels
from bot.operations.settings import ROOT
from faq_kb.knowledge import KnowledgeBase
from faq_kb.source.yaml_file import SourceError

# What is looked up by a key of the contract, or taken whole by the web client.
BY_KEY = ("roles", "facts", "status", "delivery", "web", "teams")


def changed(folder: Path, group: str, key: str, value: object) -> Path:
    """The catalog with one label replaced, or removed by None."""
    content: dict[str, Any] = YAML(typ="safe").load(FILE.read_text())
    if value is None:
        del content[group][key]
    else:
        content[group][key] = value
    path = folder / "labels.yml"
    path.write_text(json.dumps(content))
    return path


def test_the_web_labels_are_one_flat_json_object(labels: Labels) -> None:
    web = json.loads(json.dumps(labels.web.model_dump()))
    assert web["title"] == "Commonwealth Service Desk assistant"
    assert all(isinstance(label, str) and label for label in web.values())


def test_roles_are_called_as_in_the_knowledge_base(
    labels: Labels, knowledge: KnowledgeBase
) -> None:
    assert labels.roles == {role: info.title for role, info in knowledge.directory.roles.items()}


def test_a_status_is_called_as_in_the_text(labels: Labels) -> None:
    assert labels.status == TextRenderer().phrases["draft"]["status"]


@pytest.mark.parametrize(
    ("group", "key", "value", "said"),
    [
        ("web", "title", None, "web.title: is missing"),
        ("web", "tilte", "x", "web.tilte: is not a key"),
        ("roles", "hr", None, "roles: lacks hr"),
        ("roles", "king", "x", "roles.king"),
        ("facts", "cost", None, "facts: lacks cost"),
        ("web", "not_sent", "Call us.", "web.not_sent: must have {phones}"),
        ("web", "send", "Send {it}", "web.send: must have no braces"),
        ("draft", "line", "{reference} {title}", "draft.line: must have {reference} and"),
        ("card", "toggle", "", "card.toggle"),
        ("card", "toggle", "{part", "card.toggle"),
    ],
)
def test_a_fault_is_named_with_file_and_key(
    tmp_path: Path, group: str, key: str, value: str | None, said: str
) -> None:
    with pytest.raises(SourceError, match=re.escape("labels.yml:")) as fault:
        load_labels(changed(tmp_path, group, key, value))
    assert said in str(fault.value)


def test_no_label_is_left_over() -> None:
    sources = [
        path.read_text()
        for folder in ("channels", "console", "front/signin")
        for path in (ROOT / "bot" / folder).rglob("*.py")
        if path.name != "labels.py"
    ]
    content: dict[str, Any] = YAML(typ="safe").load(FILE.read_text())
    groups = {name: group for name, group in content.items() if isinstance(group, dict)}
    unused = [
        f"{name}.{key}"
        for name, group in groups.items()
        if name not in BY_KEY
        for key in group
        if not any(re.search(rf"\b{key}\b", source) for source in sources)
    ]
    assert not unused
