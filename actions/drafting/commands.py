"""What a message does to a draft besides responder: the intents and buttons of the form."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.tracker import NO_READING, ReadingResult, reading, specific_intent
from tickets.fields import RequestField
from tickets.reading import TEXTUAL


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


LONGEST_COMMAND = 9  # words; an answer in free text may say anything in more
LONGEST_IN_FREE_TEXT = 6
# How sure a command must be where any words may be the answer.
SUREST = 0.9
SURE = {Command.SKIP: 0.8}
CHANGES = re.compile(
    r"\b(?:chang|wrong|fix|correct|edit|redo|mistake|mistyp|typo|updat|not right|replac|adjust)",
    re.IGNORECASE,
)
LONGEST_HINT = 4
LONGEST_BARE_ANSWER = 2
LIKELY = 0.25
EMPTY = "empty_message"  # no word of it says anything
UNEXPLAINED = frozenset({"nlu_fallback", "out_of_scope", "clarify"})
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
}


@dataclass(frozen=True)
class UserMessage:
    """The latest message: its text, its intent, and whether one of our buttons was clicked."""

    text: str
    intent: str
    confidence: float
    is_click: bool
    entities: dict[str, str]
    # What the pipeline takes it for: a value, a question about a procedure, about contacts.
    reading: ReadingResult = NO_READING
    # The likeliest command and its share of the probability, whatever the intent is.
    likeliest: tuple[str, float] = ("", 0.0)

    @property
    def command(self) -> Command | None:
        """The command of its intent, if it is one."""
        return Command(self.intent) if self.intent in COMMANDS else None

    @property
    def exact_command(self) -> Command | None:
        """The command of the very words that the form tells people to say."""
        return EXACT_COMMANDS.get(self.text.casefold().strip(" .!\"'"))

    @property
    def is_bare_answer(self) -> bool:
        """Whether it is no more than yes or no."""
        return self.command in ANSWERS and len(self.text.split()) <= LONGEST_BARE_ANSWER

    @property
    def says_save(self) -> bool:
        """Whether it is the form's "save", which never submits; "submit" names its draft."""
        if self.is_click:
            return self.command is Command.SAVE and "draft" not in self.entities
        return self.exact_command is not None and self.text.casefold().startswith("save")

    def is_about_another(self, reference: str) -> bool:
        """Whether a button of another draft than this one was clicked."""
        return self.is_click and self.entities.get("draft", reference) != reference

    def command_in(self, asked: RequestField | None) -> Command | None:
        """The command that it means while an field is asked for; None when it may be the answer."""
        if self.is_click or self.exact_command:
            return self.exact_command or self.command
        words = len(self.text.split())
        if not self.command:
            return self._hinted(asked) if words <= LONGEST_HINT else None
        if self.command is Command.CHANGE and not CHANGES.search(self.text):
            return None
        if self.command in ANSWERS:
            return None if asked else self.command
        if asked and asked.type in TEXTUAL:
            is_sure = self.confidence >= SURE.get(self.command, SUREST)
            return self.command if words <= LONGEST_IN_FREE_TEXT and is_sure else None
        return self.command if words <= LONGEST_COMMAND else None

    def _hinted(self, asked: RequestField | None) -> Command | None:
        """A word or two that nothing else explains: the question makes a command likely."""
        name, share = self.likeliest
        is_free_text = asked is not None and asked.type in TEXTUAL
        if self.intent not in UNEXPLAINED or is_free_text or share < LIKELY:
            return None
        return Command(name)


def message_of(tracker: Tracker) -> UserMessage:
    """The latest message as the form reads it."""
    latest: dict[str, Any] = tracker.latest_message
    text = str(latest.get("text") or "")
    intent = latest.get("intent") or {}
    is_click = text.startswith("/")  # a typed one is guarded by the engine's channel
    return UserMessage(
        text="" if is_click else text.strip("\N{WORD JOINER} "),
        intent=specific_intent(tracker),
        confidence=float(intent.get("confidence") or 0.0),
        is_click=is_click,
        reading=reading(tracker),
        likeliest=max(
            (
                (str(row["name"]), float(row["confidence"]))
                for row in latest.get("intent_ranking") or []
                if row["name"] in COMMANDS
            ),
            key=lambda row: row[1],
            default=("", 0.0),
        ),
        entities={row["entity"]: str(row["value"]) for row in latest.get("entities") or []},
    )
