"""Learns the n-grams of the examples, by scikit-learn: training alone needs it."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer


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


def fitted(vectorizer: TfidfVectorizer, texts: list[str]) -> csr_matrix:
    """Learn the n-grams of the texts and return their features, one row each."""
    matrix: csr_matrix = vectorizer.fit_transform(texts)
    return matrix
