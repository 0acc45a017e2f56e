"""One message to decide about in its conversation, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.nlu import conversation as said
from bot.nlu.decision import SMALL_TALK, Candidate, Verdict
from bot.nlu.passage_model import PassageRank
from bot.nlu.reading_model import DETAIL, SHORT

if TYPE_CHECKING:
    from bot.nlu.conversation import ConversationState
    from bot.nlu.intent_classifier import MessageAnalysis

FACT = "fact"
REASON_UNSURE = "unsure"
# How commands begin; "no" is none: it takes back what was answered.
COMMANDS = ("draft_", "affirm", "next_caller")


@dataclass(frozen=True)
class ConversationThresholds:
    """Ratios of likelihood, and the shares of a passage; config.yml says why."""

    over_next_reading: float
    vague_over_next: float
    person_over_next: float
    request_over_next: float
    fact_share: float
    nearly_as_likely: float
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
        """The entries that were answered or offered last: those that "no" is about."""
        options = (option.entry for option in self.conversation.options)
        return frozenset([self.conversation.entry, *options])

    @property
    def is_in_draft(self) -> bool:
        """Whether a draft was talked about last: its commands are not ours to read."""
        return self.conversation.last in (said.DRAFT, said.DRAFT_QUESTION)

    @property
    def is_surely_itself(self) -> bool:
        """Whether the intents are surer of what no procedure is than the readings of theirs.

        A fact is a detail, too, and tells which.
        """
        best = self.ranking[0]
        is_fact = self.kind == FACT and self.reading != DETAIL
        is_meant = self.kind == SMALL_TALK or is_fact or best.intent.startswith(COMMANDS)
        is_best = is_meant and best.intent == self.verdict.intent
        return is_best and best.confidence > self.read.understood.readings[0].share

    @property
    def asks_who(self) -> bool:
        """Whether "who?" after an answer asks who may submit it, rather than for a look-up."""
        is_short = len(self.read.text.split()) <= SHORT
        return self.conversation.last == said.ANSWER and is_short and not self.read.names_role
