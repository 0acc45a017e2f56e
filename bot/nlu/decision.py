"""When to answer, when to offer named choices, when to say that nothing fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

CLARIFY = "clarify"
FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
FEWEST_CHOICES = 2


class Candidate(NamedTuple):
    """An intent, its share of the probability, and how likely it is for itself."""

    intent: str
    confidence: float
    evidence: float = 0.0


@dataclass(frozen=True)
class Thresholds:
    """Ratios of likelihood; config.yml holds the numbers and why they are what they are."""

    over_next: float
    over_out_of_scope: float
    refuse: float
    over_entry: float
    second_need: float
    third_choice: float


class Verdict(NamedTuple):
    """The intent to act on; for `clarify` the entries to offer, best first."""

    intent: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decider:
    """Decides from a ranking; `dialogue` names the intents that are no catalogue entries."""

    thresholds: Thresholds
    dialogue: frozenset[str]

    def decide(self, ranking: Sequence[Candidate]) -> Verdict:
        """What to do about a message, when a procedure may be the current one."""
        best = ranking[0]
        if best.intent in self.dialogue:
            rest = [row for row in ranking if row.intent not in self.dialogue]
            if not rest or best.confidence >= rest[0].confidence * self.thresholds.over_entry:
                return Verdict(best.intent)
        return self.standalone(ranking)

    def standalone(self, ranking: Sequence[Candidate]) -> Verdict:
        """What to do about a message for itself: an entry, choices, or nothing."""
        limits = self.thresholds
        refusal = next((row.confidence for row in ranking if row.intent == OUT_OF_SCOPE), 0.0)
        entries = [
            row for row in ranking if row.intent != OUT_OF_SCOPE and row.intent not in self.dialogue
        ]
        if len(entries) < FEWEST_CHOICES:
            return Verdict(entries[0].intent if entries else FALLBACK)
        best, second = entries[:2]
        if refusal >= best.confidence * limits.refuse:
            return Verdict(OUT_OF_SCOPE)
        if second.evidence >= limits.second_need:
            return Verdict(CLARIFY, (best.intent, second.intent))
        leads = best.confidence >= second.confidence * limits.over_next
        if leads and best.confidence >= refusal * limits.over_out_of_scope:
            return Verdict(best.intent)
        third = entries[2:3]
        if third and third[0].confidence * limits.third_choice < best.confidence:
            third = []
        return Verdict(CLARIFY, tuple(row.intent for row in (best, second, *third)))
