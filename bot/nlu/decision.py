"""When to answer, when to offer named choices, when to say that nothing fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

CLARIFY = "clarify"
FALLBACK = "nlu_fallback"
EMPTY = "empty_message"
OUT_OF_SCOPE = "out_of_scope"
MISUSE = "misuse"
REFUSED = frozenset({OUT_OF_SCOPE, MISUSE})
FEWEST_CHOICES = 2


class Candidate(NamedTuple):
    """An intent and its share of the probability."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Thresholds:
    """Ratios of likelihood; config.yml holds the numbers and why they are what they are."""

    over_next: float
    over_out_of_scope: float
    refuse: float
    over_entry: float
    need_over_next: float
    need_over_out_of_scope: float
    third_choice: float
    without_content: float


class Verdict(NamedTuple):
    """The intent to act on; for `clarify` the entries to offer, best first."""

    intent: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decider:
    """Decides from a ranking; `dialogue` names the intents that are no catalog entries."""

    thresholds: Thresholds
    dialogue: frozenset[str]

    def decide(
        self,
        ranking: Sequence[Candidate],
        clauses: Sequence[Sequence[Candidate]] = (),
        *,
        has_content: bool = True,
    ) -> Verdict:
        """What to do about a message, when a procedure may be the current one.

        `ranking` is the whole message's, best first; `clauses` holds the ranking of each clause.
        Without a word of content it may be small talk or a follow-up ("how do I do that?").
        """
        best = ranking[0]
        if best.intent in self.dialogue:
            rest = [row for row in ranking if row.intent not in self.dialogue]
            if not has_content and best.confidence < self.thresholds.without_content:
                return Verdict(EMPTY)
            if not rest or best.confidence >= rest[0].confidence * self.thresholds.over_entry:
                return Verdict(best.intent)
        return self.standalone(ranking, clauses, has_content=has_content)

    def standalone(
        self,
        ranking: Sequence[Candidate],
        clauses: Sequence[Sequence[Candidate]] = (),
        *,
        has_content: bool = True,
    ) -> Verdict:
        """What to do about a message for itself: an entry, choices, or nothing."""
        if not has_content:
            return Verdict(EMPTY)
        limits = self.thresholds
        entries, refusal = self._entries(ranking)
        if len(entries) < FEWEST_CHOICES:
            return Verdict(entries[0].intent if entries else FALLBACK)
        best, second = entries[:2]
        if refusal >= best.confidence * limits.refuse:
            return Verdict(OUT_OF_SCOPE)
        if {best.intent, second.intent} <= set(self._needs(clauses)):
            return Verdict(CLARIFY, (best.intent, second.intent))
        leads = best.confidence >= second.confidence * limits.over_next
        if leads and best.confidence >= refusal * limits.over_out_of_scope:
            return Verdict(best.intent)
        third = entries[2:3]
        if third and third[0].confidence * limits.third_choice < best.confidence:
            third = []
        return Verdict(CLARIFY, tuple(row.intent for row in (best, second, *third)))

    def _needs(self, clauses: Sequence[Sequence[Candidate]]) -> Iterator[str]:
        """The entries that clauses ask for beyond doubt."""
        limits = self.thresholds
        for ranking in clauses:
            entries, refusal = self._entries(ranking)
            best, second = entries[:2]
            if (
                best.confidence >= second.confidence * limits.need_over_next
                and best.confidence >= refusal * limits.need_over_out_of_scope
            ):
                yield best.intent

    def _entries(self, ranking: Sequence[Candidate]) -> tuple[list[Candidate], float]:
        """The catalog entries of a ranking, and how likely it is that none fits."""
        refusal = sum(row.confidence for row in ranking if row.intent in REFUSED)
        none = self.dialogue | REFUSED
        return [row for row in ranking if row.intent not in none], refusal
