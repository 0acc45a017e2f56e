"""Which of the offered entries a message picks, or which other one it names instead."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.lang.en.stop_words import STOP_WORDS

from bot.nlu.choice import LIKENESS, picked
from bot.nlu.conversation import Option
from bot.nlu.conversation_case import Case, ConversationThresholds
from bot.nlu.decision import Decider

DENY = "deny"
# So likely "no" is all that the message says.
SURE_OF_DENIAL = 0.95
# So likely an entry is meant that was not among the choices.
SURE_OF_ANOTHER = 0.5
# A choice that is less likely is none that the words name.
LEAST_LEADING = 0.05
# Weight of a word that stands in the title of one choice only, beside the logarithm of the share.
NAMED = 3.0
_WORDS = re.compile(r"\w{3,}")


@dataclass(frozen=True)
class ChoiceDecider:
    """Decides what an answer to choices picks; `single` about a message alone."""

    limits: ConversationThresholds
    single: Decider

    def entries(self, case: Case) -> tuple[str, ...]:
        """The entries that are picked, or the one that is named instead; none for "neither"."""
        options = case.conversation.options
        shares = {row.intent: row.confidence for row in case.ranking}
        best = self.single.procedures(case.ranking)[0]
        offered = max(shares.get(option.entry, 0.0) for option in options)
        leads = best in {option.entry for option in options}
        least = max(offered * self.limits.over_offered, SURE_OF_ANOTHER)
        if not leads and shares[best] >= least:
            return (best,)
        scores = {
            option.entry: math.log(max(shares.get(option.entry, 0.0), 1e-6))
            + LIKENESS * likeness
            + NAMED * words
            for option, likeness, words in zip(
                options,
                case.read.understood.titles,
                words_of_one(case.read.text, options),
                strict=True,
            )
        }
        return picked(
            case.read.text,
            options,
            scores,
            leads=leads and shares[best] >= LEAST_LEADING,
            denies=case.share_of(DENY) >= SURE_OF_DENIAL,
        )


def words_of_one(text: str, options: Sequence[Option]) -> list[int]:
    """For each option, how many words of the text stand in its title and in no other.

    The verb that a title begins with tells no need apart, and neither do "what" and "have".
    """
    said = {*_WORDS.findall(text.lower())} - STOP_WORDS
    titles = [{*_WORDS.findall(option.title.lower())[1:]} for option in options]
    return [
        sum(word in title and sum(word in other for other in titles) == 1 for word in said)
        for title in titles
    ]
