"""Passages of a record: those of the entry alone, likeliest first."""

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.model_file import load_model, save_model
from bot.nlu.passage_model import (
    NONE,
    PassageExample,
    PassageModel,
    PassageRank,
    aspect,
    nearly_as_likely,
    passage_of,
)

QUESTIONS = {
    ("vpn", "forms.F181"): ["which form is it", "what is the paper called"],
    ("vpn", "phones.desk"): ["what number do I dial", "your telephone please"],
    ("vpn", NONE): ["how fast is the connection", "does it work in Canada"],
    ("fax", "forms.F085"): ["is there a form", "the name of the paper"],
    ("fax", "cost"): ["what does it cost", "is there a fee"],
    ("lonely", "summary"): ["in short", "the short version"],
}
EXAMPLES = [
    PassageExample(entry, key, text) for (entry, key), texts in QUESTIONS.items() for text in texts
]
VECTORS = np.eye(len(EXAMPLES), 16, dtype=np.float32)


@pytest.fixture(scope="module")
def model() -> PassageModel:
    """A small model on made-up vectors."""
    return PassageModel.train(EXAMPLES, VECTORS, strength=10.0, aspect_strength=10.0, likeness=2.0)


def ranked(model: PassageModel, entry: str, number: int) -> list[PassageRank]:
    text, vector = EXAMPLES[number].text, VECTORS[number]
    return model.rank(entry, text, vector, model.aspects_of(text, vector))


def test_it_knows_its_examples(model: PassageModel) -> None:
    for number, (entry, key, _) in enumerate(EXAMPLES):
        if entry != "lonely":
            best, *others = ranked(model, entry, number)
            assert best.key == key
            assert best.likeness == pytest.approx(1.0)
            assert all(other.likeness == pytest.approx(0.0) for other in others)


def test_only_passages_of_the_entry_are_ranked_and_share_all(model: PassageModel) -> None:
    for entry in ("vpn", "fax"):
        for number in range(len(EXAMPLES)):
            ranks = ranked(model, entry, number)
            assert {rank.key for rank in ranks} == {key for of, key in QUESTIONS if of == entry}
            shares = [rank.share for rank in ranks]
            assert shares == sorted(shares, reverse=True)
            assert sum(shares) == pytest.approx(1.0, abs=1e-5)


def test_what_others_asked_of_the_same_aspect_counts(model: PassageModel) -> None:
    """Nobody asked about the fax in these words."""
    number = EXAMPLES.index(PassageExample("vpn", "forms.F181", "which form is it"))
    assert ranked(model, "fax", number)[0].key == "forms.F085"


def test_an_entry_with_one_passage_or_none_has_nothing_to_choose(model: PassageModel) -> None:
    assert ranked(model, "lonely", 0) == ranked(model, "unknown", 0) == []


def test_a_saved_model_is_the_same(model: PassageModel, tmp_path: Path) -> None:
    save_model(model, tmp_path / "model")
    assert ranked(load_model(tmp_path / "model", PassageModel), "vpn", 0) == ranked(model, "vpn", 0)


def test_keys_have_an_entry_and_an_aspect() -> None:
    assert passage_of("vpn_access.forms.COT-F181") == ("vpn_access", "forms.COT-F181")
    assert [*map(aspect, ("forms.COT-F181", "cost"))] == ["forms", "cost"]


def test_nearly_as_likely_are_few() -> None:
    ranks = [PassageRank(str(share), share, 0.0) for share in (0.4, 0.25, 0.2, 0.15)]
    assert nearly_as_likely(ranks, 2.0, 3) == ranks[:3]
    assert nearly_as_likely(ranks, 1.7, 3) == ranks[:2]
    assert nearly_as_likely(ranks, 9.0, 2) == ranks[:2]
    assert nearly_as_likely([], 9.0, 2) == []
