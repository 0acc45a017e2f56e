"""Reading dialogues with expectations from a YAML file."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.operations.evaluation.dialogues import (
    EXPECTED,
    PATTERNS,
    Dialogue,
    DialogueTurn,
    listed,
)
from bot.operations.evaluation.questions import QuestionsError


def read_dialogues(path: Path) -> list[Dialogue]:
    """The dialogues of a YAML file. Raises QuestionsError, which names the place and remedy."""
    try:
        content = YAML(typ="safe").load(path)
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"{path}: cannot be read: {error}") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise QuestionsError(f"{path}:{line}: {error.problem}: correct the YAML") from error
    except YAMLError as error:
        raise QuestionsError(f"{path}: {error}: correct the YAML") from error
    if not isinstance(content, list) or not content:
        raise QuestionsError(f"{path}: holds no list of dialogues (name, group and turns)")
    return [*_dialogues(path, content)]


def _dialogues(path: Path, content: list[Any]) -> Iterator[Dialogue]:
    for number, given in enumerate(content, 1):
        row = given if isinstance(given, dict) else {}
        name, turns = str(row.get("name") or ""), row.get("turns")
        place = f"{path}: dialogue {name or number}"
        if not name or not isinstance(turns, list) or not turns:
            raise QuestionsError(f"{place}: write name, group and turns")
        told = tuple(_turn(f"{place}, turn {count}", one) for count, one in enumerate(turns, 1))
        yield Dialogue(name, str(row.get("group") or "-"), told)


def _turn(place: str, row: Any) -> DialogueTurn:
    user = row.get("user") if isinstance(row, dict) else None
    expect = row.get("expect", {}) if isinstance(row, dict) else None
    if not isinstance(user, str) or not isinstance(expect, dict):
        raise QuestionsError(f"{place}: write user (a text) and expect")
    if unknown := ", ".join(sorted({*map(str, expect)} - EXPECTED)):
        raise QuestionsError(f"{place}: {unknown}: expect knows {', '.join(sorted(EXPECTED))}")
    fields = expect.get("draft_fields") or {}
    if not isinstance(fields, dict):
        raise QuestionsError(f"{place}: draft_fields: write a pattern for each key")
    patterns = [*fields.values(), *(one for key in PATTERNS for one in listed(expect.get(key)))]
    for pattern in patterns:
        try:
            re.compile(pattern)
        except (re.error, TypeError) as error:
            raise QuestionsError(f"{place}: {pattern}: no pattern: {error}") from error
    return DialogueTurn(user, expect)
