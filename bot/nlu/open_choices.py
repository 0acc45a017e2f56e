"""While choices are open, what was asked before them still counts.

"They want a new one built, the bigger kind" says little by itself; after "something about our
server" it does not ask for a bigger computer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.conversation import CLARIFY, REASON_REPAIR, ConversationState
from bot.nlu.decision import Candidate, Decider


@dataclass(frozen=True)
class ChoiceMemory:
    """How much the message before choices counts; config.yml has the numbers.

    An entry's share is multiplied by its share of the message before to the power of `memory`:
    one that was offered counts as at least `least_offered` of it, any other as `least_other`.
    """

    memory: float
    least_offered: float
    least_other: float

    def weigh(
        self, ranking: Sequence[Candidate], conversation: ConversationState, decider: Decider
    ) -> list[Candidate]:
        """The ranking of a message in its conversation, best first.

        The entries together keep their share: what is no entry becomes neither likelier nor less.
        """
        if conversation.last != CLARIFY or conversation.reason == REASON_REPAIR:
            return [*ranking]  # the message before took an answer back, and asked for nothing
        before = {row.intent: row.confidence for row in conversation.ranking}
        offered = {option.entry for option in conversation.options}

        def weight(intent: str) -> float:
            least = self.least_offered if intent in offered else self.least_other
            return max(before.get(intent, 0.0), least) ** self.memory

        entries = [row for row in ranking if decider.is_procedure(row.intent)]
        weighed = {row.intent: row.confidence * weight(row.intent) for row in entries}
        scale = sum(row.confidence for row in entries) / max(sum(weighed.values()), 1e-12)
        rows = [
            Candidate(row.intent, weighed[row.intent] * scale) if row.intent in weighed else row
            for row in ranking
        ]
        return sorted(rows, key=lambda row: -row.confidence)
