"""Which passages of a record answer a question, and whose record it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.nlu.conversation_case import (
    CONTACT_LOOKUP,
    FACT,
    LOOKED_UP,
    Case,
    ConversationThresholds,
    Decision,
)
from bot.nlu.decision import EMPTY, Decider, Verdict
from bot.nlu.passage_model import NONE, PassageRank, aspect, nearly_as_likely
from bot.nlu.reading_model import DETAIL, PROCEDURE

if TYPE_CHECKING:
    from bot.nlu.intent_classifier import MessageAnalysis

MOST_PASSAGES, MOST_BESIDE_NONE = 3, 2
# An entry that is less likely is not named at all.
LEAST_NAMED = 0.01
# So likely a passage of a fact must be for the whole fact to be meant.
LEAST_TOLD = 0.01
ITEM = "include"  # the aspect of passages about what a request contains
SUMMARY = "summary"
GENERAL = frozenset({NONE, SUMMARY})


@dataclass(frozen=True)
class DetailDecider:
    """Decides about questions that a record answers; `single` about a message alone."""

    limits: ConversationThresholds
    single: Decider

    def decide(self, case: Case) -> Decision | None:
        """A passage of the current entry; a fact that has a name of its own leads with it."""
        verdict, entry = case.verdict, self.about(case)
        passages = case.passages_of(entry)
        is_look_up = case.conversation.last in LOOKED_UP and verdict.intent == CONTACT_LOOKUP
        if not passages or is_look_up or (case.is_in_draft and verdict.intent == EMPTY):
            return None
        likeliest = tuple(nearly_as_likely(passages, self.limits.nearly_as_likely, MOST_PASSAGES))
        if case.kind == FACT and self._is_fact(case, passages):
            facet = verdict.intent.partition("_")[2]
            same = tuple(one for one in likeliest if aspect(one.key) == facet)
            return Decision(verdict, entry=entry, passages=same)
        known = [one for one in passages if one.key != NONE]
        if likeliest[0].key == NONE:
            if likeliest[0].share >= self.limits.not_in_source or not known:
                likeliest = (likeliest[0], *known[:1])
            else:
                likeliest = tuple(
                    nearly_as_likely(known, self.limits.nearly_as_likely, MOST_BESIDE_NONE)
                )
        else:
            likeliest = tuple(one for one in likeliest if one.key != NONE)
        if likeliest[0].key == SUMMARY:
            return Decision(Verdict(entry))
        return Decision(Verdict(entry), kind=DETAIL, entry=entry, passages=likeliest)

    def is_likely(self, case: Case) -> bool:
        """Whether a message that may be a new need rather asks about a passage."""
        shares = {one.name: one.share for one in case.read.understood.readings}
        passages = case.read.understood.passages
        first = passages[0] if passages else None
        if case.reading != PROCEDURE or first is None or first.key in GENERAL:
            return False
        is_read_so = shares.get(DETAIL, 0.0) * self.limits.over_detail >= shares[PROCEDURE]
        return is_read_so and first.share >= self.limits.lead_share

    def about(self, case: Case) -> str:
        """The entry that a question is about: an earlier one that it names, else the current."""
        conversation = case.conversation
        best = self.single.procedures(case.ranking)[0]
        known = {*conversation.earlier, *conversation.offered}
        if case.is_in_draft or best not in known or not case.passages_of(best):
            return conversation.entry
        least = case.share_of(conversation.entry) * self.limits.earlier_over_current
        is_named = case.share_of(best) >= max(least, LEAST_NAMED)
        return best if is_named else conversation.entry

    def lead(self, entry: str, read: MessageAnalysis) -> tuple[PassageRank, ...]:
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

    def item(self, case: Case) -> tuple[PassageRank, ...]:
        """The item of the draft that a question names, where it is not the one asked for."""
        first, *_ = case.read.understood.passages or (None,)
        if first and aspect(first.key) == ITEM and first.share >= self.limits.lead_share:
            return (first,)
        return ()

    def _is_fact(self, case: Case, passages: Sequence[PassageRank]) -> bool:
        """Whether a fact that has a name of its own is asked for, rather than another passage.

        The passages know the record and what people ask about it; the intent only knows the words.
        """
        facet = case.verdict.intent.partition("_")[2]
        first = passages[0]
        if aspect(first.key) == facet:
            return True
        is_sure = case.share_of(case.verdict.intent) >= self.limits.fact_share
        if facet not in {aspect(one.key) for one in passages}:
            # The record has no such fact, but another passage may be what is asked for.
            is_near = first.likeness >= self.limits.lead_likeness or not is_sure
            is_asked = first.key not in GENERAL and first.share >= self.limits.lead_share
            return not (is_asked and is_near)
        told = sum(one.share for one in passages if aspect(one.key) in (facet, NONE))
        return is_sure and told >= LEAST_TOLD
