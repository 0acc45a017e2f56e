"""Texts that mean the same come together, whatever comes after them."""

import numpy as np
import pytest
from sanic.exceptions import InvalidUsage

from bot.engine.grouping import MOST_TEXTS, TextGroups, read_texts
from bot.nlu.encoder import Vectors

ANGLES = {"a": 0, "a too": 30, "between": 50, "b": 90, "b too": 100}


def by_angle(texts: list[str]) -> Vectors:
    """Vectors in a plane: texts are alike up to an angle of about 56 degrees."""
    angles = np.radians([ANGLES[text] for text in texts])
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_each_text_joins_the_likest_of_those_that_began_a_group() -> None:
    groups = TextGroups(by_angle)
    assert groups.of(["a", "b", "a too", "b too", "between"]) == [0, 1, 0, 1, 1]
    assert groups.of([]) == []


def test_what_comes_later_changes_no_group() -> None:
    groups = TextGroups(by_angle)
    texts = ["a", "a too", "b", "between", "b too"]
    whole = groups.of(texts)
    assert all(groups.of(texts[:end]) == whole[:end] for end in range(1, len(texts)))


def test_a_text_is_encoded_once() -> None:
    asked: list[str] = []

    def encode(texts: list[str]) -> Vectors:
        asked.extend(texts)
        return by_angle(texts) if texts else np.zeros((0, 2), dtype=np.float32)

    groups = TextGroups(encode)
    groups.of(["a", "b", "a"])
    groups.of(["a", "b too"])
    assert asked == ["a", "b", "b too"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (None, "JSON object"),
        ({"texts": "a"}, "`texts`"),
        ({"texts": ["a", 1]}, "`texts`"),
        ({"texts": ["a"] * (MOST_TEXTS + 1)}, str(MOST_TEXTS)),
    ],
)
def test_a_wrong_request_is_refused_by_name(body: object, named: str) -> None:
    with pytest.raises(InvalidUsage, match=named):
        read_texts(body)


def test_texts_are_bounded_and_never_empty() -> None:
    assert read_texts({"texts": ["", "a" * 5_000]}) == [" ", "a" * 300]
