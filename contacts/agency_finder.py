"""Recognizes which agency of the registry a message names, from the registry's names alone.

1. Names that stand in the message as they are: `_whole_names`.
2. Where an agency was asked for, also parts of names and mistyped words: `_with_parts`.
3. What stands around a name decides what it is worth, its `Weight`; the best are kept: `_chosen`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import compress, pairwise

from contacts.agency_names import (
    AgencyName,
    Candidates,
    NameIndex,
    NameKind,
    NameSpelling,
    WordSpan,
    best_agencies,
    without_glue,
)
from contacts.message_words import (
    FEWEST_LETTERS,
    LISTS,
    OPAQUE,
    ORDINARY,
    MessageWords,
    is_distinctive,
    kinds_around,
)
from contacts.queries import Agency

MOST = 5  # agencies that can be offered
MANY = 50  # agencies that have a word in common, among which no choice is looked for


class Weight(IntEnum):
    """When a mention counts."""

    NEVER = 0
    IF_NO_OTHER = 1
    IF_NO_BETTER = 2
    ALWAYS = 3


@dataclass(frozen=True)
class Mention:
    """Where a message names an agency: one of `agencies`, best first."""

    start: int
    end: int
    distinctive: int  # how many of the words
    agencies: tuple[int, ...]
    weight: Weight
    score: int
    is_whole_name: bool = True

    @property
    def places(self) -> range:
        """The places of its words."""
        return range(self.start, self.end)

    def overlaps(self, other: "Mention") -> bool:
        """Whether both have a word."""
        return self.start < other.end and other.start < self.end


class AgencyFinder:
    """Finds agencies by their names; a registry that has changed needs a new one."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.index = NameIndex(agencies)
        self._vocabulary = frozenset(word for key in self.index.spellings for word in key.split())
        self._longest = max((len(key.split()) for key in self.index.spellings), default=0)

    def find(self, text: str, *, asked: bool = False) -> tuple[int, ...]:
        """The agencies that a text names: none, one, or up to five to choose from, best first.

        `asked` is for a text that answers "which agency?" or asks about one: there a single word,
        a mistyped one or a part of a name is enough.
        """
        message = MessageWords(text)
        candidates = [self.index.candidates(word) if asked else (word,) for word in message.words]
        mentions = list(self._whole_names(message, candidates, asked))
        if asked:
            mentions = list(self._with_parts(message, candidates, mentions))
        chosen = _chosen(message, mentions)
        named: list[int] = []
        for mention in chosen:
            others = {agency for m in chosen if m is not mention for agency in m.agencies}
            named += [a for a in mention.agencies if a in others] or mention.agencies
        return tuple(dict.fromkeys(self.index.ids[agency] for agency in named))[:MOST]

    def _whole_names(
        self, message: MessageWords, candidates: Candidates, asked: bool
    ) -> Iterator[Mention]:
        """Names as they stand; of overlapping ones the longest."""
        words = [
            several[0] if len(several) == 1 and several[0] in self._vocabulary else OPAQUE
            for several in candidates
        ]
        for start, end in self._longest_names(words):
            spellings = self.index.spellings[" ".join(words[start:end])]
            weights = {one.kind: _weight(message, start, one, asked) for one in spellings}
            weight = max(weights.values())
            said = without_glue(words[start:end])
            names = [
                AgencyName(one.agency, one.rank, name.words)
                for one in spellings
                for name in self.index.names[one.agency]
                if weights[one.kind] and (one.kind is NameKind.ACRONYM or said <= name.words)
            ]
            agencies = best_agencies(names, kinds_around(words, start, end))
            score = (weight is Weight.ALWAYS) + message.follows_preposition(start)
            yield Mention(start, end, len(said), agencies, weight, score)

    def _longest_names(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Where names stand, in their order; of overlapping ones the longest, then the first."""
        found = [
            (start, end)
            for start in range(len(words))
            for end in self._ends(words, start)
            if " ".join(words[start:end]) in self.index.spellings
        ]
        kept: list[tuple[int, int]] = []
        taken: set[int] = set()
        for start, end in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                kept.append((start, end))
        return sorted(kept)

    def _ends(self, words: Sequence[str], start: int) -> Iterator[int]:
        """Where a name may end: no name has a word that is in none."""
        for place in range(start, min(start + self._longest, len(words))):
            if words[place] == OPAQUE:
                break
            yield place + 1

    def _with_parts(
        self, message: MessageWords, candidates: Candidates, whole: Sequence[Mention]
    ) -> Iterator[Mention]:
        """Parts of names that say more than whole names beside them, and the other whole names."""
        taken = _places(m for m in whole if m.weight is not Weight.IF_NO_BETTER)
        spans = self.index.spans(candidates, taken)
        explained = _places(whole) | _places(span for span in spans if span.agencies)
        contested = _places(spans) - explained
        unknown = {i for i, (word, *_) in enumerate(candidates) if is_distinctive(word)} - explained

        def holds(mention: Mention) -> bool:
            """Whether words that are unknown or of other agencies do not speak against it."""
            if mention.distinctive > 1:
                return True
            beside = {mention.start - 1, mention.end}
            as_written = all(candidates[i][0] == message.words[i] for i in mention.places)
            is_strong = mention.weight is Weight.ALWAYS
            if mention.is_whole_name and as_written:
                return is_strong or beside.isdisjoint(contested)
            follows = beside.isdisjoint(unknown) and message.follows_preposition(mention.start)
            if as_written or (mention.is_whole_name and not is_strong):
                return follows or not unknown
            return follows or message.is_alone(mention.start, mention.end)

        parts = (
            self._part(message, candidates, span)
            for span in spans
            if 0 < len(span.agencies) <= MANY
        )
        better = [
            part
            for part in parts
            if len(part.agencies) <= MOST
            and holds(part)
            and all(m.distinctive < part.distinctive for m in whole if m.overlaps(part))
        ]
        yield from better
        for mention in whole:
            if holds(mention) and not any(mention.overlaps(part) for part in better):
                yield mention

    def _part(self, message: MessageWords, candidates: Candidates, span: WordSpan) -> Mention:
        words = {word for several in candidates[span.start : span.end] for word in several}
        said = set(filter(is_distinctive, words))
        names = [name for agency in span.agencies for name in self.index.names[agency]]
        named = [name for name in names if not said.isdisjoint(name.words)]
        kinds = kinds_around([word for word, *_ in candidates], span.start, span.end)
        return Mention(
            span.start,
            span.end,
            span.distinctive,
            best_agencies(named, kinds),
            Weight.IF_NO_BETTER,
            message.follows_preposition(span.start) + (span.distinctive > 1) - 1,
            is_whole_name=False,
        )


def _weight(message: MessageWords, start: int, spelling: NameSpelling, asked: bool) -> Weight:
    """What a name is worth where it stands."""
    name, end = " ".join(spelling.words), start + len(spelling.words)
    is_own = message.is_own_agency(start, end)
    before = message.before(start)[-1:]
    is_acronym = spelling.kind is NameKind.ACRONYM
    if name in LISTS["roles"]:
        # "I work in personnel" tells the trade, "I work at Personnel" the agency.
        counts = (is_own and before != ["in"]) or (asked and before == ["at"])
    elif is_acronym and (name in LISTS["everyday"] or name in ORDINARY):
        counts = is_own or (asked and before in (["am"], ["at"], ["in"], ["of"]))
    else:
        is_clear = start in message.capitals or len(name) >= FEWEST_LETTERS
        if spelling.kind is NameKind.PHRASE or (is_acronym and is_clear):
            return Weight.ALWAYS
        return Weight.IF_NO_BETTER if asked or is_own else Weight.NEVER
    counts = counts or (asked and message.is_alone(start, end))
    return Weight.IF_NO_OTHER if counts else Weight.NEVER


def _chosen(message: MessageWords, mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions that hold beside each other, the best first."""
    kept = [m for m in mentions if m.weight and not message.is_former_agency(m.start)]
    kept.sort(key=lambda mention: mention.start)
    if new := [m for m in kept if message.is_new_agency(m.start, m.end)]:
        return new[-1:]
    kept = [m for m in kept if m.weight > Weight.IF_NO_OTHER] or kept
    best = max((m.score for m in kept), default=0)
    held = [m.weight is Weight.ALWAYS or m.score == best for m in kept]
    for i, (one, other) in enumerate(pairwise(kept), 1):
        # "KYTC or Revenue" names both alike.
        if message.words[one.end : other.start] in (["and"], ["or"]):
            held[i - 1] = held[i] = held[i - 1] or held[i]
    return sorted(compress(kept, held), key=lambda mention: -mention.score)


def _places(found: Iterable[Mention | WordSpan]) -> set[int]:
    return {i for one in found for i in range(one.start, one.end)}
