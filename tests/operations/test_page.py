"""The evaluation page: whole, from inside alone, and safe with any question."""

from pathlib import Path

from bot.operations.evaluation.outcome import EvaluationAnswer, EvaluationQuestion, Outcome, judge
from bot.operations.evaluation.page import (
    chosen_threshold,
    refusal,
    reliability,
    worst_errors,
    write_page,
)
from bot.operations.evaluation.summary import summarize

RESULTS = [
    judge(
        EvaluationQuestion.parse("lost <b>laptop</b> & bag", "lost", "typo"),
        EvaluationAnswer(("lost",), (), 0.9, (("lost", 0.9), ("out_of_scope", 0.05)), 0.05),
    ),
    judge(
        EvaluationQuestion.parse("<script>alert(1)</script>", "out_of_scope", "attack"),
        EvaluationAnswer(("vpn",), (), 0.6, (("vpn", 0.6), ("out_of_scope", 0.3)), 0.3),
    ),
    judge(
        EvaluationQuestion.parse("vpn?", "vpn", "search"),
        EvaluationAnswer((), (), 0.2, (("vpn", 0.2),), 0.5),
    ),
]


def test_the_page_shows_everything_and_nothing_from_outside(tmp_path: Path) -> None:
    page = tmp_path / "folder" / "page.html"
    write_page(page, summarize(RESULTS), RESULTS)
    text = page.read_text()
    headings = ("By kind", "By id", "Reliability", "Refusal", "Confusion", "The worst errors")
    for part in (*headings, "typo", "attack", "chosen: "):
        assert part in text
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert 'src="http' not in text
    assert 'href="http' not in text


def test_the_surest_wrong_answer_comes_first() -> None:
    outcomes = [result.outcome for result in worst_errors(RESULTS)]
    assert outcomes == [Outcome.WRONG, Outcome.REFUSED]


def test_the_marked_threshold_is_the_pipelines() -> None:
    assert chosen_threshold() > 1


def test_a_confidence_is_compared_with_how_often_it_was_right() -> None:
    assert list(reliability(RESULTS)) == [(0.2, 1, 1.0), (0.6, 1, 0.0), (0.9, 1, 1.0)]


def test_each_threshold_says_what_it_would_let_through() -> None:
    shares = {lead: rest for lead, *rest in refusal(RESULTS, chosen=2.0)}
    assert shares[1] == [0.5, 1.0]
    assert shares[2.0] == [0.5, 1.0]
    assert shares[10] == [0.5, 0.0]
