"""Values of unseen draft messages by two hands: how many are taken, and how many wrongly."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rasa_sdk.interfaces import Tracker

from actions.drafting.answer import is_answer, suggestion, values_in, whole
from actions.drafting.commands import ReadingName, UserMessage, message_of
from bot.operations.checks.conversation_files import MARK
from bot.operations.supervisor import engine_jobs
from bot.operations.supervisor.engine_jobs import ParseRequest
from bot.operations.supervisor.prepare import prepare_model
from common.settings import SharedSettings, load_settings
from faq_kb.model import ItemType
from faq_kb.source import read_knowledge_base
from tests.understanding.test_unseen import DRAFT_MESSAGES
from tickets.fields import AGENCY, RequestField, fields_of
from tickets.reading import MessageReader
from tickets.values import InvalidValue, check

TODAY = dt.date(2026, 11, 29)
OPENING = "opening"
NOT_YET = "no"
TOLERANCE = 1.5  # percentage points
RECORDED = json.loads((DRAFT_MESSAGES / "recorded.json").read_text())
ASKING = (ReadingName.ITEM_QUESTION, ReadingName.UNKNOWN)
# Of values in many words so many of the fewer words must be the same.
SAME_WORDS = 0.7


@dataclass(frozen=True)
class DraftMessage:
    """A message of a draft: the item asked for, its text, and the values that its writer marked."""

    entry: str
    asked: str
    text: str
    values: tuple[tuple[str, str], ...]

    @property
    def after(self) -> tuple[str, ...]:
        """What was said before it."""
        if self.asked == OPENING:
            return ()
        return (f"draft {self.entry} asks {self.asked}" if self.asked else f"draft {self.entry}",)


def messages(folder: Path) -> Iterator[DraftMessage]:
    """Every message of every file."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            row = json.loads(line)
            marks = [*MARK.finditer(row["text"])]
            values = tuple((mark["item"], mark["value"] or mark["text"]) for mark in marks)
            text = MARK.sub(r"\g<text>", row["text"])
            yield DraftMessage(row["entry"], row["asked"] or "", text, values)


def noted(parsed: dict[str, Any], message: DraftMessage, fields: list[RequestField]) -> Any:
    """The values that the form takes without a word, and the one that it asks about."""
    tracker = SimpleNamespace(latest_message=parsed)
    read: UserMessage = message_of(cast("Tracker", tracker), message.entry)
    asked = next((field for field in fields if field.key == message.asked), None)
    reader = MessageReader(fields, asked, TODAY)
    if message.asked == OPENING:
        return reader.values(read.text, read.tagged), None
    values = values_in(read, message.entry, reader)
    if values or asked is None or asked.key == AGENCY or read.is_read_as(*ASKING):
        return values, suggestion(read, message.entry, reader, values)
    if unsure := suggestion(read, message.entry, reader):
        return values, unsure
    is_command = read.command_in(asked=True) is not None
    if not is_command and is_answer(read, message.entry, reader):
        answer = whole(read, reader)
        return ({asked.key: answer} if answer else {}), None
    return values, None


def is_same(field: RequestField, marked: str, taken: str) -> bool:
    """Whether a value is the marked one, in the form of its item or in nearly the same words."""
    with suppress(InvalidValue):
        marked = check(field.type, marked, today=TODAY, choices=field.choices)
    first, second = (set(re.findall(r"\w+", text.lower())) for text in (marked, taken))
    fewer = min(len(first), len(second))
    return marked == taken or bool(fewer and len(first & second) >= SAME_WORDS * fewer)


@cache
def measured() -> dict[str, float]:
    """The share of marked values taken, taken or asked about, and of noted values wrong."""
    knowledge = read_knowledge_base()
    settings = load_settings(SharedSettings)
    every = [*messages(DRAFT_MESSAGES)]
    requests = (ParseRequest(message.text, message.after) for message in every)
    parses = engine_jobs.parse(settings, prepare_model(settings, print), requests)
    counts: Counter[str] = Counter()
    for message, parsed in zip(every, parses, strict=True):
        fields = [*fields_of(message.entry, knowledge.procedures[message.entry])]
        by_key = {field.key: field for field in fields}
        marked: dict[str, list[str]] = {}
        for key, value in message.values:
            field = by_key.get(key)
            if field is None or (field.type is ItemType.ATTACHMENT and value == NOT_YET):
                continue  # not asked for; a paper that is not there yet is no value
            marked.setdefault(key, []).append(value)
        taken, unsure = noted(parsed, message, fields)
        offered = {unsure.key: unsure.value} if unsure else {}
        for key, values in marked.items():
            right = [
                key in found and is_same(by_key[key], " ".join(values), found[key])
                for found in (taken, taken | offered)
            ]
            counts.update({"marked": 1, "taken": right[0], "offered": right[1]})
        wrong = [
            key
            for key, value in taken.items()
            if not is_same(by_key[key], " ".join(marked.get(key, [])), value)
        ]
        counts.update({"noted": len(taken), "wrong": len(wrong)})
    return {
        "taken": round(100 * counts["taken"] / counts["marked"], 1),
        "taken_or_asked_about": round(100 * counts["offered"] / counts["marked"], 1),
        "noted_rightly": round(100 - 100 * counts["wrong"] / counts["noted"], 1),
    }


@pytest.mark.parametrize("name", RECORDED)
def test_values_of_unseen_messages_are_taken_as_recorded(name: str) -> None:
    assert measured()[name] >= RECORDED[name] - TOLERANCE, measured()
