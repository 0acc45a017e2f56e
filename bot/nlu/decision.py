"""When to answer, when to offer named choices, when to say that nothing fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Kinds of intents: what the rules of data/rules/ tell apart.
PROCEDURE = "procedure"
SMALL_TALK = "small_talk"
UNSUPPORTED = "unsupported"
# Intents that are decided here, not learned.
CLARIFY = "clarify"
FALLBACK = "nlu_fallback"
EMPTY = "empty_message"
KIND_OF_DECISION = {CLARIFY: CLARIFY, FALLBACK: UNSUPPORTED, EMPTY: SMALL_TALK}

OUT_OF_SCOPE = "out_of_scope"
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
    """The intent to act on; for `clarify` the procedures to offer, best first."""

    intent: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decider:
    """Decides from a ranking; `kinds` says of each learned intent which kind it is.

    A procedure can be answered, offered or refused. `UNSUPPORTED` counts against all of them.
    Every other kind belongs to the dialogue (a follow-up, small talk) and is never offered.
    """

    thresholds: Thresholds
    kinds: Mapping[str, str]

    def kind_of(self, intent: str) -> str:
        """The kind of a learned or decided intent."""
        return KIND_OF_DECISION.get(intent) or self.kinds[intent]

    def is_procedure(self, intent: str) -> bool:
        """Whether the intent is a catalog entry; one that was removed is none."""
        return self.kinds.get(intent) == PROCEDURE

    def procedures(self, ranking: Sequence[Candidate]) -> list[str]:
        """The catalog entries of a ranking, in its order."""
        return [row.intent for row in ranking if self.is_procedure(row.intent)]

    def is_dialogue(self, intent: str) -> bool:
        """Whether the intent only means something in a dialogue."""
        return self.kind_of(intent) not in (PROCEDURE, UNSUPPORTED)

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
        if self.is_dialogue(best.intent):
            rest = [row for row in ranking if not self.is_dialogue(row.intent)]
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
        """What to do about a message on its own: a procedure, choices, or nothing."""
        if not has_content:
            return Verdict(EMPTY)
        limits = self.thresholds
        procedures, refusal = self._split(ranking)
        if len(procedures) < FEWEST_CHOICES:
            return Verdict(procedures[0].intent if procedures else FALLBACK)
        best, second = procedures[:2]
        if refusal >= best.confidence * limits.refuse:
            return Verdict(OUT_OF_SCOPE)
        if {best.intent, second.intent} <= set(self._needs(clauses)):
            return Verdict(CLARIFY, (best.intent, second.intent))
        leads = best.confidence >= second.confidence * limits.over_next
        if leads and best.confidence >= refusal * limits.over_out_of_scope:
            return Verdict(best.intent)
        third = procedures[2:3]
        if third and third[0].confidence * limits.third_choice < best.confidence:
            third = []
        return Verdict(CLARIFY, tuple(row.intent for row in (best, second, *third)))

    def _needs(self, clauses: Sequence[Sequence[Candidate]]) -> Iterator[str]:
        """The procedures that clauses ask for beyond doubt."""
        limits = self.thresholds
        for ranking in clauses:
            procedures, refusal = self._split(ranking)
            best, second = procedures[:2]
            if (
                best.confidence >= second.confidence * limits.need_over_next
                and best.confidence >= refusal * limits.need_over_out_of_scope
            ):
                yield best.intent

    def _split(self, ranking: Sequence[Candidate]) -> tuple[list[Candidate], float]:
        """The procedures of a ranking, and how likely it is that none fits."""
        kinds = [(row, self.kind_of(row.intent)) for row in ranking]
        refusal = sum(row.confidence for row, kind in kinds if kind == UNSUPPORTED)
        return [row for row, kind in kinds if kind == PROCEDURE], refusal
