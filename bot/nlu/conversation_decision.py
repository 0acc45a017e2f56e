"""What to do about a message in its conversation: the decision about it alone, or another one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.nlu import conversation as said
from bot.nlu import reading_model as readings
from bot.nlu.choice import LIKENESS, picked
from bot.nlu.decision import CLARIFY, PROCEDURE, SMALL_TALK, Candidate, Decider, Verdict
from bot.nlu.passage_model import NONE, PassageRank, aspect, nearly_as_likely

if TYPE_CHECKING:
    from bot.nlu.conversation import Conversation
    from bot.nlu.intent_classifier import MessageReading

# Kinds that the conversation adds.
DETAIL, REPAIR, FACT = "detail", "repair", "fact"
CONTACT_LOOKUP = "agency_contact_lookup"
CONTACT_KINDS = frozenset({"contact_check", "inform_agency", "next_caller"})
# What a vague opening may be taken for by itself.
OPENINGS = frozenset({PROCEDURE, CLARIFY, SMALL_TALK})
SERVICE_DESK = "service_desk_contact"
PERSON = "person"
REASON_UNSURE, REASON_VAGUE, REASON_REPAIR = "unsure", "vague", "repair"
MOST_PASSAGES, MOST_CHOICES, MOST_OF_TOPIC = 3, 3, 4
FEWEST_CHOICES = 2
GENERAL = frozenset({NONE, "summary"})


@dataclass(frozen=True)
class ConversationThresholds:
    """Ratios of likelihood, and the shares of a passage; config.yml says why."""

    over_next_reading: float
    vague_over_next: float
    nearly_as_likely: float
    not_in_source: float
    lead_share: float
    lead_likeness: float


@dataclass(frozen=True)
class Outcome:
    """What to do. `kind` is empty where the verdict's intent has its own; `entry` is of passages."""

    verdict: Verdict
    kind: str = ""
    entry: str = ""
    passages: tuple[PassageRank, ...] = ()
    entries: tuple[str, ...] = ()
    reason: str = REASON_UNSURE
    reading: str = ""
    confidence: float = 0.0


