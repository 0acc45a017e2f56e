"""Features of a text: a sentence vector beside weighted character and word n-grams."""

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.encoder.runtime import Vectors


class TextFeatures:
    """Learns the n-grams of the training texts; joins them with the encoder's vectors.

    Characters catch typos and form numbers, words catch the service's names, the vector catches
    the meaning of words that no example has (figures in docs/decisions.md).
    """

    def __init__(self) -> None:
        self.characters = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(2, 5),
            min_df=2,
            sublinear_tf=True,
            dtype=np.float32,
        )
        self.words = TfidfVectorizer(
            token_pattern=r"(?u)\b\w+\b",
            ngram_range=(1, 2),
            sublinear_tf=True,
            dtype=np.float32,
        )

    def fit(self, texts: list[str], vectors: Vectors) -> csr_matrix:
        """Learn from the texts and return their features, one row each."""
        return self._join(
            self.characters.fit_transform(texts),
            self.words.fit_transform(texts),
            vectors,
        )

    def transform(self, texts: list[str], vectors: Vectors) -> csr_matrix:
        """Features of the texts, float32, one row each."""
        return self._join(self.characters.transform(texts), self.words.transform(texts), vectors)

    @staticmethod
    def _join(characters: csr_matrix, words: csr_matrix, vectors: Vectors) -> csr_matrix:
        return hstack([characters, words, csr_matrix(vectors)], format="csr", dtype=np.float32)
