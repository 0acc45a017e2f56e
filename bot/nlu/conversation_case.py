"""One message to decide about in its conversation, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.nlu import conversation as said
from bot.nlu.decision import SMALL_TALK, Candidate, Verdict
from bot.nlu.passage_model import PassageRank
from bot.nlu.reading_model import DETAIL, PICK, RETURN, SHORT, is_denial, is_question

if TYPE_CHECKING:
    from bot.nlu.conversation import ConversationState
    from bot.nlu.intent_classifier import MessageAnalysis

FACT = "fact"
CONTACT_LOOKUP = "agency_contact_lookup"
# Replies that looked somebody up, or asked at which agency.
LOOKED_UP = frozenset({said.CONTACTS, said.ASKS_AGENCY})
REASON_UNSURE = "unsure"
# So likely an entry is what the message names.
SURELY_NAMED = 0.75
# How commands begin; "no" is none: it takes back what was answered.
DRAFT_COMMANDS = "draft_"
COMMANDS = frozenset({"affirm", "next_caller"})
# Readings of what an answer, or the choices before the message, are about.
ABOUT_WHAT_WAS_SAID = frozenset({DETAIL, PICK, RETURN})


@dataclass(frozen=True)
class ConversationThresholds:
    """Ratios of likelihood, and the shares of a passage; config.yml says why."""

    over_next_reading: float
    vague_over_next: float
    vague_over_sure: float
    person_over_next: float
    request_over_next: float
    fact_share: float
    fact_beside: float
    nearly_as_likely: float
    earlier_over_current: float
    over_offered: float
    over_detail: float
    not_in_source: float
    lead_share: float
    lead_likeness: float


@dataclass(frozen=True)
class Decision:
    """What to do.

    `kind` is empty where the verdict's intent has its own; `entry` is whose the passages are.
    """

    verdict: Verdict
    kind: str = ""
    entry: str = ""
    passages: tuple[PassageRank, ...] = ()
    entries: tuple[str, ...] = ()
    reason: str = REASON_UNSURE
    reading: str = ""
    confidence: float = 0.0


@dataclass(frozen=True)
class Case:
    """What is known of one message: the verdicts without its conversation, and its reading.

    `verdict` may be a follow-up, `standalone` is none; `kind` is the kind of the verdict.
    """

    verdict: Verdict
    standalone: Verdict
    ranking: Sequence[Candidate]
    read: MessageAnalysis
    kind: str

    @property
    def conversation(self) -> ConversationState:
        """What the message stands in."""
        return self.read.conversation

    @property
    def reading(self) -> str:
        """The likeliest reading."""
        return self.read.understood.readings[0].name

    @property
    def refused(self) -> frozenset[str]:
        """The entries that were answered or offered last: those that "no" is about.

        What is surely named without a "no" is none of them: "the onboarding one".
        """
        options = (option.entry for option in self.conversation.options)
        named = {self.conversation.entry} if self.names_current else frozenset()
        return frozenset([self.conversation.entry, *options]) - named

    @property
    def names_current(self) -> bool:
        """Whether the message surely names the current entry, without a "no"."""
        best = self.ranking[0]
        is_named = best.intent == self.conversation.entry and best.confidence >= SURELY_NAMED
        return is_named and not is_denial(self.read.text)

    @property
    def is_in_draft(self) -> bool:
        """Whether a draft was talked about last: its commands are not ours to read."""
        return self.conversation.last in (said.DRAFT, said.DRAFT_QUESTION)

    @property
    def is_surely_itself(self) -> bool:
        """Whether the intents are surer of what no procedure is than the readings of theirs.

        A fact is a detail, too, and tells which; "the second one on your list" lists no drafts.
        """
        best = self.ranking[0]
        is_free = self.reading not in ABOUT_WHAT_WAS_SAID
        is_fact = self.kind == FACT and is_free and bool(self.conversation.entry)
        is_draft_command = best.intent.startswith(DRAFT_COMMANDS) and (is_free or self.is_in_draft)
        is_command = is_draft_command or best.intent in COMMANDS
        is_meant = self.kind == SMALL_TALK or is_fact or is_command
        is_best = is_meant and best.intent == self.verdict.intent
        return is_best and best.confidence > self.read.understood.readings[0].share

    @property
    def is_question(self) -> bool:
        """Whether the message begins or ends as a question about something."""
        return is_question(self.read.text)

    def asks_who(self, requesters: str, look_up: str) -> bool:
        """Whether "who?" after an answer asks who may submit it, rather than for a look-up."""
        if self.conversation.last != said.ANSWER or self.read.names_role:
            return False
        is_short = len(self.read.text.split()) <= SHORT
        return is_short or self.share_of(requesters) > self.share_of(look_up)

    def share_of(self, intent: str) -> float:
        """How likely an intent is for the message alone; 0 for one that was not learned."""
        return next((row.confidence for row in self.ranking if row.intent == intent), 0.0)

    def share_of_reading(self, name: str) -> float:
        """How likely a reading is; 0 for one that the conversation does not allow."""
        return next((one.share for one in self.read.understood.readings if one.name == name), 0.0)

    def passages_of(self, entry: str) -> Sequence[PassageRank]:
        """The passages of an entry, likeliest first."""
        understood = self.read.understood
        is_current = entry == self.conversation.entry
        return understood.passages if is_current else understood.passages_of(entry)
