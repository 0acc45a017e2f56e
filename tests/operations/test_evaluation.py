"""Judging answers, reading questions, counting outcomes."""

from pathlib import Path

import pytest

from bot.operations.evaluation.outcome import EvaluationAnswer, EvaluationQuestion, Outcome, judge
from bot.operations.evaluation.questions import QuestionsError, read_questions
from bot.operations.evaluation.summary import summarize
from bot.operations.said_before import reply_faults
from common.settings import ROOT
from faq_kb.contract import (
    Choice,
    ClarifyReply,
    ContactsReply,
    FallbackReply,
    Reply,
    SmallTalkReply,
)
from faq_kb.knowledge import KnowledgeBase


@pytest.mark.parametrize(
    ("expected", "answer", "outcome"),
    [
        ("vpn", EvaluationAnswer(answered=("vpn",)), Outcome.RIGHT),
        ("vpn|mail", EvaluationAnswer(answered=("mail",)), Outcome.RIGHT),
        ("vpn", EvaluationAnswer(answered=("mail",)), Outcome.WRONG),
        ("vpn", EvaluationAnswer(offered=("mail", "vpn")), Outcome.OFFERED),
        ("vpn", EvaluationAnswer(offered=("mail", "fax")), Outcome.WRONG),
        ("vpn", EvaluationAnswer(), Outcome.REFUSED),
        ("vpn+mail", EvaluationAnswer(answered=("vpn", "mail")), Outcome.RIGHT),
        ("vpn+mail", EvaluationAnswer(answered=("vpn",)), Outcome.WRONG),
        ("vpn+mail", EvaluationAnswer(offered=("mail", "vpn", "fax")), Outcome.OFFERED),
        ("vpn+mail", EvaluationAnswer(offered=("mail", "fax")), Outcome.WRONG),
        ("out_of_scope", EvaluationAnswer(), Outcome.RIGHT),
        ("out_of_scope", EvaluationAnswer(answered=("vpn",)), Outcome.WRONG),
        ("out_of_scope", EvaluationAnswer(offered=("vpn", "mail")), Outcome.OFFERED),
    ],
)
def test_outcomes(expected: str, answer: EvaluationAnswer, outcome: Outcome) -> None:
    assert judge(EvaluationQuestion.parse("?", expected), answer).outcome is outcome


def test_answers_are_read_from_the_contract() -> None:
    def read(reply: Reply) -> EvaluationAnswer:
        return EvaluationAnswer.from_messages([{"custom": reply.model_dump(mode="json")}])

    assert read(FallbackReply(send_to=[], phones=[])) == EvaluationAnswer()
    contacts = ContactsReply(agency=None, role=None, contacts=[], asked="agency", options=[])
    assert read(contacts).answered == ("agency_contact_lookup",)
    choices = [
        Choice(entry="a", title="A"),
        Choice(title="Something else"),
        Choice(entry="b", title="B"),
    ]
    assert read(ClarifyReply(options=choices)).offered == ("a", "b")
    assert read(SmallTalkReply(intent="greet")).answered == ("greet",)


def test_answers_are_read_from_a_parse() -> None:
    ranking = [{"name": "a", "confidence": 0.4}, {"name": "out_of_scope", "confidence": 0.3}]
    common = {"choices": [], "intent_ranking": ranking}
    refused = {**common, "intent": {"name": "unsupported", "confidence": 0.2}}
    refused["specific_intent"] = "nlu_fallback"
    assert EvaluationAnswer.from_parse(refused).answered == ()
    assert EvaluationAnswer.from_parse(refused).refusal == 0.3
    clarify = {"name": "clarify", "confidence": 0.4}
    offered = {**common, "intent": clarify, "specific_intent": "clarify", "choices": ["a", "b"]}
    assert EvaluationAnswer.from_parse(offered).offered == ("a", "b")
    facet = {
        **common,
        "intent": {"name": "fact", "confidence": 0.9},
        "specific_intent": "facet_forms",
        "standalone": "vpn",
    }
    assert EvaluationAnswer.from_parse(facet).answered == ("vpn",)
    vague = {**facet, "standalone": "clarify"}
    assert EvaluationAnswer.from_parse(vague).answered == ()
    assert EvaluationAnswer.from_parse(vague).offered == ()
    assert EvaluationAnswer.from_parse(facet, follows=True).answered == ("facet_forms",)


