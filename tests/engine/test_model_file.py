"""Models on file: mapped, not to be changed, and without what nobody reads."""

import mmap
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.features import NgramScorer
from bot.nlu.model_file import load_model, save_model
from bot.nlu.vectorizers import character_ngrams, fitted

TEXTS = ["reset my password", "my password is lost", "the printer is lost"]


def scorer() -> NgramScorer:
    vectorizer = character_ngrams()
    columns = fitted(vectorizer, TEXTS).shape[1]
    return NgramScorer(vectorizer, np.arange(2.0 * columns).reshape(columns, 2))


def test_arrays_are_mapped_and_shared_not_read(tmp_path: Path) -> None:
    model = {"first": scorer(), "others": [scorer()]}
    save_model(model, tmp_path / "model")
    loaded = load_model(tmp_path / "model", dict)
    first, other = loaded["first"], loaded["others"][0]
    base: object = first.weights
    while isinstance(base, np.ndarray):
        base = base.base
    assert isinstance(base, mmap.mmap)
    assert type(first.weights) is np.ndarray
    with pytest.raises(ValueError, match="read-only"):
        first.weights[0, 0] = 1.0
    assert np.allclose(first.score(TEXTS[0]), model["first"].score(TEXTS[0]))
    assert np.array_equal(other.hashes, first.hashes)


def test_what_a_vectorizer_left_out_is_not_kept(tmp_path: Path) -> None:
    save_model(scorer(), tmp_path / "model")
    assert "stop_words_" not in (tmp_path / "model").read_bytes().decode("latin-1")