@dataclass(frozen=True)
class ConversationDecider:
    """Decides about a message in its conversation; `single` decides about it alone."""

    limits: ConversationThresholds
    single: Decider

    def decide(
        self,
        verdict: Verdict,
        standalone: Verdict,
        ranking: Sequence[Candidate],
        read: MessageReading,
    ) -> Outcome:
        """The outcome; `verdict` is that of the message alone, `standalone` without follow-ups."""
        best, *others = read.understood.readings
        leads = not others or best.share >= others[0].share * self._ratio(best.name)
        outcome = None
        if leads:
            outcome = self._by_reading(best.name, verdict, standalone, ranking, read)
        outcome = outcome or self._alone(best.name, verdict, standalone, read)
        return replace(outcome, reading=best.name, confidence=best.share)

    def _ratio(self, reading: str) -> float:
        """How much likelier than the next a reading must be: a vague opening costs a click."""
        is_vague = reading == readings.VAGUE
        return self.limits.vague_over_next if is_vague else self.limits.over_next_reading

    def _alone(
        self, reading: str, verdict: Verdict, standalone: Verdict, read: MessageReading
    ) -> Outcome:
        """What the message is by itself; a greeting before a question is no greeting."""
        kind = self.single.kind_of(verdict.intent)
        has_more = reading in (readings.PROCEDURE, readings.VAGUE, readings.DETAIL)
        if kind == SMALL_TALK and has_more:
            verdict = standalone
        reason = "two_needs" if len(verdict.choices) == FEWEST_CHOICES else REASON_UNSURE
        if self.single.kind_of(verdict.intent) != PROCEDURE:
            return Outcome(verdict, reason=reason if reading == readings.SEVERAL else REASON_UNSURE)
        return Outcome(verdict, passages=self._lead(verdict.intent, read))

    def _by_reading(
        self,
        reading: str,
        verdict: Verdict,
        standalone: Verdict,
        ranking: Sequence[Candidate],
        read: MessageReading,
    ) -> Outcome | None:
        """What the reading makes of it; None where that is what it is by itself."""
        conversation = read.conversation
        if reading == readings.DETAIL:
            return self._detail(verdict, read)
        if reading == readings.PICK:
            return self._pick(ranking, read)
        if reading == readings.VAGUE and self.single.kind_of(verdict.intent) in OPENINGS:
            return self._vague(ranking, read)
        in_draft = conversation.last in (said.DRAFT, said.DRAFT_QUESTION)
        if reading == readings.CONTACTS and not in_draft:
            kind = self.single.kind_of(verdict.intent)
            return None if kind in CONTACT_KINDS else Outcome(Verdict(CONTACT_LOOKUP))
        if reading == readings.REPAIR and not in_draft:
            return self._repair(verdict, standalone, ranking, conversation)
        if reading == readings.RETURN and conversation.earlier and not in_draft:
            return self._return(verdict, ranking, conversation)
        if reading == readings.PERSON and verdict.intent != SERVICE_DESK:
            return Outcome(Verdict(PERSON), kind=SMALL_TALK)
        return None

    def _detail(self, verdict: Verdict, read: MessageReading) -> Outcome | None:
        """A passage of the current entry; a fact that has a name of its own leads with it."""
        entry, passages = read.conversation.entry, read.understood.passages
        if not passages:
            return None
        likeliest = tuple(nearly_as_likely(passages, self.limits.nearly_as_likely, MOST_PASSAGES))
        if self.single.kind_of(verdict.intent) == FACT:
            facet = verdict.intent.partition("_")[2]
            same = tuple(one for one in likeliest if aspect(one.key) == facet)
            return Outcome(verdict, entry=entry, passages=same)
        known = [one for one in passages if one.key != NONE]
        if likeliest[0].key == NONE:
            if likeliest[0].share >= self.limits.not_in_source or not known:
                likeliest = (likeliest[0], *known[:1])
            else:
                likeliest = tuple(nearly_as_likely(known, self.limits.nearly_as_likely, 2))
        else:
            likeliest = tuple(one for one in likeliest if one.key != NONE)
        return Outcome(Verdict(entry), kind=DETAIL, entry=entry, passages=likeliest)

    def _pick(self, ranking: Sequence[Candidate], read: MessageReading) -> Outcome:
        """One of the offered choices, several, or none of them."""
        options = read.conversation.options
        shares = {row.intent: row.confidence for row in ranking}
        scores = {
            option.entry: math.log(max(shares.get(option.entry, 0.0), 1e-6)) + LIKENESS * likeness
            for option, likeness in zip(options, read.understood.titles)
        }
        procedures = self._procedures(ranking)
        leads = procedures[0] in scores
        entries = picked(read.text, options, scores, leads=leads)
        if not entries:
            refused = {option.entry for option in options}
            return self._taken_back(procedures, refused)
        return Outcome(Verdict(entries[0]), entries=entries if len(entries) > 1 else ())

    def _vague(self, ranking: Sequence[Candidate], read: MessageReading) -> Outcome | None:
        """The entries of the topic, likeliest first."""
        topic, _ = read.understood.topics[0]
        entries = set(read.understood.entries_of_topic.get(topic, ()))
        choices = [name for name in self._procedures(ranking) if name in entries]
        if len(choices) < FEWEST_CHOICES:
            return None
        return Outcome(Verdict(CLARIFY, tuple(choices[:MOST_OF_TOPIC])), reason=REASON_VAGUE)

    def _repair(
        self,
        verdict: Verdict,
        standalone: Verdict,
        ranking: Sequence[Candidate],
        conversation: Conversation,
    ) -> Outcome:
        """Another need that the message names, else what was answered is taken back."""
        refused = {conversation.entry, *(option.entry for option in conversation.options)}
        for named in (verdict, standalone):
            if self.single.kind_of(named.intent) == PROCEDURE and named.intent not in refused:
                return Outcome(named)
        others = [name for name in standalone.choices if name not in refused]
        if len(others) >= FEWEST_CHOICES:
            return Outcome(Verdict(CLARIFY, tuple(others)), reason=REASON_REPAIR)
        return self._taken_back(self._procedures(ranking), refused)

    def _taken_back(self, procedures: Sequence[str], refused: set[str]) -> Outcome:
        choices = [name for name in procedures if name not in refused][:MOST_CHOICES]
        return Outcome(Verdict(REPAIR, tuple(choices)), kind=REPAIR, reason=REASON_REPAIR)

    def _return(
        self, verdict: Verdict, ranking: Sequence[Candidate], conversation: Conversation
    ) -> Outcome | None:
        """The earlier entry that the message names, else the one before."""
        known = (*conversation.earlier, conversation.entry)
        if self.single.kind_of(verdict.intent) == PROCEDURE and verdict.intent in known:
            return None
        best = self._procedures(ranking)[0]
        return Outcome(Verdict(best if best in known else conversation.earlier[0]))

    def _lead(self, entry: str, read: MessageReading) -> tuple[PassageRank, ...]:
        """The passage that answers a specific question, before the whole procedure."""
        passages = read.understood.passages_of(entry)
        first = passages[0] if passages else None
        if (
            first is None
            or first.key in GENERAL
            or first.share < self.limits.lead_share
            or first.likeness < self.limits.lead_likeness
        ):
            return ()
        return (first,)

    def _procedures(self, ranking: Sequence[Candidate]) -> list[str]:
        return [row.intent for row in ranking if self.single.kind_of(row.intent) == PROCEDURE]
