"""While choices are open, the need that was unclear still counts."""

from dataclasses import replace

import pytest

from bot.nlu.conversation import ANSWER, CLARIFY, REASON_REPAIR, ConversationState, Option
from bot.nlu.decision import OUT_OF_SCOPE, Candidate, Decider, Thresholds
from bot.nlu.open_choices import ChoiceMemory

KINDS = {
    "server_hosting": "procedure",
    "computer_upgrade": "procedure",
    "webmail": "procedure",
    OUT_OF_SCOPE: "unsupported",
    "facet_forms": "fact",
}
DECIDER = Decider(Thresholds(2.2, 7.0, 2.0, 1.5, 25.0, 7.4, 20.0, 0.9), KINDS)
MEMORY = ChoiceMemory(memory=0.5, least_offered=0.1, least_other=0.01)
# "Something about our server", and "they want a new one built, the bigger kind".
BEFORE = (Candidate("server_hosting", 0.8), Candidate("webmail", 0.1))
RANKING = [
    Candidate("computer_upgrade", 0.5),
    Candidate("server_hosting", 0.25),
    Candidate(OUT_OF_SCOPE, 0.15),
    Candidate("facet_forms", 0.1),
]
OPEN = ConversationState(
    last=CLARIFY, options=(Option("server_hosting", "Get a server"),), ranking=BEFORE
)


def weighed(conversation: ConversationState, ranking: list[Candidate] = RANKING) -> list[Candidate]:
    """The ranking in the conversation."""
    return MEMORY.weigh(ranking, conversation, DECIDER)


def test_what_was_unclear_before_the_choices_makes_its_entries_likelier() -> None:
    found = weighed(OPEN)
    assert found[0].intent == "server_hosting"
    assert [row.confidence for row in found] == sorted(
        (row.confidence for row in found), reverse=True
    )


def test_what_is_no_entry_becomes_neither_likelier_nor_less() -> None:
    shares = {row.intent: row.confidence for row in weighed(OPEN)}
    assert shares[OUT_OF_SCOPE] == 0.15
    assert shares["facet_forms"] == 0.1
    assert sum(shares.values()) == pytest.approx(1)


def test_a_need_that_is_clear_by_itself_stays_the_likeliest() -> None:
    clear = [Candidate("computer_upgrade", 0.95), Candidate("server_hosting", 0.01)]
    assert weighed(OPEN, clear)[0].intent == "computer_upgrade"


def test_an_entry_that_was_offered_counts_though_the_message_before_did_not_name_it() -> None:
    offered = replace(OPEN, ranking=(), options=(Option("server_hosting", "Get a server"),))
    assert weighed(offered)[0].intent == "server_hosting"


@pytest.mark.parametrize(
    "conversation",
    [
        replace(OPEN, last=ANSWER),
        replace(OPEN, reason=REASON_REPAIR),  # the message before was "no, not that"
        ConversationState(),
    ],
)
def test_elsewhere_a_message_stands_by_itself(conversation: ConversationState) -> None:
    assert weighed(conversation) == RANKING