@pytest.mark.parametrize(
    ("key", "answered"),
    [
        ("forms.COT-F181EZ", ("facet_forms",)),
        ("cost", ("facet_cost",)),
        ("conditions.it_role", ("vpn_access",)),
        ("none", ()),
    ],
)
def test_a_passage_answers_the_fact_that_it_is(key: str, answered: tuple[str, ...]) -> None:
    detail = {
        "intent": {"name": "detail", "confidence": 0.9},
        "specific_intent": "vpn_access",
        "intent_ranking": [],
        "choices": [],
        "passages": [{"entry": "vpn_access", "key": key, "confidence": 0.8}],
    }
    assert EvaluationAnswer.from_parse(detail, follows=True).answered == answered


def test_a_follow_up_has_something_before_it(tmp_path: Path) -> None:
    first, follow_up = (EvaluationQuestion.parse("?", name) for name in ("vpn", "facet_cost"))
    assert (first.after, first.follows) == ((), False)
    assert (follow_up.after, follow_up.follows) == (("procedure vpn_access",), True)
    assert EvaluationQuestion.parse("?", "draft_save|affirm").after[0].startswith("draft ")
    (tmp_path / "facet_cost.yml").write_text(
        "intent: facet_cost\nafter: [procedure webmail]\nquestions:\n"
        "  - {text: a, kind: followup}\n"
        "  - {text: b, kind: followup, after: [procedure webmail, chat]}\n"
    )
    assert [question.after for question in read_questions(tmp_path)] == [
        ("procedure webmail",),
        ("procedure webmail", "chat"),
    ]


def test_what_our_own_questions_follow_is_known(knowledge: KnowledgeBase) -> None:
    for question in read_questions(ROOT / "tests" / "nlu"):
        for line in question.after:
            assert [*reply_faults(line, knowledge.procedures)] == [], question.text


def test_questions_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "questions.tsv"
    file.write_text('text\texpected\tkind\nlost "my" laptop\ta|b\ttypo\n\nplain\tc\n')
    first, second = read_questions(file)
    assert (first.text, first.label, first.kind) == ('lost "my" laptop', "a|b", "typo")
    assert (second.text, second.label, second.kind) == ("plain", "c", "")


@pytest.mark.parametrize("content", ["only text\n", "\ttext\n", "", "text\texpected\n"])
def test_a_wrong_file_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "questions.tsv"
    file.write_text(content)
    with pytest.raises(QuestionsError, match=r"questions\.tsv"):
        read_questions(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="cannot be read"):
        read_questions(tmp_path / "none.tsv")


def test_counts_add_up() -> None:
    results = [
        judge(EvaluationQuestion.parse("1", "vpn", "typo"), EvaluationAnswer(answered=("vpn",))),
        judge(EvaluationQuestion.parse("2", "vpn", "mail"), EvaluationAnswer(answered=("fax",))),
        judge(EvaluationQuestion.parse("3", "fax", "mail"), EvaluationAnswer()),
    ]
    summary = summarize(results)
    assert summary.total.total == 3
    assert summary.total.share(Outcome.RIGHT) == pytest.approx(1 / 3)
    assert summary.by_kind["mail"].counts[Outcome.WRONG] == 1
    assert summary.by_id["fax"].counts[Outcome.REFUSED] == 1
    assert summary.confusion == {("vpn", "fax"): 1, ("fax", "out_of_scope"): 1}
    assert summary.as_dict()["total"]["right"] == 1
