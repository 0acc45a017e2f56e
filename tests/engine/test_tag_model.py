"""The random field that tags values: its gradient, what it learns, what it can never say."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.tag_likelihood import TaggedTokens, TagLikelihood
from bot.nlu.tag_model import NOTHING, TagModel

TAGS = [NOTHING, "employee", "requester", "phone"]
TYPES = ["person", "person", "phone"]
EVERY = np.ones(4, dtype=np.float32)
NONE = np.zeros(4, dtype=np.float32)


def asked(tag: str) -> np.ndarray:
    return np.array([float(one == tag) for one in TAGS], dtype=np.float32)


def example(
    tags: list[int], possible: np.ndarray = EVERY, wanted: np.ndarray = NONE, seed: int = 0
) -> TaggedTokens:
    """A message whose features say of each token whether it is a person or a phone, and noise."""
    noise = np.random.default_rng(seed).normal(size=(len(tags), 3))
    shown = np.array([[float(tag in (1, 2)), float(tag == 3)] for tag in tags])
    return TaggedTokens(
        np.concatenate([shown, noise], axis=1).astype(np.float32), tags, possible, wanted
    )


def test_the_gradient_is_that_of_the_likelihood() -> None:
    examples = [
        example([0, 1, 1, 0, 3], seed=1),
        example([2, 0], wanted=asked("requester"), seed=2),
        example([3], np.array([1, 0, 0, 1], dtype=np.float32), asked("phone"), seed=3),
    ]
    rows = np.concatenate([one.features for one in examples])
    of_type = np.array([[0, 1, 1, 1], [0, 1, 1, 0], [0, 0, 0, 1]], dtype=np.float32)
    likelihood = TagLikelihood(examples, rows, of_type, 0.01)
    weights = np.random.default_rng(4).normal(scale=0.3, size=likelihood.size)
    _, gradient = likelihood(weights)
    step = 1e-2
    for number in range(likelihood.size):
        moved = np.zeros(likelihood.size)
        moved[number] = step
        slope = (likelihood(weights + moved)[0] - likelihood(weights - moved)[0]) / (2 * step)
        assert gradient[number] == pytest.approx(slope, abs=2e-3), number


@pytest.fixture(scope="module")
def model() -> TagModel:
    """Persons are employees, unless the requester was asked for."""
    examples = []
    for seed in range(40):
        examples += [
            example([0, 1, 1, 0, 0, 3, 0], seed=seed),
            example([2, 2], wanted=asked("requester"), seed=100 + seed),
            example([0, 0, 0], seed=200 + seed),
        ]
    return TagModel.train(examples, TAGS, TYPES, strength=1e-3, rounds=60)


def test_values_are_found_where_they_stand(model: TagModel) -> None:
    given = example([0, 0, 1, 1, 0, 3], seed=7)
    found = model.tag(given.features, EVERY, NONE)
    assert [(one.start, one.end, one.tag) for one in found] == [(2, 4, "employee"), (5, 6, "phone")]
    assert all(0.8 < one.confidence <= 1.0 for one in found)
    assert model.tag(example([0, 0, 0], seed=8).features, EVERY, NONE) == []


def test_what_was_asked_for_decides_between_items_of_one_type(model: TagModel) -> None:
    given = example([1, 1], seed=9)
    assert [one.tag for one in model.tag(given.features, EVERY, asked("requester"))] == [
        "requester"
    ]


def test_an_item_of_another_request_is_never_found(model: TagModel) -> None:
    given = example([0, 1, 1, 0, 3], seed=11)
    possible = np.array([1, 0, 0, 1], dtype=np.float32)
    assert {one.tag for one in model.tag(given.features, possible, NONE)} <= {"phone"}
