"""Features of a text: weighted character and word n-grams, to stand beside a sentence vector."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.strings import hash_string  # type: ignore[attr-defined]  # its stub leaves it out

from bot.nlu.ngrams import character_ngrams_of, word_ngrams_of

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

Floats = NDArray[np.float32]
Hashes = NDArray[np.uint64]
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


class TextGrams(NamedTuple):
    """The n-grams of a text, in the order in which they come: hashes, and 1 + log of how often."""

    hashes: Hashes
    weights: Floats


@lru_cache(maxsize=MOST_COUNTED)
def grams_of(kind: NgramKind, text: str) -> TextGrams:
    """The n-grams of a text, each once. Several models ask for those of one message."""
    counts = Counter(_cutter(kind)(text))
    return TextGrams(hashed(counts), np.array([1.0 + math.log(n) for n in counts.values()], "f4"))


def hashed(grams: Collection[str]) -> Hashes:
    """A number of 64 bits for each n-gram, in every process the same."""
    return np.fromiter(map(hash_string, grams), dtype=np.uint64, count=len(grams))


class NgramScorer:
    """Scores one text by its n-grams: what `vectorizer.transform(text) @ weights` gives.

    scikit-learn builds several sparse matrices for it, which takes four times as long. Of the
    vectorizer only what scoring reads is kept, as arrays, which are mapped from the model's file:
    as texts in a dictionary the n-grams of all models took 50 MB of each engine. Of two n-grams
    with one hash, which is as likely as 1 in 10 million models, one would count for the other.
    """

    def __init__(self, vectorizer: TfidfVectorizer, weights: Floats) -> None:
        self.kind = NgramKind.of(vectorizer)
        grams = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
        hashes = hashed(grams)
        order = np.argsort(hashes)
        self.hashes: Hashes = hashes[order]
        self.rarity: Floats = vectorizer.idf_.astype(np.float32)[order]
        self.weights = np.ascontiguousarray(weights[order], dtype=np.float32)

    def score(self, text: str) -> Floats:
        """One number for each column of the weights; zeros for a text without known n-grams."""
        grams = grams_of(self.kind, text)
        places = np.searchsorted(self.hashes, grams.hashes)
        places[places == len(self.hashes)] = 0
        is_known = self.hashes[places] == grams.hashes
        rows = places[is_known]
        if not len(rows):
            return np.zeros(self.weights.shape[1], dtype=np.float32)
        values = grams.weights[is_known] * self.rarity[rows]
        values /= np.linalg.norm(values)
        result: Floats = values @ self.weights[rows]
        return result
