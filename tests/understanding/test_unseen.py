"""Test questions and dialogues are unseen: none stands, or nearly stands, in the training data."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from bot.operations.checks.conversation_files import INTENTS, MARK, message_of, read_folder
from bot.operations.checks.training_data import Example, read_examples
from bot.operations.evaluation.questions import questions_of_folder
from bot.operations.settings import ROOT
from faq_kb.knowledge import KnowledgeBase
from tests.dialogues.measured_dialogues import UNSEEN, measured_dialogues

QUESTIONS = ROOT / "tests" / "nlu"
# Messages that begin and fill in drafts, by two hands: entry, item asked, text with marks, act.
DRAFT_MESSAGES = ROOT / "tests" / "understanding" / "draft_messages"
# Two questions are nearly the same when so much of their words, in any order, is (0 to 100).
NEARLY_THE_SAME = 90
FEWEST_WORDS = 4
KINDS = {"everyday", "search", "typo", "shorthand", "mail"}
OTHER_KINDS = {"near", "far", "noise", "attack", "two", "followup", "smalltalk", "command"}


def words(text: str) -> str:
    """Its words in alphabetical order."""
    return " ".join(sorted(re.findall(r"\w+", text.lower()))) or text


def training_examples() -> list[Example]:
    """Every example of data/nlu, and of its three folders of messages in conversations."""
    folder = ROOT / "data" / "nlu"
    examples, faults = read_examples(folder, "data/nlu")
    for part in INTENTS:
        sections, more = read_folder(folder / part, f"data/nlu/{part}")
        examples += [example for section in sections for example in section.examples]
        faults += more
    assert not faults
    return examples


def unseen_texts() -> Iterator[tuple[str, str]]:
    """Every unseen text and where it is from; "and hr?" of a dialogue cannot but be repeated."""
    for name, question in questions_of_folder(QUESTIONS):
        yield name, question.text
    for dialogue in measured_dialogues(UNSEEN):
        for turn in dialogue.turns:
            if len(turn.user.split()) >= FEWEST_WORDS:
                yield dialogue.name, turn.user
    for file in sorted(DRAFT_MESSAGES.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            text = MARK.sub(r"\g<text>", json.loads(line)["text"])
            if len(text.split()) >= FEWEST_WORDS:
                yield file.stem, text


def test_nothing_unseen_leaks_into_the_training_data() -> None:
    examples = training_examples()
    texts = [words(message_of(example)) for example in examples]
    leaks = []
    for name, text in unseen_texts():
        twin = process.extractOne(
            words(text), texts, scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME
        )
        if twin:
            example = examples[twin[2]]
            leaks.append(f"{name}: {text!r} ~ {example.file}:{example.line}")
    assert not leaks, "remove the training examples:\n" + "\n".join(leaks)


def test_every_entry_has_enough_questions_of_every_kind(knowledge: KnowledgeBase) -> None:
    counts = Counter(name for name, _ in questions_of_folder(QUESTIONS))
    for entry in knowledge.procedures:
        assert counts[entry] >= 15, entry
    assert counts["out_of_scope"] >= 200
    kinds = {question.kind for _, question in questions_of_folder(QUESTIONS)}
    assert kinds == KINDS | OTHER_KINDS


def test_no_question_stands_twice() -> None:
    counts = Counter(words(question.text) for _, question in questions_of_folder(QUESTIONS))
    assert [text for text, count in counts.items() if count > 1] == []
