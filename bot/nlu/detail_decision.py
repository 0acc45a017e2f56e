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
from bot.nlu.decision import EMPTY, OUT_OF_SCOPE, Decider, Verdict
from bot.nlu.passage_model import NONE, PassageRank, aspect, nearly_as_likely
from bot.nlu.reading_model import DETAIL, PROCEDURE

if TYPE_CHECKING:
    from bot.nlu.intent_classifier import MessageAnalysis

MOST_PASSAGES, MOST_BESIDE = 3, 2
# An entry that is less likely is not named at all.
LEAST_NAMED = 0.01
# So likely a passage is what a question in a draft is about.
SURELY_TOLD = 0.75
# So likely an entry is named, whatever the question is like.
SURE = 0.95
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
            # What else is likely is told first; alone where the record does not have the fact.
            has_fact = any(aspect(one.key) == _facet(case) for one in passages)
            told = has_fact and likeliest[0].key != NONE
            return Decision(verdict, entry=entry, passages=_of_records(likeliest) if told else ())
        likeliest = self._told(likeliest, passages)
        if likeliest[0].key == NONE and entry != case.conversation.entry:
            return Decision(Verdict(entry))  # it is named, and no part of it is asked for
        likeliest = self._with_fact(case, entry, likeliest, passages)
        if likeliest[0].key == SUMMARY:
            return Decision(Verdict(entry))
        return Decision(Verdict(entry), kind=DETAIL, entry=entry, passages=likeliest)

    def _told(
        self, likeliest: tuple[PassageRank, ...], passages: Sequence[PassageRank]
    ) -> tuple[PassageRank, ...]:
        """The passages to tell; the first is NONE where the record says nothing of it."""
        known = [one for one in passages if one.key != NONE]
        if likeliest[0].key != NONE:
            return tuple(one for one in likeliest if one.key != NONE)
        if likeliest[0].share >= self.limits.not_in_source or not known:
            return (likeliest[0], *known[:1])
        return tuple(nearly_as_likely(known, self.limits.nearly_as_likely, MOST_BESIDE))

    def _with_fact(
        self,
        case: Case,
        entry: str,
        likeliest: tuple[PassageRank, ...],
        passages: Sequence[PassageRank],
    ) -> tuple[PassageRank, ...]:
        """With the fact that the words surely ask for, where the passages know of another one.

        In doubt both are told: one sentence more costs less than the wrong one.
        """
        facet = self._asked(case, entry)
        is_told = any(aspect(one.key) == facet for one in likeliest)
        if not facet or is_told or likeliest[0].key == NONE:
            return likeliest
        same = [one for one in passages if aspect(one.key) == facet]
        return (*likeliest[:MOST_BESIDE], *same[:MOST_BESIDE])

    def _asked(self, case: Case, entry: str) -> str:
        """The fact that the words surely ask for, whatever else they name; "" for none."""
        kinds = [(row, self.single.kind_of(row.intent)) for row in case.ranking]
        others = [(row, kind) for row, kind in kinds if kind != PROCEDURE]
        best, kind = others[0] if others else (None, "")
        if best is None or kind != FACT or case.verdict.intent not in (entry, best.intent):
            return ""
        # "Who can ask for the email account?" names its entry, which takes nearly all of the share.
        names_entry = case.verdict.intent == entry
        total = sum(row.confidence for row, _ in others) if names_entry else 1.0
        is_sure = best.confidence >= self.limits.fact_beside * total
        return best.intent.partition("_")[2] if is_sure else ""

    def is_likely(self, case: Case) -> bool:
        """Whether a message that may be a new need rather asks about a passage."""
        passages = case.read.understood.passages
        first = passages[0] if passages else None
        if case.reading != PROCEDURE or first is None or first.key in GENERAL:
            return False
        detail = case.share_of_reading(DETAIL) * self.limits.over_detail
        is_read_so = detail >= case.share_of_reading(PROCEDURE)
        return is_read_so and first.share >= self.limits.lead_share

    def about(self, case: Case) -> str:
        """The entry that a question is about: an earlier one that it names, else the current."""
        conversation = case.conversation
        best = self.single.procedures(case.ranking)[0]
        known = {*conversation.earlier, *conversation.offered}
        if case.is_in_draft or best not in known or not case.passages_of(best):
            return conversation.entry
        least = case.share_of(conversation.entry) * self.limits.earlier_over_current
        is_named = case.share_of(best) >= max(least, LEAST_NAMED, case.share_of(OUT_OF_SCOPE))
        is_sure = case.share_of(best) >= SURE
        return best if is_sure or (is_named and self._is_near(case, best)) else conversation.entry

    def _is_near(self, case: Case, entry: str) -> bool:
        """Whether the question is as much like those about an entry as about the current one."""
        current = case.passages_of(case.conversation.entry)
        nearest = max((one.likeness for one in current), default=0.0)
        return max(one.likeness for one in case.passages_of(entry)) >= nearest

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

    def is_surely_told(self, case: Case) -> bool:
        """Whether a question in a draft is about a passage of its procedure that is no item."""
        first, *_ = case.read.understood.passages or (None,)
        if first is None or first.key in GENERAL or aspect(first.key) == ITEM:
            return False
        return first.share >= SURELY_TOLD

    def _is_fact(self, case: Case, passages: Sequence[PassageRank]) -> bool:
        """Whether a fact that has a name of its own is asked for, rather than another passage.

        The passages know the record and what people ask about it; the intent only knows the words.
        """
        facet, first = _facet(case), passages[0]
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


def _of_records(passages: Sequence[PassageRank]) -> tuple[PassageRank, ...]:
    """Those that tell a part of a record."""
    return tuple(one for one in passages if one.key not in GENERAL)


def _facet(case: Case) -> str:
    """The aspect of the fact that the message by itself asks for: `forms` of `facet_forms`."""
    return case.verdict.intent.partition("_")[2]
