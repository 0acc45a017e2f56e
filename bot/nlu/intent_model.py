"""The intent model by itself: texts and intents in, probabilities out (no Rasa here)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.nlu.encoder.runtime import Vectors
from bot.nlu.features import TextFeatures

Probabilities = NDArray[np.float32]


@dataclass
class IntentModel:
    """One logistic regression for each intent against the rest, over the joined features."""

    features: TextFeatures
    intents: list[str]
    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]

    @classmethod
    def train(
        cls, texts: list[str], intents: list[str], vectors: Vectors, strength: float
    ) -> IntentModel:
        """Fit on the examples; `strength` is the inverse of the regularisation (sklearn's C).

        Classes are balanced: an intent with many examples is not likelier for that.
        """
        features = TextFeatures()
        matrix = features.fit(texts, vectors)
        regression = LogisticRegression(
            C=strength,
            solver="liblinear",
            dual=True,
            class_weight="balanced",
            tol=0.01,
            random_state=0,
        ).fit(matrix, intents)
        return cls(
            features,
            [str(intent) for intent in regression.classes_],
            np.ascontiguousarray(regression.coef_.T, dtype=np.float32),
            regression.intercept_.astype(np.float32),
        )

    def predict(self, texts: list[str], vectors: Vectors) -> Probabilities:
        """Probability of each intent (columns) for each text (rows); rows add up to 1."""
        matrix: csr_matrix = self.features.transform(texts, vectors)
        scores = np.asarray(matrix @ self.weights) + self.offsets
        single = 1.0 / (1.0 + np.exp(-scores))
        result: Probabilities = single / single.sum(axis=1, keepdims=True)
        return result

    def save(self, file: Path) -> None:
        """Write the model to a file."""
        joblib.dump(self, file, compress=("zlib", 1))

    @staticmethod
    def load(file: Path) -> IntentModel:
        """Read a model that `save` wrote."""
        model = joblib.load(file)
        assert isinstance(model, IntentModel)
        return model
