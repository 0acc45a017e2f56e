"""The intent model by itself: texts and intents in, probabilities out (no Rasa here)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from bot.nlu.encoder import Vectors
from bot.nlu.features import Floats, NgramScorer

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# The likeness is looked up for so many intents, the likeliest by their regressions.
COMPARED = 6
# Near enough to the optimum that the last bits of the vectors, which differ between processors,
# do not show (docs/decisions.md).
TOLERANCE, MOST_ROUNDS = 0.01, 1_000


@dataclass
class IntentModel:
    """One logistic regression for each intent, and the nearest example of each intent.

    The regressions' features are character n-grams, word n-grams and the sentence vector.
    """

    intents: list[str]
    characters: NgramScorer
    words: NgramScorer
    vector_weights: Floats
    offsets: Floats
    # Vectors of each intent's examples; none where the likeness has no weight.
    examples: list[NDArray[np.float32]]
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
        # Imported late, here and below: an engine that serves needs neither, and they are 25 MB.
        from scipy.sparse import csr_matrix, hstack

        from bot.nlu.vectorizers import character_ngrams, fitted, word_ngrams

        characters, words = character_ngrams(), word_ngrams()
        blocks = [fitted(characters, texts), fitted(words, texts), csr_matrix(vectors)]
        matrix = hstack(blocks, format="csr", dtype=np.float32)
        names, classes, counts = np.unique(intents, return_inverse=True, return_counts=True)
        balance = len(intents) / (len(names) * counts)
        regressions = Parallel(n_jobs=-1, prefer="threads")(
            delayed(_against_the_rest)(matrix, classes == number, strength, balance[number])
            for number in range(len(names))
        )
        weights = np.stack([weights for weights, _ in regressions], axis=1)
        first, second = np.cumsum([block.shape[1] for block in blocks])[:2]
        return cls(
            intents=[str(name) for name in names],
            characters=NgramScorer(characters, weights[:first]),
            words=NgramScorer(words, weights[first:second]),
            vector_weights=np.ascontiguousarray(weights[second:]),
            offsets=np.array([offset for _, offset in regressions], dtype=np.float32),
            examples=[vectors[classes == number] for number in range(len(names)) if likeness],
            likeness=likeness,
        )

    def predict(self, text: str, vector: Floats) -> Floats:
        """Probability of each intent; they add up to 1.

        The score of an intent is its log-odds against the rest plus the likeness to its nearest
        example; the ratio of two probabilities is the exponential of their scores' difference.
        """
        scores = self.characters.score(text) + self.words.score(text)
        scores += vector @ self.vector_weights + self.offsets
        for index in np.argsort(-scores)[:COMPARED] if self.likeness else ():
            scores[index] += self.likeness * float(np.max(self.examples[index] @ vector))
        shares = np.exp(scores - scores.max())
        result: Floats = shares / shares.sum()
        return result


def _against_the_rest(
    matrix: csr_matrix, members: NDArray[np.bool_], strength: float, balance: float
) -> tuple[Floats, float]:
    """Weights and offset of one intent's regression."""
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(
        C=strength,
        solver="liblinear",
        dual=True,
        class_weight={True: balance, False: 1.0},
        tol=TOLERANCE,
        max_iter=MOST_ROUNDS,
        random_state=0,
    ).fit(matrix, members)
    return regression.coef_[0].astype(np.float32), float(regression.intercept_[0])
