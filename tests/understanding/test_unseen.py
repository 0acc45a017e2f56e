"""The test questions are unseen: none stands, or nearly stands, among the training examples."""

import re
from collections import Counter

from rapidfuzz import fuzz, process

from bot.operations.checks.training_data import read_examples
from bot.operations.evaluation.questions import questions_of_folder
from bot.operations.settings import ROOT
from faq_kb.knowledge import KnowledgeBase

UNSEEN = ROOT / "tests" / "nlu"
# Two questions are nearly the same when so much of their words, in any order, is (0 to 100).
NEARLY_THE_SAME = 90
KINDS = {"everyday", "search", "typo", "shorthand", "mail"}
OTHER_KINDS = {"near", "far", "noise", "attack", "two", "followup", "smalltalk", "command"}


def words(text: str) -> str:
    """Its words in alphabetical order."""
    return " ".join(sorted(re.findall(r"\w+", text.lower()))) or text


def test_no_question_leaks_into_the_training_data() -> None:
    examples, _ = read_examples(ROOT / "data" / "nlu", "data/nlu")
    texts = [words(example.text) for example in examples]
    leaks = []
    for name, question in questions_of_folder(UNSEEN):
        twin = process.extractOne(
            words(question.text), texts, scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME
        )
        if twin:
            example = examples[twin[2]]
            leaks.append(f"{name}: {question.text!r} ~ {example.file}:{example.line}")
    assert not leaks, "remove the training example or the question:\n" + "\n".join(leaks)


def test_every_entry_has_enough_questions_of_every_kind(knowledge: KnowledgeBase) -> None:
    counts = Counter(name for name, _ in questions_of_folder(UNSEEN))
    for entry in knowledge.procedures:
        assert counts[entry] >= 15, entry
    assert counts["out_of_scope"] >= 200
    kinds = {question.kind for _, question in questions_of_folder(UNSEEN)}
    assert kinds == KINDS | OTHER_KINDS


def test_no_question_stands_twice() -> None:
    counts = Counter(words(question.text) for _, question in questions_of_folder(UNSEEN))
    assert [text for text, count in counts.items() if count > 1] == []
