"""The catalog of words: complete, strict, and in agreement with what it repeats."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.operations.settings import ROOT
from faq_kb.knowledge import KnowledgeBase
from faq_kb.source.yaml_file import SourceError
from locales import Labels, load_catalog, locales

# What is looked up by a key of the contract, or taken whole by the web client.
BY_KEY = ("roles", "facts", "status", "delivery", "web", "teams")


ENGLISH = ROOT / "locales" / "en"


def changed(folder: Path, group: str, key: str, value: object) -> Path:
    """All languages, with one English label replaced, or removed by None."""
    shutil.copytree(ENGLISH, folder / "en")
    content: dict[str, Any] = YAML(typ="safe").load((ENGLISH / "labels.yml").read_text())
    if value is None:
        del content[group][key]
    else:
        content[group][key] = value
    (folder / "en" / "labels.yml").write_text(json.dumps(content))
    return folder


def test_each_language_is_whole() -> None:
    assert "en" in locales()
    for locale in locales():
        load_catalog(locale)


@pytest.fixture(scope="module")
def labels() -> Labels:
    return load_catalog().labels


def test_the_web_labels_are_one_flat_json_object(labels: Labels) -> None:
    web = json.loads(json.dumps(labels.web.model_dump()))
    assert web["title"] == "Commonwealth Service Desk assistant"
    assert all(isinstance(label, str) and label for label in web.values())


def test_roles_are_called_as_in_the_knowledge_base(
    labels: Labels, knowledge: KnowledgeBase
) -> None:
    assert labels.roles == {role: info.title for role, info in knowledge.directory.roles.items()}


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
        load_catalog(folder=changed(tmp_path, group, key, value))
    assert said in str(fault.value)


def test_no_label_is_left_over() -> None:
    sources = [
        path.read_text()
        for folder in ("bot/channels", "bot/operations/cli", "replies")
        for path in (ROOT / folder).rglob("*.py")
    ]
    content: dict[str, Any] = YAML(typ="safe").load((ENGLISH / "labels.yml").read_text())
    groups = {name: group for name, group in content.items() if isinstance(group, dict)}
    unused = [
        f"{name}.{key}"
        for name, group in groups.items()
        if name not in BY_KEY
        for key in group
        if not any(re.search(rf"\b{key}\b", source) for source in sources)
    ]
    assert not unused
