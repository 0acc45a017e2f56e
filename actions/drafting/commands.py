"""What a message does to a draft: the intents and buttons of the form, and how it was read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from rasa_sdk.interfaces import Tracker

from actions.tracker import (
    NO_READING,
    ReadingResult,
    reading,
    share_of_reading,
    specific_intent,
)
from faq_kb.contract import ALL_ITEMS
from tickets.notes import questions, statements
from tickets.reference import without_references
from tickets.tagged_value import TaggedValue


class Command(StrEnum):
    """Intents that do something to drafts."""

    START = "draft_start"
    SAVE = "draft_save"
    CHANGE = "draft_change"
    SKIP = "draft_skip"
    BACK = "draft_back"
    CANCEL = "draft_cancel"
    PAUSE = "draft_pause"
    RESUME = "draft_resume"
    SHOW = "draft_show"
    LIST = "draft_list"
    STATUS = "draft_status"
    AFFIRM = "affirm"
    DENY = "deny"


class ReadingName(StrEnum):
    """What the pipeline takes a message for that matters to a draft (bot/nlu/reading_model.py)."""

    VALUE = "value"
    UNKNOWN = "unknown"
    COMMAND = "command"
    ITEM_QUESTION = "item_question"
    REQUEST = "request"
    PROCEDURE = "procedure"
    AGENCY = "agency"
    REPAIR = "repair"
    VAGUE = "vague"
    SEVERAL = "several"
    DETAIL = "detail"
    RETURN = "return"
    NONE = "none"


EMPTY = "empty_message"  # no word of it says anything
COMMANDS = frozenset(Command)
ANSWERS = {Command.AFFIRM: "yes", Command.DENY: "no"}
# What the form itself tells people to say, whatever the model makes of one word.
EXACT_COMMANDS = {
    "skip": Command.SKIP,
    "back": Command.BACK,
    "show my draft": Command.SHOW,
    "later": Command.PAUSE,
    "cancel": Command.CANCEL,
    "save": Command.SAVE,
    "submit": Command.SAVE,
    "continue": Command.RESUME,
    "that one": Command.RESUME,
    "save as another": Command.SAVE,
}


# Words beside "save" in a part of a message that tells nothing else: "ok save it please".
SAVING = frozenset(
    [
        "ok",
        "okay",
        "yes",
        "please",
        "and",
        "then",
        "now",
        "just",
        "it",
        "that",
        "this",
        "save",
        "thanks",
    ]
)
PART = re.compile(r"[.!,;\n]+")
PART_AND_END = re.compile(r"([^.!,;\n]+)([.!,;\n]*)")


class SaidText(NamedTuple):
    """What somebody typed, and the values that the pipeline has tagged in it."""

    text: str
    tagged: tuple[TaggedValue, ...]


class SaidSentence(NamedTuple):
    """A sentence of a message: where it stands, and what the pipeline takes it for by itself."""

    start: int
    end: int
    reading: str
    confidence: float
    value: float
    intent: str


@dataclass(frozen=True)
class UserMessage:
    """The latest message: its text, its intent, and whether one of our buttons was clicked."""

    text: str
    intent: str
    is_click: bool
    entities: dict[str, str]
    # The values that the pipeline has tagged, and what it takes the message for.
    tagged: tuple[TaggedValue, ...] = ()
    reading: ReadingResult = NO_READING
    # The likeliest command, whatever the intent is.
    likeliest: str = ""
    # The passages of the draft's procedure that it asks about.
    passages: tuple[str, ...] = ()
    # How likely it is a value.
    value: float = 0.0
    # What was filled in of a form, by the field's key; None where nothing was.
    filled_in: Mapping[str, str] | None = None
    # Its sentences, where it has several and answers a question.
    sentences: tuple[SaidSentence, ...] = ()

    @property
    def said(self) -> SaidText:
        """What was typed."""
        return SaidText(self.text, self.tagged)

    @property
    def command(self) -> Command | None:
        """The command of its intent, if it is one."""
        return Command(self.intent) if self.intent in COMMANDS else None

    @property
    def is_form(self) -> bool:
        """Whether the whole form is asked for, or was filled in."""
        return self.is_click and self.entities.get("item") == ALL_ITEMS

    @property
    def exact_command(self) -> Command | None:
        """The command of the very words that the form tells people to say."""
        return EXACT_COMMANDS.get(self.text.casefold().strip(" .!\"'"))

    @property
    def named_command(self) -> Command | None:
        """The command of such words with the reference of a draft: "submit HD-4KM9XC"."""
        words = without_references(self.text)
        return None if words == self.text else EXACT_COMMANDS.get(words.casefold().strip(" .!\"'"))

    @property
    def says_save(self) -> bool:
        """Whether it is the form's "save", which never submits; "submit" names its draft."""
        if self.is_click:
            return self.command is Command.SAVE and "draft" not in self.entities
        return self.exact_command is not None and self.text.casefold().startswith("save")

    @property
    def statements(self) -> str:
        """What it tells: without its questions, and without the part that only says "save"."""
        parts = PART_AND_END.findall(statements(self.text))
        told = "".join(part + end for part, end in parts if not _only_saves(part))
        return told.strip(" .!,;")

    @property
    def questions(self) -> str:
        """What it asks: its sentences that end with a question mark."""
        return questions(self.text)

    @property
    def also_saves(self) -> bool:
        """Whether a part of it says "save", beside what the others tell."""
        return not self.is_click and any(map(_only_saves, PART.split(self.text)))

    def is_read_as(self, *readings: ReadingName) -> bool:
        """Whether the pipeline takes it for one of these."""
        return self.reading.name in readings

    def is_about_another(self, reference: str) -> bool:
        """Whether a button of another draft than this one was clicked."""
        return self.is_click and self.entities.get("draft", reference) != reference

    def command_in(self, *, asked: bool) -> Command | None:
        """The command that it is in the form; yes and no answer what is `asked`."""
        if self.is_click or self.exact_command:
            return self.exact_command or self.command
        if self.command in ANSWERS:
            return None if asked else self.command
        if not self.is_read_as(ReadingName.COMMAND):
            return None
        return self.command or (Command(self.likeliest) if self.likeliest else None)


