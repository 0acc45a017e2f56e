"""Finds records by the words of a search box: whole words, beginnings of words, misspelt ones."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from common.mistyped import near_words
from common.stop_words import STOP_WORDS
from common.text_key import text_key

TITLE = 1.0  # what a word is worth in a title
LEAST = 0.25  # of the query that must be found for a record to count
BEGINNING, MISSPELT = 0.85, 0.7  # what such a word is worth beside the whole one
SHORTEST_BEGINNING = 2  # letters
MISSPELT_FROM, TWO_EDITS_FROM = 4, 8
GLUE = 0.1  # what a word such as "how" is worth
WHOLE_TITLE = 0.05  # on top, where the title says nothing else
SHORTEST_PLURAL = 5
BEHIND_ALL = "\U0010ffff"

Worth = dict[str, float]  # of a word, by the key of the record that has it


@dataclass(frozen=True)
class Document:
    """A record by its key; `texts` are pairs of a text and what its words are worth, up to 1."""

    key: str
    title: str
    texts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Match:
    """A record that was found; the score is above 0, 1 when its title says all of the query."""

    key: str
    score: float


class Index:
    """The words of some records; records that have changed need a new one."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._titles: dict[str, frozenset[str]] = {}
        self._worth: dict[str, Worth] = defaultdict(dict)
        for document in documents:
            self._titles[document.key] = frozenset(words_of(document.title))
            for text, worth in ((document.title, TITLE), *document.texts):
                for word in words_of(text):
                    known = self._worth[word].get(document.key, 0.0)
                    self._worth[word][document.key] = max(known, worth)
        self._ordered = sorted(self._worth)  # those with one beginning stand together
        self._in_titles = frozenset().union(*self._titles.values())

    def find(self, query: str, *, all_words: bool = False) -> list[Match]:
        """The records that fit a query, best first; `all_words`: each word must be found."""
        scores: dict[str, float] = defaultdict(float)
        found_words: dict[str, int] = defaultdict(int)
        words = list(dict.fromkeys(words_of(query)))
        total = 0.0
        for word in words:
            worth = self.records_with(word)
            weight = self._weight(word, len(worth))
            total += weight
            for key, value in worth.items():
                scores[key] += weight * value
                found_words[key] += 1
        matches = [
            Match(key, score / total + WHOLE_TITLE * self._says_of_title(key, words))
            for key, score in scores.items()
            if score / total >= LEAST and (not all_words or found_words[key] == len(words))
        ]
        return sorted(matches, key=lambda match: (-match.score, match.key))

    def records_with(self, word: str) -> Worth:
        """What a word of a query is worth in each record that has it, its beginning or one near."""
        best: Worth = {}
        for known, share in self._known(word):
            for key, worth in self._worth[known].items():
                best[key] = max(best.get(key, 0.0), share * worth)
        return best

    def _known(self, word: str) -> list[tuple[str, float]]:
        """Words of the records that a word of the query may stand for, and how surely."""
        found = [(word, 1.0)] if word in self._worth else []
        if len(word) >= SHORTEST_BEGINNING:
            start = bisect_left(self._ordered, word)
            end = bisect_left(self._ordered, word + BEHIND_ALL, start)
            longer = self._ordered[start + len(found) : end]  # the word itself is the first
            found += [(known, BEGINNING) for known in longer]
        if found or len(word) < MISSPELT_FROM or not word.isalpha():
            return found
        edits = 2 if len(word) >= TWO_EDITS_FROM else 1
        return [(known, MISSPELT) for known in near_words(word, self._ordered, edits)]

    def _weight(self, word: str, records: int) -> float:
        """The fewer records have a word, the more it tells."""
        rarity = math.log(1 + len(self._titles) / max(records, 1)) if self._titles else 1.0
        return rarity * (GLUE if word in STOP_WORDS and word not in self._in_titles else 1.0)

    def _says_of_title(self, key: str, words: list[str]) -> float:
        title = self._titles[key]
        return len(title.intersection(words)) / len(title) if title else 0.0


def words_of(text: str) -> Iterator[str]:
    """The words of a text, comparable: small letters, no plural."""
    for word in text_key(text).split():
        plural = len(word) >= SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss")
        yield word[:-1] if plural else word
