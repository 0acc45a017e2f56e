"""Features of a text: weighted character and word n-grams, to stand beside a sentence vector."""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.nlu.ngrams import character_ngrams_of, word_ngrams_of

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

Floats = NDArray[np.float32]
# Texts whose n-grams are kept: those of one message, whole and in its parts.
MOST_COUNTED = 32


class NgramKind(NamedTuple):
    """How a text is cut into n-grams: what scikit-learn's vectorizers take."""

    analyzer: str
    ngram_range: tuple[int, int]
    token_pattern: str

    @classmethod
    def of(cls, vectorizer: TfidfVectorizer) -> NgramKind:
        """As a vectorizer cuts it."""
        return cls(vectorizer.analyzer, vectorizer.ngram_range, vectorizer.token_pattern)


@lru_cache
def _cutter(kind: NgramKind) -> Callable[[str], list[str]]:
    """What cuts a text; to import scikit-learn for it takes 25 MB of an engine."""
    if kind.analyzer == "char_wb":
        return partial(character_ngrams_of, lengths=kind.ngram_range)
    pattern = re.compile(kind.token_pattern)
    return partial(word_ngrams_of, pattern=pattern, lengths=kind.ngram_range)


@lru_cache(maxsize=MOST_COUNTED)
def counts(kind: NgramKind, text: str) -> dict[str, int]:
    """How often each n-gram is in the text. Several models ask for those of one message."""
    return Counter(_cutter(kind)(text))


class NgramScorer:
    """Scores one text by its n-grams: what `vectorizer.transform(text) @ weights` gives.

    scikit-learn builds several sparse matrices for it, which takes four times as long. Of the
    vectorizer only what scoring reads is kept: not the n-grams that it has left out.
    """

    def __init__(self, vectorizer: TfidfVectorizer, weights: Floats) -> None:
        self.kind = NgramKind.of(vectorizer)
        self.vocabulary = {gram: int(row) for gram, row in vectorizer.vocabulary_.items()}
        self.rarity: Floats = vectorizer.idf_.astype(np.float32)
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)

    def __setstate__(self, state: dict[str, Any]) -> None:
        # The models of a pipeline have most n-grams in common: each is in memory once.
        vocabulary = {sys.intern(gram): row for gram, row in state["vocabulary"].items()}
        self.__dict__.update(state, vocabulary=vocabulary)

    def score(self, text: str) -> Floats:
        """One number for each column of the weights; zeros for a text without known n-grams."""
        vocabulary = self.vocabulary
        known = {
            vocabulary[gram]: n for gram, n in counts(self.kind, text).items() if gram in vocabulary
        }
        if not known:
            return np.zeros(self.weights.shape[1], dtype=np.float32)
        rows = np.fromiter(known, dtype=np.int64, count=len(known))
        values = np.array([1.0 + math.log(n) for n in known.values()], dtype=np.float32)
        values *= self.rarity[rows]
        values /= np.linalg.norm(values)
        result: Floats = values @ self.weights[rows]
        return result
