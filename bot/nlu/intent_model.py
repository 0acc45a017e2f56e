"""The intent model by itself: texts and intents in, probabilities out (no Rasa here)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.nlu.encoder.runtime import Vectors
from bot.nlu.features import TextFeatures

Floats = NDArray[np.float32]


@dataclass
class IntentModel:
    """One logistic regression for each intent, and the nearest example of each intent."""

    features: TextFeatures
    intents: list[str]
    weights: Floats
    offsets: Floats
    # Vectors of the examples, those of one intent together; where each intent begins.
    examples: NDArray[np.float16]
    starts: NDArray[np.int64]
    likeness: float

    @classmethod
    def train(
        cls,
        texts: list[str],
        intents: list[str],
        vectors: Vectors,
        *,
        strength: float,
        likeness: float,
    ) -> IntentModel:
        """Fit on the examples.

        `strength` is the inverse of the regularisation (sklearn's C), `likeness` the weight of the
        cosine to the nearest example. Classes are balanced: many examples make no intent likelier.
        """
        features = TextFeatures()
        matrix = features.fit(texts, vectors)
        names, classes, counts = np.unique(intents, return_inverse=True, return_counts=True)
        balance = len(intents) / (len(names) * counts)
        regressions = Parallel(n_jobs=-1)(
            delayed(_against_the_rest)(matrix, classes == number, strength, balance[number])
            for number in range(len(names))
        )
        return cls(
            features,
            [str(name) for name in names],
            np.stack([weights for weights, _ in regressions], axis=1),
            np.array([offset for _, offset in regressions], dtype=np.float32),
            vectors[np.argsort(classes, kind="stable")].astype(np.float16),
            np.searchsorted(np.sort(classes), np.arange(len(names))),
            likeness,
        )

    def __post_init__(self) -> None:
        self._wide = self.examples.astype(np.float32)

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self.__post_init__()

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_wide"}

    def predict(self, texts: list[str], vectors: Vectors) -> Floats:
        """Probability of each intent (columns) for each text (rows); rows add up to 1.

        The score of an intent is its log-odds against the rest plus the likeness to its nearest
        example; the ratio of two probabilities is the exponential of their scores' difference.
        """
        matrix: csr_matrix = self.features.transform(texts, vectors)
        odds = np.asarray(matrix @ self.weights) + self.offsets
        nearest = np.maximum.reduceat(vectors @ self._wide.T, self.starts, axis=1)
        scores = odds + self.likeness * nearest
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        result: Floats = shares / shares.sum(axis=1, keepdims=True)
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


def _against_the_rest(
    matrix: csr_matrix, members: NDArray[np.bool_], strength: float, balance: float
) -> tuple[Floats, float]:
    """Weights and offset of one intent's regression."""
    regression = LogisticRegression(
        C=strength,
        solver="liblinear",
        dual=True,
        class_weight={True: balance, False: 1.0},
        tol=0.01,
        random_state=0,
    ).fit(matrix, members)
    return regression.coef_[0].astype(np.float32), float(regression.intercept_[0])