def message_of(tracker: Tracker, entry: str = "") -> UserMessage:
    """The latest message as the form reads it; `entry` is that of the draft."""
    latest: dict[str, Any] = tracker.latest_message
    text = str(latest.get("text") or "")
    is_click = text.startswith("/")  # a typed one is guarded by the engine's channel
    ranking = latest.get("intent_ranking") or []
    commands = [str(row["name"]) for row in ranking if row["name"] in COMMANDS - ANSWERS.keys()]
    return UserMessage(
        text="" if is_click else text.strip("\N{WORD JOINER} "),
        intent=specific_intent(tracker),
        is_click=is_click,
        entities={row["entity"]: str(row["value"]) for row in latest.get("entities") or []},
        tagged=tuple(TaggedValue.of_message(latest)),
        reading=reading(tracker),
        likeliest=commands[0] if commands else "",
        passages=tuple(
            str(row["key"]) for row in latest.get("passages") or [] if row["entry"] == entry
        ),
        value=share_of_reading(tracker, ReadingName.VALUE),
        filled_in=_filled_in(latest) if is_click else None,
        sentences=tuple(SaidSentence(**row) for row in latest.get("sentences") or ()),
    )


def said_before(tracker: Tracker) -> SaidText:
    """What was typed last before the latest message, which is about it: a click, or yes."""
    users = [event for event in tracker.events if event["event"] == "user"]
    for event in reversed(users[:-1]):
        text = str(event.get("text") or "")
        if text and not text.startswith("/"):
            tagged = TaggedValue.of_message(event.get("parse_data") or {})
            return SaidText(text.strip("\N{WORD JOINER} "), tuple(tagged))
    return SaidText("", ())


def _only_saves(part: str) -> bool:
    words = part.casefold().split()
    return "save" in words and SAVING.issuperset(words)


def _filled_in(latest: Mapping[str, Any]) -> dict[str, str] | None:
    """The values of a form; of a single field the value is a text."""
    for row in latest.get("entities") or []:
        if row["entity"] == "value" and isinstance(row["value"], dict):
            return {str(key): str(value) for key, value in row["value"].items()}
    return None
