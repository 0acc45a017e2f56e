"""What an unseen dialogue expects of one turn; the header of its format says what each key means.

All messages that answer one turn count together.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.support.assistant import Message

KEYS = {"entry", "type", "facet", "text_has", "text_lacks", "draft_fields", "asks", "any"}


def failures(
    expected: dict[str, Any], answers: list[Message], *, everywhere: bool = False
) -> list[str]:
    """Why the answers are not the expected ones; empty when they are.

    With `everywhere` no pattern of `text_lacks` may stand in the contract object either. ValueError
    for a key that nobody checks.
    """
    if unknown := expected.keys() - KEYS:
        raise ValueError(f"no expectation: {', '.join(sorted(unknown))}")
    customs = [answer["custom"] for answer in answers if isinstance(answer.get("custom"), dict)]
    text = "\n".join(answer["text"] for answer in answers if answer.get("text"))
    if not text.strip() and not customs:
        return ["no reply"]
    return [*_of_objects(expected, customs, text), *_of_text(expected, customs, text, everywhere)]


def _of_objects(
    expected: dict[str, Any], customs: list[dict[str, Any]], text: str
) -> Iterator[str]:
    types = {custom.get("type") for custom in customs}
    for key, found in (("type", types), ("entry", _entries(customs))):
        if key in expected and not found & _alternatives(expected[key]):
            yield f"{key} {expected[key]} not in {sorted(filter(None, found))}"
    if "facet" in expected:
        facets = {custom.get("facet") for custom in customs}
        if expected["facet"] not in facets:
            yield f"facet {expected['facet']} not in {sorted(filter(None, facets))}"
    values = [*_values(customs)]
    for key, pattern in expected.get("draft_fields", {}).items():
        if not any(_found(pattern, value) for value in values):
            yield f"no field as {key} ~ {pattern}: {values}"
    asked = "?" in text or "clarify" in types or any(custom.get("asked") for custom in customs)
    if expected.get("asks") and not asked:
        yield "asks nothing"


def _of_text(
    expected: dict[str, Any], customs: list[dict[str, Any]], text: str, everywhere: bool
) -> Iterator[str]:
    for pattern in expected.get("text_has", []):
        if not _found(pattern, text):
            yield f"text lacks {pattern}: {text!r}"
    everything = text + json.dumps(customs) if everywhere else text
    for pattern in expected.get("text_lacks", []):
        if _found(pattern, everything):
            yield f"text has {pattern}: {everything!r}"


def _entries(customs: list[dict[str, Any]]) -> set[str | None]:
    """The entries that are answered, drafted or offered."""
    found = {custom.get("entry") for custom in customs}
    found |= {(custom.get("draft") or {}).get("entry") for custom in customs}
    offers = [custom for custom in customs if custom.get("type") == "clarify"]
    return found | {row.get("entry") for offer in offers for row in offer.get("options", [])}


def _values(customs: list[dict[str, Any]]) -> Iterator[str]:
    """What the draft holds, whatever its fields are called."""
    for custom in customs:
        for value in ((custom.get("draft") or {}).get("fields") or {}).values():
            yield value if isinstance(value, str) else json.dumps(value)


def _alternatives(expected: str | list[str]) -> set[str | None]:
    return {expected} if isinstance(expected, str) else {*expected}


def _found(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE | re.DOTALL))
