"""Corrects mistyped words to words of the training data (SymSpell)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
import symspellpy
from symspellpy import SymSpell, Verbosity

from bot.nlu.features import Hashes, hashed

# English words by frequency, part of the package; one "word count" for each line.
ENGLISH = Path(symspellpy.__file__).parent / "frequency_dictionary_en_82_765.txt"
# Words alone: no part of an address, a host name, a form number or a contraction.
_WORD = re.compile(r"(?<![\w@./'-])[^\W\d_]+(?![\w@/'-])")
SHORTEST = 4
LONGEST = 30
TWO_EDITS_FROM = 6  # letters; in shorter words two edits make another word
# A word that the writers of the examples typed so often is no mistake; once more is a target.
RIGHT_FROM, TARGET_FROM = 3, 2
# Unless a word one edit away is so much more frequent: then many writers made the same mistake.
MISTAKE_UNDER = 1 / 20


class Spelling:
    """Corrects words that are neither English nor the domain's.

    Corrections come from the examples alone: the nearest word that an office asks us about, not
    the most frequent one of the language ("inten" is an intern here, not an intent).
    """

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self.vocabulary = vocabulary
        # Numbers, not words: as texts the 83,000 of the dictionary took 15 MB of each engine.
        self._right = np.union1d(_english_hashes(), hashed(vocabulary))
        self._targets = SymSpell(max_dictionary_edit_distance=2)
        for word, count in vocabulary.items():
            self._targets.create_dictionary_entry(word, count)
        self._nearest = lru_cache(maxsize=4_096)(self._look_up)

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Spelling:
        """The vocabulary of the examples without their own mistakes."""
        counts = Counter(word.lower() for text in texts for word in _WORD.findall(text))
        english = english_words()
        targets = {
            word: count
            for word, count in counts.items()
            if count >= TARGET_FROM and word in english
        }
        nearby = cls(targets)
        return cls(
            targets
            | {
                word: count
                for word, count in counts.items()
                if count >= RIGHT_FROM and not nearby.has_frequent_neighbour(word, count)
            }
        )

    def correct(self, text: str) -> str:
        """The text with each mistyped word replaced by the nearest word of the vocabulary."""
        return _WORD.sub(lambda match: self._word(match.group()), text)

    def has_frequent_neighbour(self, word: str, count: int) -> bool:
        """Whether the word is likely a common slip in a much more frequent one."""
        if len(word) < SHORTEST or word in self.vocabulary:
            return False
        found = self._targets.lookup(word, Verbosity.ALL, max_edit_distance=1)
        return any(count < near.count * MISTAKE_UNDER for near in found)

    def _word(self, word: str) -> str:
        return self._nearest(word) if SHORTEST <= len(word) <= LONGEST else word

    def _is_right(self, word: str) -> bool:
        place = np.searchsorted(self._right, one := hashed([word])[0])
        return bool(place < len(self._right) and self._right[place] == one)

    def _look_up(self, word: str) -> str:
        if self._is_right(word.lower()):
            return word
        edits = 2 if len(word) >= TWO_EDITS_FROM else 1
        found = self._targets.lookup(word.lower(), Verbosity.TOP, max_edit_distance=edits)
        return str(found[0].term) if found else word


def english_words() -> frozenset[str]:
    """The words of the package's English dictionary, in lower case."""
    lines = ENGLISH.read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.split()[0] for line in lines if line)


@lru_cache(maxsize=1)
def _english_hashes() -> Hashes:
    return np.unique(hashed(english_words()))
