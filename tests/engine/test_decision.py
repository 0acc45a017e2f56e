"""The decision: answer, offer, refuse."""

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.decision import (
    CLARIFY,
    EMPTY,
    FALLBACK,
    OUT_OF_SCOPE,
    PROCEDURE,
    SMALL_TALK,
    UNSUPPORTED,
    Candidate,
    Decider,
    Thresholds,
)

KINDS = {
    **dict.fromkeys(("vpn", "mail", "a", "b", "c", "d"), PROCEDURE),
    "greet": SMALL_TALK,
    "facet_forms": "fact",
    OUT_OF_SCOPE: UNSUPPORTED,
}
DECIDER = Decider(
    Thresholds(
        over_next=2.0,
        over_out_of_scope=3.0,
        refuse=2.0,
        over_entry=1.5,
        need_over_next=4.0,
        need_over_out_of_scope=8.0,
        third_choice=10.0,
        without_content=0.9,
    ),
    KINDS,
)


def ranking(*rows: tuple[str, float]) -> list[Candidate]:
    return [Candidate(intent, confidence) for intent, confidence in rows]


def test_clearly_ahead_is_answered() -> None:
    assert DECIDER.decide(ranking(("vpn", 0.6), ("mail", 0.2))) == ("vpn", ())


def test_two_close_are_offered() -> None:
    assert DECIDER.decide(ranking(("vpn", 0.5), ("mail", 0.4))) == (CLARIFY, ("vpn", "mail"))


def test_a_third_is_offered_unless_it_is_far_behind() -> None:
    near = ranking(("a", 0.4), ("b", 0.3), ("c", 0.2), ("d", 0.1))
    assert DECIDER.decide(near) == (CLARIFY, ("a", "b", "c"))
    far = ranking(("a", 0.5), ("b", 0.45), ("c", 0.01))
    assert DECIDER.decide(far) == (CLARIFY, ("a", "b"))


def test_refusal_needs_a_lead_and_an_answer_needs_one_over_it() -> None:
    assert DECIDER.decide(ranking((OUT_OF_SCOPE, 0.6), ("a", 0.2), ("b", 0.1))) == (
        OUT_OF_SCOPE,
        (),
    )
    assert DECIDER.decide(ranking((OUT_OF_SCOPE, 0.5), ("a", 0.3), ("b", 0.2)))[0] == CLARIFY
    assert DECIDER.decide(ranking(("a", 0.5), (OUT_OF_SCOPE, 0.3), ("b", 0.1)))[0] == CLARIFY


def test_small_talk_and_refusal_are_never_offered() -> None:
    rows = ranking(("a", 0.3), ("greet", 0.29), (OUT_OF_SCOPE, 0.2), ("b", 0.15), ("c", 0.01))
    assert DECIDER.decide(rows) == (CLARIFY, ("a", "b"))


def test_a_follow_up_needs_a_lead_over_procedures() -> None:
    assert DECIDER.decide(ranking(("facet_forms", 0.5), ("a", 0.3))) == ("facet_forms", ())
    assert DECIDER.decide(ranking(("facet_forms", 0.4), ("a", 0.35), ("b", 0.1)))[0] == "a"


def test_by_itself_a_follow_up_is_a_procedure_or_choices() -> None:
    rows = ranking(("facet_forms", 0.8), ("a", 0.1), ("b", 0.01), ("c", 0.001))
    assert DECIDER.standalone(rows) == ("a", ())


def test_two_needs_are_both_offered() -> None:
    whole = ranking(("a", 0.9), ("b", 0.09), ("c", 0.01))
    first, second = ranking(("a", 0.9), ("b", 0.05)), ranking(("b", 0.9), ("c", 0.05))
    assert DECIDER.decide(whole, [first, second]) == (CLARIFY, ("a", "b"))


def test_a_clause_that_is_not_sure_is_no_need() -> None:
    whole = ranking(("a", 0.9), ("b", 0.09), ("c", 0.01))
    first = ranking(("a", 0.9), ("b", 0.05))
    close = ranking(("b", 0.5), ("c", 0.4))
    refused = ranking(("b", 0.5), (OUT_OF_SCOPE, 0.3), ("c", 0.01))
    elsewhere = ranking(("c", 0.9), ("b", 0.01))
    for clause in (close, refused, elsewhere):
        assert DECIDER.decide(whole, [first, clause]) == ("a", ())


def test_without_procedures_nothing_fits() -> None:
    assert DECIDER.standalone(ranking(("greet", 1.0))) == (FALLBACK, ())


def test_a_message_without_content_is_nothing_by_itself() -> None:
    for rows in (ranking((OUT_OF_SCOPE, 0.9), ("a", 0.1)), ranking(("a", 0.9), ("b", 0.1))):
        assert DECIDER.decide(rows, has_content=False) == (EMPTY, ())
    follow_up = ranking(("facet_forms", 0.9), ("a", 0.05), ("b", 0.01))
    assert DECIDER.decide(follow_up, has_content=False) == ("facet_forms", ())
    assert DECIDER.standalone(follow_up, has_content=False) == (EMPTY, ())


NAMES = ["a", "b", "c", "d", "greet", "facet_forms", OUT_OF_SCOPE]


@given(st.dictionaries(st.sampled_from(NAMES), st.floats(0, 1), min_size=1))
def test_every_ranking_has_a_verdict(numbers: dict[str, float]) -> None:
    rows = [Candidate(intent, share) for intent, share in numbers.items()]
    rows.sort(key=lambda row: -row.confidence)
    for verdict in (DECIDER.decide(rows), DECIDER.standalone(rows)):
        assert (verdict.intent == CLARIFY) == bool(verdict.choices)
        assert len(verdict.choices) in (0, 2, 3)
        assert not {"greet", "facet_forms", OUT_OF_SCOPE} & set(verdict.choices)
    assert DECIDER.standalone(rows).intent not in ("greet", "facet_forms")
