"""The names of the registry's agencies: how they may be written, and what a mistyped word means."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from common.mistyped import near_words
from contacts.message_words import (
    FEWEST_LETTERS,
    LISTS,
    ORDINARY,
    common_words,
    is_distinctive,
    name_words,
)
from contacts.queries import Agency

TWO_EDITS_FROM = 6  # letters; in shorter words two edits make another word

Candidates = Sequence[tuple[str, ...]]  # for each word of a message what it may stand for


class NameKind(IntEnum):
    """What a name consists of, the strongest evidence last."""

    WORD = 0
    ACRONYM = 1
    PHRASE = 2


class NameSpelling(NamedTuple):
    """One way of writing a name of an agency (by its place in the registry).

    `rank` is 0 for the official name, 1 for the acronym, above for the others.
    """

    agency: int
    rank: int
    kind: NameKind
    words: tuple[str, ...]


class AgencyName(NamedTuple):
    """A name of an agency, and the words of it that a message may single out."""

    agency: int
    rank: int
    words: frozenset[str]


class WordSpan(NamedTuple):
    """Words of a message, and the agencies that have all of them in their names."""

    start: int
    end: int
    distinctive: int  # how many of the words
    agencies: set[int]


class NameIndex:
    """Every name of the registry, by its spellings and by its words."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.ids: list[int] = []
        self.names: list[list[AgencyName]] = []
        self.spellings: dict[str, list[NameSpelling]] = defaultdict(list)
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._acronyms: dict[str, set[str]] = defaultdict(set)  # by their letters in order
        for place, agency in enumerate(agencies):
            self._add(place, agency)
        words = ORDINARY.union(self._by_word).difference(*self._acronyms.values())
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        for word in sorted(word for word in words if len(word) >= FEWEST_LETTERS):
            self._by_initial[word[0]].append(word)

    def _add(self, place: int, agency: Agency) -> None:
        self.ids.append(agency.id)
        self.names.append([])
        for spelling in _spellings(place, agency):
            self.spellings[" ".join(spelling.words)].append(spelling)
            if spelling.kind is NameKind.ACRONYM:
                (acronym,) = spelling.words
                self._acronyms["".join(sorted(acronym))].add(acronym)
        for rank, text in _ranked_names(agency):
            name = AgencyName(place, rank, without_glue(name_words(text)))
            self.names[place].append(name)
            for word in name.words:
                self._by_word[word].add(place)

    def candidates(self, word: str) -> tuple[str, ...]:
        """The nearest words to a mistyped one; an ordinary word rather than a name's."""
        if word in self._by_word or not is_distinctive(word) or word in common_words():
            return (word,)
        # An acronym with another letter is another acronym; one with two letters swapped is not.
        same_letters = self._acronyms.get("".join(sorted(word)), ())
        if swapped := near_words(word, sorted(same_letters), 1):
            return tuple(swapped)
        most_edits = 1 if len(word) < TWO_EDITS_FROM else 2
        # The first letter is seldom wrong.
        near = near_words(word, self._by_initial.get(word[1], ()), 1)
        near |= near_words(word, self._by_initial.get(word[0], ()), most_edits)
        fewest = min(near.values(), default=0)
        nearest = [match for match, edits in near.items() if edits == fewest]
        return tuple([match for match in nearest if match in ORDINARY][:1] or nearest or [word])

    def spans(self, candidates: Candidates, taken: Container[int]) -> list[WordSpan]:
        """Neighbouring words of names, and those that other words of the same names link.

        Words that do not go together are a span of no agency.
        """
        agencies = [
            {place for word in words for place in self._by_word.get(word, ())}
            if is_distinctive(words[0]) and i not in taken
            else set()
            for i, words in enumerate(candidates)
        ]
        spans: list[WordSpan] = []
        for is_of_name, group in groupby(range(len(candidates)), key=lambda i: bool(agencies[i])):
            if not is_of_name:
                continue
            first, *rest = group
            common = agencies[first].intersection(*(agencies[i] for i in rest))
            span = WordSpan(first, first + 1 + len(rest), 1 + len(rest), common)
            if spans and (both := spans[-1].agencies & common):
                between = range(spans[-1].end, first)
                if all(i not in taken and self._links(candidates[i][0]) for i in between):
                    last = spans.pop()
                    count = last.distinctive + span.distinctive
                    span = WordSpan(last.start, span.end, count, both)
            spans.append(span)
        return spans

    def _links(self, word: str) -> bool:
        return word in self._by_word or word in LISTS["glue"]


def without_glue(words: Iterable[str]) -> frozenset[str]:
    """The words that tell a name apart, with those that say what kind of agency it is."""
    return frozenset(words) - LISTS["glue"] - LISTS["leads"]


def best_agencies(names: Iterable[AgencyName], kinds: frozenset[str]) -> tuple[int, ...]:
    """Whose names say the most of those kinds; the official and the shortest names first."""
    ranked = sorted(names, key=lambda name: (name.rank, len(name.words), name.agency))
    most = max((len(name.words & kinds) for name in ranked), default=0)
    return tuple(dict.fromkeys(n.agency for n in ranked if len(n.words & kinds) == most))


def _ranked_names(agency: Agency) -> Iterator[tuple[int, str]]:
    return enumerate((agency.name, agency.acronym, *agency.other_names))


def _spellings(place: int, agency: Agency) -> Iterator[NameSpelling]:
    """Every way of writing an agency's names that is found as it stands."""
    head = next((word for word in name_words(agency.name) if word in LISTS["heads"]), "")
    for rank, name in _ranked_names(agency):
        full = name_words(name)
        if len(full) == 1 and (name is agency.acronym or name.strip().isupper()):
            yield NameSpelling(place, rank, NameKind.ACRONYM, full)
        elif full:
            for words in dict.fromkeys(_shapes(full, head)):
                yield NameSpelling(place, rank, _kind(words), words)


def _kind(words: tuple[str, ...]) -> NameKind:
    """A role is no better evidence than a single word."""
    one = len(set(words) - LISTS["glue"]) == 1 or " ".join(words) in LISTS["roles"]
    return NameKind.WORD if one else NameKind.PHRASE


def _shapes(full: tuple[str, ...], head: str) -> Iterator[tuple[str, ...]]:
    """A name with and without "Kentucky" and "Department of"."""
    bare = full
    while len(bare) > 1 and (bare[0] in LISTS["leads"] or (bare[0] == "of" and bare != full)):
        bare = bare[1:]
    yield bare
    if len(bare) == 1:
        yield full
    if bare[0] in LISTS["heads"] and bare[1:2] == ("of",):
        # Without its head the Department of State is a word of every other message.
        if not ORDINARY.issuperset(bare[2:]):
            yield bare[2:]
    elif bare[-1] in LISTS["heads"]:
        yield (bare[-1], "of", *bare[:-1])
    elif head and _kind(bare) is NameKind.WORD:
        yield (head, "of", *bare)
