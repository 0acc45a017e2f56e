"""Every person of the registry in compact arrays, found by what one has typed of a name or number.

100,000 people take about 10 MB: each word once, numbers in arrays, no object for a person.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import accumulate, islice
from string import ascii_lowercase
from typing import NamedTuple

from common.mistyped import near_words
from common.text_key import text_key
from contacts.number_index import NUMBER_DIGITS, NumberIndex

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
BEHIND_ALL = "\U0010ffff"
FEWEST_LETTERS = 2  # of a word alone
MISSPELT_FROM, TWO_EDITS_FROM = 4, 6  # letters
# People of one query that are looked at: beginnings of one word stand in the alphabet anyway.
MOST_LOOKED_AT, MOST_OF_ONE_WORD = 3_000, 250
LONGEST_QUERY = 6  # words
MOST_MISSPELT, LONGEST_MISSPELT = 2, 4  # words that are misspelt, of how many
COUNTRY = "1"
PLAIN = re.compile(r"[a-z0-9]+")


class Fit(IntEnum):
    """How well a person fits what was typed, the best last."""

    MISSPELT = 1
    BEGINNING = 2
    WORD = 3  # a first name, or a word of the address, as a whole
    SURNAME = 4
    BEGINNINGS = 5  # of two words or more
    LAST_DIGITS = 6  # of the number, or the extension
    NAME = 7  # two whole words or more
    NUMBER = 8


class IndexedPerson(NamedTuple):
    """What is indexed of a person."""

    number: int
    name: str
    email: str
    phone: str


class PersonFit(NamedTuple):
    """A person by the number in the registry."""

    person: int
    fit: Fit


class Candidates(NamedTuple):
    """The places in the vocabulary of what a typed word may be; `whole` where it is one."""

    words: range | list[int]
    whole: int | None
    is_misspelt: bool


class PeopleIndex:
    """The people of one state of the registry, in the order in which equals are shown."""

    def __init__(self, people: Iterable[IndexedPerson]) -> None:
        self._people = array("I")
        known: dict[str, int] = {}
        words = array("I")  # of each person, the surname first
        ends = array("I", [0])
        phones: list[str] = []
        for person in people:
            self._people.append(person.number)
            for word in words_of_person(person):
                words.append(known.setdefault(word, len(known)))
            ends.append(len(words))
            phones.append(person.phone)
        self._vocabulary = sorted(known)
        order = array("I", bytes(4 * len(known)))
        for rank, word in enumerate(self._vocabulary):
            order[known[word]] = rank
        self._words_of, self._ends = array("I", (order[word] for word in words)), ends
        self._having, self._starts = _inverted(self._words_of, ends, len(known))
        self._numbers = NumberIndex(phones)

    def __len__(self) -> int:
        return len(self._people)

    def named(self, query: str, limit: int) -> list[PersonFit]:
        """People of whom each word of the query is a word or a beginning, best first.

        Where no name begins with a word, names that are near to it.
        """
        words = text_key(query).split()
        if not 0 < len(words) <= LONGEST_QUERY or max(map(len, words)) < FEWEST_LETTERS:
            return []
        wanted = self._all_candidates(words)
        if not wanted:
            return []
        rarest = min(wanted, key=self._people_having)
        others = [one for one in wanted if one is not rarest]
        most = MOST_LOOKED_AT if others else MOST_OF_ONE_WORD
        found: dict[int, Fit] = {}
        for place in islice(self._places(rarest), most):
            if place not in found and (fit := self._fit(place, rarest, others)):
                found[place] = fit
        ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))
        return [PersonFit(self._people[place], fit) for place, fit in ranked[:limit]]

    def called(self, query: str, limit: int) -> list[PersonFit]:
        """People of whose names every word of the query is one, as a whole."""
        words = text_key(query).split()
        known = all(self._begun(word).whole is not None for word in words)
        return [one for one in self.named(query, limit) if one.fit is Fit.NAME] if known else []

    def with_number(self, digits: str, limit: int) -> list[PersonFit]:
        """People by a telephone number, its last seven or four digits, or as much as is typed."""
        if len(digits) > NUMBER_DIGITS:
            digits = digits.removeprefix(COUNTRY)
        whole, part = self._numbers.having(digits)
        return self._fits(whole, Fit.NUMBER, limit) or self._fits(part, Fit.LAST_DIGITS, limit)

    def with_extension(self, digits: str, limit: int) -> list[PersonFit]:
        """People by the extension alone, else by the last four digits."""
        found = self._fits(self._numbers.extended(digits), Fit.NUMBER, limit)
        return found or self.with_number(digits, limit)

    def _fits(self, places: Iterable[int], fit: Fit, limit: int) -> list[PersonFit]:
        unique = islice(dict.fromkeys(places), limit)
        return [PersonFit(self._people[place], fit) for place in unique]

    def _all_candidates(self, words: Sequence[str]) -> list[Candidates]:
        """What each word may be; nothing where one may be nothing, or too many are misspelt."""
        begun = [self._begun(word) for word in words]
        unknown = sum(not one.words for one in begun)
        if unknown > MOST_MISSPELT or (unknown and len(words) > LONGEST_MISSPELT):
            return []
        found = []
        for word, known in zip(words, begun, strict=True):
            one = known if known.words else self._near(word, is_several=len(words) > 1)
            if not one.words:
                return []
            found.append(one)
        return found

    def _begun(self, word: str) -> Candidates:
        low = bisect_left(self._vocabulary, word)
        high = bisect_left(self._vocabulary, word + BEHIND_ALL, low)
        is_whole = low < high and self._vocabulary[low] == word
        return Candidates(range(low, high), low if is_whole else None, is_misspelt=False)

    def _near(self, word: str, *, is_several: bool) -> Candidates:
        if len(word) < MISSPELT_FROM or not word.isalpha():
            return Candidates([], None, is_misspelt=True)
        # The first letter is seldom wrong, and the words with one letter stand together.
        # Beside another word of the name, more may be wrong.
        edits = 1 if len(word) < TWO_EDITS_FROM - is_several else 2
        near: dict[str, int] = {}
        for letter, most in ((word[0], edits), (word[1], 1)):
            start = bisect_left(self._vocabulary, letter)
            end = bisect_left(self._vocabulary, letter + BEHIND_ALL, start)
            near |= near_words(word, self._vocabulary[start:end], most)
        near = near or dict.fromkeys(self._with_other_initial(word), 1)
        fewest = max(near.values(), default=0) if is_several else min(near.values(), default=0)
        nearest = sorted(known for known, wrong in near.items() if wrong <= fewest)
        places = [bisect_left(self._vocabulary, known) for known in nearest]
        return Candidates(places, None, is_misspelt=True)

    def _with_other_initial(self, word: str) -> Iterator[str]:
        """Words whose first letter was left out or mistyped: looking at all takes too long."""
        for letter in ascii_lowercase:
            for known in (letter + word, letter + word[1:]):
                place = bisect_left(self._vocabulary, known)
                if self._vocabulary[place : place + 1] == [known]:
                    yield known

    def _people_having(self, wanted: Candidates) -> int:
        words = wanted.words
        if isinstance(words, range):
            return self._starts[words.stop] - self._starts[words.start]
        return sum(self._starts[word + 1] - self._starts[word] for word in words)

    def _places(self, wanted: Candidates) -> Iterator[int]:
        for word in wanted.words:  # the whole word is the first of those that begin with it
            yield from self._having[self._starts[word] : self._starts[word + 1]]

    def _fit(self, place: int, one: Candidates, others: Sequence[Candidates]) -> Fit | None:
        words = self._words_of[self._ends[place] : self._ends[place + 1]]
        for wanted in others:
            known = wanted.words
            for word in words:
                if word in known:
                    break
            else:
                return None
        everything = [one, *others]
        if any(wanted.is_misspelt for wanted in everything):
            return Fit.BEGINNINGS if others else Fit.MISSPELT
        whole = [wanted.whole in words for wanted in everything]
        if others:
            return Fit.NAME if all(whole) else Fit.BEGINNINGS
        if not whole[0]:
            return Fit.BEGINNING
        return Fit.SURNAME if one.whole == words[0] else Fit.WORD


def words_of_person(person: IndexedPerson) -> list[str]:
    """The words that a person is found by, the surname first: "Doe, Pat" has it before the comma.

    Those of the e-mail address before the @ are among them.
    """
    first, comma, _ = person.name.partition(",")
    names = _words(person.name)
    last = [word for word in (_words(first) if comma else names) if word not in SUFFIXES]
    local = _words(person.email.partition("@")[0])
    return list(dict.fromkeys([*last[-1:], *names, *local]))


def _words(text: str) -> list[str]:
    """The words of `text_key`; most names are plain, and there are many."""
    plain = text.isascii() and "&" not in text
    return PLAIN.findall(text.lower()) if plain else text_key(text).split()


def _inverted(words: array[int], ends: array[int], count: int) -> tuple[array[int], array[int]]:
    """For each word the places of the people who have it, one list behind the other."""
    counts = array("I", bytes(4 * (count + 1)))
    for word in words:
        counts[word + 1] += 1
    starts = array("I", accumulate(counts))
    free, having = array("I", starts), array("I", bytes(4 * len(words)))
    for place in range(len(ends) - 1):
        for word in words[ends[place] : ends[place + 1]]:
            having[free[word]] = place
            free[word] += 1
    return having, starts
