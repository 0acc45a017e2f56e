"""The intent model: learns, survives being saved, and scores as scikit-learn would."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.features import NgramKind, NgramScorer, grams_of, hashed
from bot.nlu.intent_model import IntentModel
from bot.nlu.model_file import load_model, save_model
from bot.nlu.vectorizers import character_ngrams, fitted, word_ngrams

EXAMPLES = {
    "vpn": ["vpn access from home", "remote access to the network", "connect from home by vpn"],
    "fax": ["send a fax from my pc", "desktop fax account", "fax documents from the computer"],
    "webmail": ["read mail in a browser", "web mail at home", "my mail on another computer"],
}
TEXTS = [text for texts in EXAMPLES.values() for text in texts]
INTENTS = [intent for intent, texts in EXAMPLES.items() for _ in texts]
VECTORS = np.eye(len(TEXTS), 16, dtype=np.float32)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    """A small model on made-up vectors."""
    return IntentModel.train(TEXTS, INTENTS, VECTORS, strength=10.0, likeness=2.0)


def test_it_knows_its_examples(model: IntentModel) -> None:
    for text, intent, vector in zip(TEXTS, INTENTS, VECTORS, strict=True):
        shares = model.predict(text, vector)
        assert model.intents[int(np.argmax(shares))] == intent
        assert shares.sum() == pytest.approx(1.0, abs=1e-5)


def test_a_saved_model_is_the_same(model: IntentModel, tmp_path: Path) -> None:
    save_model(model, tmp_path / "model")
    loaded = load_model(tmp_path / "model", IntentModel)
    assert np.array_equal(
        loaded.predict("fax at home", VECTORS[0]), model.predict("fax at home", VECTORS[0])
    )


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz FAX", max_size=80) | st.sampled_from(TEXTS))
def test_scores_are_those_of_scikit_learn(text: str) -> None:
    for make in (character_ngrams, word_ngrams):
        vectorizer = make()
        columns = fitted(vectorizer, TEXTS).shape[1]
        weights = np.random.default_rng(0).normal(size=(columns, 3)).astype(np.float32)
        wanted = np.asarray(vectorizer.transform([text]) @ weights)[0]
        assert np.allclose(NgramScorer(vectorizer, weights).score(text), wanted, atol=1e-4)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz FAX", max_size=80) | st.sampled_from(TEXTS))
def test_texts_are_cut_as_by_scikit_learn(text: str) -> None:
    for vectorizer in (character_ngrams(), word_ngrams()):
        wanted = dict.fromkeys(vectorizer.build_analyzer()(text))
        found = grams_of(NgramKind.of(vectorizer), text)
        assert np.array_equal(found.hashes, hashed(wanted))  # in the same order
