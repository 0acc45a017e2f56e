"""The names of the registry's agencies: how they may be written, and what a mistyped word means."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from contacts.wording import FEWEST_LETTERS, LISTS, ORDINARY, plain, tells

TWO_EDITS_FROM = 6  # letters; in shorter words two edits make another word

Meant = Sequence[tuple[str, ...]]  # for each word of a message what it may stand for


@dataclass(frozen=True)
class AgencyNames:
    """What an agency is called; `others` holds short, everyday and former names."""

    id: int
    name: str
    acronym: str = ""
    others: tuple[str, ...] = ()

    def ranked(self) -> Iterator[tuple[int, str]]:
        """The names with their ranks: the official one, the acronym, the others."""
        return enumerate((self.name, self.acronym, *self.others))


class Kind(IntEnum):
    """What a name consists of, the strongest evidence last."""

    WORD = 0
    ACRONYM = 1
    PHRASE = 2


class Form(NamedTuple):
    """One way of writing a name of an agency (by its place in the registry)."""

    agency: int
    rank: int
    kind: Kind
    words: tuple[str, ...]


class Name(NamedTuple):
    """A name of an agency, and the words of it that a message may single out."""

    agency: int
    rank: int
    words: frozenset[str]


class Run(NamedTuple):
    """Words of a message, and the agencies that have all of them in their names."""

    start: int
    end: int
    evidence: int  # words that tell
    agencies: set[int]


class NameIndex:
    """Every name of the registry, by its ways of writing and by its words."""

    def __init__(self, agencies: Iterable[AgencyNames]) -> None:
        self.ids: list[int] = []
        self.names: list[list[Name]] = []
        self.forms: dict[str, list[Form]] = defaultdict(list)
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._acronyms: dict[str, set[str]] = defaultdict(set)
        for place, agency in enumerate(agencies):
            self._add(place, agency)
        words = ORDINARY.union(self._by_word).difference(*self._acronyms.values())
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        for word in sorted(word for word in words if len(word) >= FEWEST_LETTERS):
            self._by_initial[word[0]].append(word)

    def _add(self, place: int, agency: AgencyNames) -> None:
        self.ids.append(agency.id)
        self.names.append([])
        for form in _forms(place, agency):
            self.forms[" ".join(form.words)].append(form)
            if form.kind is Kind.ACRONYM:
                self._acronyms["".join(sorted(form.words[0]))].add(form.words[0])
        for rank, text in agency.ranked():
            name = Name(place, rank, telling(plain(text)))
            self.names[place].append(name)
            for word in name.words:
                self._by_word[word].add(place)

    def meant(self, word: str) -> tuple[str, ...]:
        """The nearest words to a mistyped one; one of every message rather than a name's."""
        if word in self._by_word or word in LISTS["right"] or not tells(word):
            return (word,)
        # An acronym with another letter is another acronym; one with two letters swapped is not.
        same_letters = self._acronyms.get("".join(sorted(word)), ())
        if swapped := [acronym for acronym in same_letters if OSA.distance(word, acronym) == 1]:
            return tuple(sorted(swapped))
        limit = 1 if len(word) < TWO_EDITS_FROM else 2
        near: dict[str, float] = {}
        # The first letter is seldom wrong.
        for initial, most in ((word[1], 1), (word[0], limit)):
            choices = self._by_initial.get(initial, ())
            found = process.extract(
                word, choices, scorer=OSA.distance, score_cutoff=most, limit=None
            )
            near |= {match: edits for match, edits, _ in found}
        fewest = min(near.values(), default=0)
        nearest = [match for match, edits in near.items() if edits == fewest]
        return tuple([match for match in nearest if match in ORDINARY][:1] or nearest or [word])

    def runs(self, meant: Meant, taken: Container[int]) -> list[Run]:
        """Neighbouring words of names, and those that other words of the same names link.

        Words that do not go together are a run of no agency.
        """
        found = [
            {place for word in words for place in self._by_word.get(word, ())}
            if tells(words[0]) and i not in taken
            else set()
            for i, words in enumerate(meant)
        ]
        runs: list[Run] = []
        for any_name, group in groupby(range(len(meant)), key=lambda i: bool(found[i])):
            if not any_name:
                continue
            first, *rest = group
            together = found[first].intersection(*(found[i] for i in rest))
            run = Run(first, first + 1 + len(rest), 1 + len(rest), together)
            if runs and (both := runs[-1].agencies & together):
                between = range(runs[-1].end, first)
                if all(i not in taken and self._links(meant[i][0]) for i in between):
                    last = runs.pop()
                    run = Run(last.start, run.end, last.evidence + run.evidence, both)
            runs.append(run)
        return runs

    def _links(self, word: str) -> bool:
        return word in self._by_word or word in LISTS["glue"]


def telling(words: Iterable[str]) -> frozenset[str]:
    """The words that tell a name apart, with those that say what kind of agency it is."""
    return frozenset(words) - LISTS["glue"] - LISTS["leads"]


def closest(names: Iterable[Name], kinds: frozenset[str]) -> tuple[int, ...]:
    """Whose names say the most of those kinds; the official and the shortest names first."""
    ranked = sorted(names, key=lambda name: (name.rank, len(name.words), name.agency))
    most = max((len(name.words & kinds) for name in ranked), default=0)
    return tuple(dict.fromkeys(n.agency for n in ranked if len(n.words & kinds) == most))


def _forms(place: int, agency: AgencyNames) -> Iterator[Form]:
    """Every way of writing an agency's names that is found as it stands."""
    head = next((word for word in plain(agency.name) if word in LISTS["heads"]), "")
    for rank, name in agency.ranked():
        full = plain(name)
        if len(full) == 1 and (name is agency.acronym or name.strip().isupper()):
            yield Form(place, rank, Kind.ACRONYM, full)
        elif full:
            for words in dict.fromkeys(_shapes(full, head)):
                yield Form(place, rank, _kind(words), words)


def _kind(words: tuple[str, ...]) -> Kind:
    """A role is no better evidence than a single word."""
    one = len(set(words) - LISTS["glue"]) == 1 or " ".join(words) in LISTS["roles"]
    return Kind.WORD if one else Kind.PHRASE


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
    elif head and _kind(bare) is Kind.WORD:
        yield (head, "of", *bare)
