"""The decision step: answer, offer, refuse."""

from hypothesis import given
from hypothesis import strategies as st

from bot.engine import slim

slim.install()

from bot.nlu.decision import (  # noqa: E402
    CLARIFY,
    FALLBACK,
    OUT_OF_SCOPE,
    Candidate,
    Thresholds,
    decide,
)

THRESHOLDS = Thresholds(answer=0.5, lead=0.2, choice=0.1, refuse=0.4, most_choices=3)
DIALOGUE = frozenset({"greet", OUT_OF_SCOPE})


def outcome(*ranking: tuple[str, float]) -> tuple[str, list[str]]:
    intent, choices = decide([Candidate(*pair) for pair in ranking], THRESHOLDS, DIALOGUE)
    return intent, [choice.intent for choice in choices]


def test_sure_is_answered() -> None:
    assert outcome(("vpn", 0.8), ("mail", 0.1)) == ("vpn", [])


def test_two_close_are_offered() -> None:
    assert outcome(("vpn", 0.5), ("mail", 0.4)) == (CLARIFY, ["vpn", "mail"])


def test_at_most_three_are_offered_best_first() -> None:
    ranking = [("a", 0.3), ("b", 0.25), ("c", 0.2), ("d", 0.15)]
    assert outcome(*ranking) == (CLARIFY, ["a", "b", "c"])


def test_small_talk_and_refusal_are_never_offered() -> None:
    assert outcome(("greet", 0.3), ("a", 0.25), (OUT_OF_SCOPE, 0.2), ("b", 0.15)) == (
        CLARIFY,
        ["a", "b"],
    )


def test_one_weak_choice_is_none() -> None:
    assert outcome(("a", 0.3), ("b", 0.05)) == (FALLBACK, [])


def test_what_is_probably_out_of_scope_is_refused_without_asking() -> None:
    assert outcome((OUT_OF_SCOPE, 0.45), ("a", 0.4)) == (OUT_OF_SCOPE, [])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_every_ranking_has_a_decision(numbers: list[float]) -> None:
    ranking = [
        Candidate(f"intent_{index}", probability)
        for index, probability in enumerate(sorted(numbers, reverse=True))
    ]
    intent, choices = decide(ranking, THRESHOLDS, DIALOGUE)
    assert (intent == CLARIFY) == bool(choices)
    assert len(choices) in (0, 2, 3)
