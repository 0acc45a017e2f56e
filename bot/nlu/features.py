"""Features of a text: weighted character and word n-grams, to stand beside a sentence vector."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

Floats = NDArray[np.float32]


def character_ngrams() -> TfidfVectorizer:
    """Two to five characters within words: catches typos and form numbers."""
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, dtype=np.float32
    )


def word_ngrams() -> TfidfVectorizer:
    """One word and two: catches the names of services."""
    return TfidfVectorizer(
        token_pattern=r"(?u)\b\w+\b",
        ngram_range=(1, 2),
        min_df=2,
        sublinear_tf=True,
        dtype=np.float32,
    )


class NgramScorer:
    """Scores one text by its n-grams: what `vectorizer.transform(text) @ weights` gives.

    scikit-learn builds several sparse matrices for it, which takes four times as long.
    """

    def __init__(self, vectorizer: TfidfVectorizer, weights: Floats) -> None:
        self.vocabulary: dict[str, int] = vectorizer.vocabulary_
        self.rarity: Floats = vectorizer.idf_.astype(np.float32)
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self._analyzer = vectorizer
        self._analyze: Callable[[str], list[str]] = vectorizer.build_analyzer()

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_analyze"}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._analyze = self._analyzer.build_analyzer()

    def score(self, text: str) -> Floats:
        """One number for each column of the weights; zeros for a text without known n-grams."""
        counts = Counter(self._analyze(text))
        known = {self.vocabulary[gram]: n for gram, n in counts.items() if gram in self.vocabulary}
        if not known:
            return np.zeros(self.weights.shape[1], dtype=np.float32)
        rows = np.fromiter(known, dtype=np.int64, count=len(known))
        values = np.array([1.0 + math.log(n) for n in known.values()], dtype=np.float32)
        values *= self.rarity[rows]
        values /= np.linalg.norm(values)
        result: Floats = values @ self.weights[rows]
        return result


def fitted(vectorizer: TfidfVectorizer, texts: list[str]) -> csr_matrix:
    """Learn the n-grams of the texts and return their features, one row each."""
    matrix: csr_matrix = vectorizer.fit_transform(texts)
    return matrix
