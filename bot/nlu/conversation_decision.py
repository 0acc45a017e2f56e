"""What to do about a message in its conversation: the decision about it alone, or another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.nlu import reading_model as readings
from bot.nlu.choice_decision import ChoiceDecider
from bot.nlu.conversation import NOTHING, REASON_REPAIR
from bot.nlu.conversation_case import (
    CONTACT_LOOKUP,
    FACT,
    LOOKED_UP,
    REASON_UNSURE,
    Case,
    ConversationThresholds,
    Decision,
)
from bot.nlu.decision import (
    CLARIFY,
    EMPTY,
    PROCEDURE,
    SMALL_TALK,
    UNSUPPORTED,
    Candidate,
    Decider,
    Verdict,
)
from bot.nlu.detail_decision import DetailDecider

if TYPE_CHECKING:
    from bot.nlu.conversation import ConversationState
    from bot.nlu.intent_classifier import MessageAnalysis

# Kinds that the conversation adds.
REPAIR, DRAFT_COMMAND = "repair", "draft"
CONTACT_KINDS = frozenset({"contact_check", "inform_agency", "next_caller"})
# What a vague opening may be taken for by itself.
OPENINGS = frozenset({PROCEDURE, CLARIFY, SMALL_TALK})
SERVICE_DESK = "service_desk_contact"
PERSON = "person"
DRAFT_START = "draft_start"
REASON_VAGUE = "vague"
REASON_TWO_NEEDS = "two_needs"
MOST_CHOICES, MOST_OF_TOPIC = 3, 4
FEWEST_CHOICES = 2
REQUESTERS = "facet_requesters"
# What a message by itself leaves open.
UNSURE = frozenset({CLARIFY, UNSUPPORTED})
# So likely an entry is meant, whatever the message sounds like.
SURE = 0.95
FEWEST_OF_A_NAME = 3  # words, "no" among them
# Readings of a message that says something, whatever it begins with.
HAVE_MORE = frozenset({readings.PROCEDURE, readings.VAGUE, readings.DETAIL})
# Readings for which a choice that was named before is the likelier.
KEEPS = frozenset({readings.PROCEDURE, readings.RETURN, readings.PICK, readings.DETAIL})


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
        read: MessageAnalysis,
    ) -> Decision:
        """The outcome; `verdict` is that of the message alone, `standalone` without follow-ups."""
        read = self._without_doubtful_request(read)
        case = Case(verdict, standalone, ranking, read, self.single.kind_of(verdict.intent))
        best, *others = read.understood.readings
        outcome = None
        if not others or best.share >= others[0].share * self._ratio(case):
            outcome = self._by_reading(case)
        if outcome is None and case.kind in UNSURE and self._details.is_likely(case):
            outcome = self._details.decide(case)
        return replace(outcome or self._alone(case), reading=best.name, confidence=best.share)

    def _without_doubtful_request(self, read: MessageAnalysis) -> MessageAnalysis:
        """A request that is not likely enough, or is a question, comes after the next reading."""
        best, *others = read.understood.readings
        if best.name != readings.REQUEST or not others:
            return read
        least = 1.0 if readings.is_order(read.text) else self.limits.request_over_next
        is_likely = best.share >= others[0].share * least
        if is_likely and not readings.is_question(read.text):
            return read
        ordered = [others[0], best, *others[1:]]
        return read._replace(understood=read.understood._replace(readings=ordered))

    def _ratio(self, case: Case) -> float:
        """How much likelier than the next the reading must be."""
        is_sure = case.kind == PROCEDURE and case.share_of(case.verdict.intent) >= SURE
        return {
            readings.VAGUE: self.limits.vague_over_sure if is_sure else self.limits.vague_over_next,
            readings.PERSON: self.limits.person_over_next,
        }.get(case.reading, self.limits.over_next_reading)

    def _item_question(self, case: Case) -> Decision:
        """A question about an item of the draft, or about what else its procedure says."""
        if self._details.is_surely_told(case) and (told := self._details.decide(case)):
            return told
        passages, entry = self._details.item(case), case.conversation.entry
        return replace(self._alone(case), entry=entry, passages=passages)

    @property
    def _details(self) -> DetailDecider:
        return DetailDecider(self.limits, self.single)

    def _alone(self, case: Case) -> Decision:
        """What the message is by itself; a greeting before a question is no greeting."""
        verdict = case.verdict
        if case.kind == SMALL_TALK and case.reading in HAVE_MORE and not case.is_surely_itself:
            verdict = case.standalone
        known = self._known(verdict.choices, case.conversation)
        if known and case.reading in KEEPS:
            verdict = Verdict(known)
        if self.single.kind_of(verdict.intent) == PROCEDURE:
            return Decision(verdict, passages=self._details.lead(verdict.intent, case.read))
        are_two = case.reading == readings.SEVERAL and len(verdict.choices) == FEWEST_CHOICES
        return Decision(verdict, reason=REASON_TWO_NEEDS if are_two else REASON_UNSURE)

    def _known(self, choices: Sequence[str], conversation: ConversationState) -> str:
        """The one choice that the conversation has named before; "" without one alone."""
        named = {*conversation.earlier, *conversation.offered} - {conversation.entry}
        known = [choice for choice in choices if choice in named]
        return known[0] if len(known) == 1 else ""

    def _by_reading(self, case: Case) -> Decision | None:
        """What the reading makes of it; None where that is what it is by itself."""
        decide = {
            readings.DETAIL: self._details.decide,
            readings.PICK: self._pick,
            readings.VAGUE: self._vague,
            readings.CONTACTS: self._contacts,
            readings.REPAIR: self._repair,
            readings.RETURN: self._return,
            readings.PERSON: self._person,
            readings.REQUEST: self._request,
            readings.ITEM_QUESTION: self._item_question,
        }.get(case.reading)
        if decide is None or case.is_surely_itself:
            return None
        return decide(case)

    def _contacts(self, case: Case) -> Decision | None:
        """Who holds a role at an agency; what it leaves out is in the look-up before."""
        if case.asks_who(REQUESTERS, CONTACT_LOOKUP):
            return Decision(Verdict(REQUESTERS))
        if case.verdict.intent == EMPTY and case.conversation.last not in LOOKED_UP:
            return None
        if case.is_in_draft or case.kind in CONTACT_KINDS:
            return None
        return Decision(Verdict(CONTACT_LOOKUP))

    def _person(self, case: Case) -> Decision | None:
        """Somebody wants a person, or to know whether this is one."""
        is_answer = case.verdict.intent == SERVICE_DESK
        return None if is_answer else Decision(Verdict(PERSON), kind=SMALL_TALK)

    def _request(self, case: Case) -> Decision | None:
        """A request is to be started: what for is said, or was said before."""
        entry = case.conversation.entry
        if case.kind in (PROCEDURE, DRAFT_COMMAND) or not entry:
            return None
        if case.kind == CLARIFY:
            return Decision(Verdict(entry)) if entry in case.verdict.choices else None
        return Decision(Verdict(DRAFT_START))

    def _pick(self, case: Case) -> Decision:
        """One of the offered choices, several, or none of them."""
        entries = ChoiceDecider(self.limits, self.single).entries(case)
        if not entries:
            return self._taken_back(case)
        return Decision(Verdict(entries[0]), entries=entries if len(entries) > 1 else ())

    def _vague(self, case: Case) -> Decision | None:
        """The entries of the topic, likeliest first."""
        # "Phones" by itself asks for no number; a question about contacts asks back by itself.
        is_fact = case.kind == FACT and not case.is_question and not case.conversation.entry
        # "Gone, all of it": where there is no draft it is no command.
        is_no_command = case.kind == DRAFT_COMMAND and case.conversation.last == NOTHING
        if not (is_fact or is_no_command or case.kind in OPENINGS) or case.verdict.intent in (
            CONTACT_LOOKUP,
            EMPTY,
        ):
            return None
        topic, _ = case.read.understood.topics[0]
        entries = set(case.read.understood.entries_of_topic.get(topic, ()))
        choices = [name for name in self.single.procedures(case.ranking) if name in entries]
        if len(choices) < FEWEST_CHOICES:
            return None
        return Decision(Verdict(CLARIFY, tuple(choices[:MOST_OF_TOPIC])), reason=REASON_VAGUE)

    def _repair(self, case: Case) -> Decision | None:
        """Another need that the message names, else what was answered is taken back."""
        if case.is_in_draft or case.kind in CONTACT_KINDS:
            return None
        conversation = case.conversation
        if conversation.last in LOOKED_UP and len(case.read.text.split()) >= FEWEST_OF_A_NAME:
            return Decision(Verdict(CONTACT_LOOKUP))
        if case.kind == DRAFT_COMMAND:
            return self._taken_back(case)
        if case.kind != PROCEDURE and case.names_current:
            return self._details.decide(case)
        return self._named_instead(case) or self._taken_back(case)

    def _named_instead(self, case: Case) -> Decision | None:
        """The need that a message names in the place of the one that was answered."""
        for named in (case.verdict, case.standalone):
            if self.single.kind_of(named.intent) == PROCEDURE and named.intent not in case.refused:
                return Decision(named)
        others = [name for name in case.standalone.choices if name not in case.refused]
        if len(others) < FEWEST_CHOICES:
            return None
        return Decision(Verdict(CLARIFY, tuple(others)), reason=REASON_REPAIR)

    def _taken_back(self, case: Case) -> Decision:
        """The next likeliest; after no more than "no", those of the message that was meant."""
        procedures = self.single.procedures(case.ranking)
        if case.kind == DRAFT_COMMAND:
            procedures = self.single.procedures(case.conversation.ranking)
        choices = [name for name in procedures if name not in case.refused][:MOST_CHOICES]
        return Decision(Verdict(REPAIR, tuple(choices)), kind=REPAIR, reason=REASON_REPAIR)

    def _return(self, case: Case) -> Decision | None:
        """The earlier entry that the message names, else the one before."""
        conversation = case.conversation
        known = (*conversation.earlier, conversation.entry)
        if case.is_in_draft or not conversation.earlier or case.kind == DRAFT_COMMAND:
            return None
        if case.kind == FACT:
            return Decision(case.verdict, entry=self._details.about(case))
        if case.verdict.intent in known:
            return None
        best = self.single.procedures(case.ranking)[0]
        if best not in known and case.share_of_reading(readings.DETAIL) >= self._least_detail(case):
            return self._details.decide(case)
        entry = best if best in known else conversation.earlier[0]
        return Decision(Verdict(entry), passages=self._details.lead(entry, case.read))

    def _least_detail(self, case: Case) -> float:
        """So likely a detail of the current entry is meant, where no earlier one is named."""
        return case.share_of_reading(readings.RETURN) / self.limits.over_detail
