"""Recognizes which agency of the registry a message names, from the registry's names alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import compress, pairwise

import spacy
from spacy.pipeline import EntityRuler
from spacy.tokens import Doc

from contacts.names import (
    AgencyNames,
    Kind,
    Meant,
    Name,
    NameIndex,
    Run,
    closest,
    telling,
)
from contacts.wording import (
    FEWEST_LETTERS,
    LISTS,
    OPAQUE,
    ORDINARY,
    Message,
    kinds_around,
    tells,
)

MOST = 5  # agencies that can be offered
MANY = 50  # agencies that have a word in common, among which no choice is looked for


class _Grade(IntEnum):
    """What a mention is worth: nothing; if there is no other; if there is no better; always."""

    NONE = 0
    SOFT = 1
    WEAK = 2
    STRONG = 3


@dataclass(frozen=True)
class _Mention:
    """Where a message names an agency: one of `agencies`, best first."""

    start: int
    end: int
    evidence: int  # words that tell
    agencies: tuple[int, ...]
    grade: _Grade
    score: int
    whole: bool = True  # not a part of a name


class AgencyFinder:
    """Finds agencies by their names; a registry that has changed needs a new one."""

    def __init__(self, agencies: Iterable[AgencyNames]) -> None:
        self._index = NameIndex(agencies)
        self._vocabulary = frozenset(word for key in self._index.forms for word in key.split())
        self._nlp = nlp = spacy.blank("en")
        ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
        assert isinstance(ruler, EntityRuler)
        nlp.tokenizer = lambda text: Doc(nlp.vocab, words=text.split())
        ruler.add_patterns(
            [
                {"label": "AGENCY", "pattern": key, "id": str({form.agency for form in found})}
                for key, found in self._index.forms.items()
            ]
        )

    def find(self, text: str, *, asked: bool = False) -> tuple[int, ...]:
        """The agencies that a text names: none, one, or up to five to choose from, best first.

        `asked` is for a text that answers "which agency?" or asks about one: there a single word,
        a misspelt one or a part of a name is enough.
        """
        message = Message(text)
        meant = [self._index.meant(word) if asked else (word,) for word in message.words]
        exact = list(self._exact(message, meant, asked))
        chosen = _chosen(message, self._with_parts(message, meant, exact) if asked else exact)
        named: list[int] = []
        for mention in chosen:
            others = {agency for m in chosen if m is not mention for agency in m.agencies}
            named += [a for a in mention.agencies if a in others] or mention.agencies
        return tuple(dict.fromkeys(self._index.ids[agency] for agency in named))[:MOST]

    def _exact(self, message: Message, meant: Meant, asked: bool) -> Iterator[_Mention]:
        """Names as they stand; of overlapping ones the longest."""
        # spaCy keeps every word that it is shown, so it is shown the words of names only.
        words = [w[0] if len(w) == 1 and w[0] in self._vocabulary else OPAQUE for w in meant]
        if not words or not self._index.forms:
            return
        for span in self._nlp(" ".join(words)).ents:
            start, end = span.start, span.end
            told = telling(words[start:end])
            forms = self._index.forms[span.text]
            kinds = {form.kind for form in forms}
            grades = {kind: _grade(message, start, forms[0].words, kind, asked) for kind in kinds}
            names = [
                Name(form.agency, form.rank, name.words)
                for form in forms
                for name in self._index.names[form.agency]
                if grades[form.kind] and (form.kind is Kind.ACRONYM or told <= name.words)
            ]
            grade = max(grades.values())
            agencies = closest(names, kinds_around(words, start, end))
            score = (grade is _Grade.STRONG) + message.placed(start)
            yield _Mention(start, end, len(told), agencies, grade, score)

    def _with_parts(
        self, message: Message, meant: Meant, exact: Sequence[_Mention]
    ) -> Iterator[_Mention]:
        """Exact mentions, unless a part of a name says more, and the other parts of names."""
        runs = self._index.runs(meant, _places(m for m in exact if m.grade is not _Grade.WEAK))
        explained = _places(exact) | _places(run for run in runs if run.agencies)
        contested = _places(runs) - explained
        unknown = {i for i, (word, *_) in enumerate(meant) if tells(word)} - explained

        def holds(mention: _Mention) -> bool:
            if mention.evidence > 1:
                return True
            beside = {mention.start - 1, mention.end}
            as_written = all(meant[i][0] == message.words[i] for i in _places([mention]))
            if mention.whole and as_written:
                return mention.grade is _Grade.STRONG or beside.isdisjoint(contested)
            placed = beside.isdisjoint(unknown) and message.placed(mention.start)
            if as_written or (mention.whole and mention.grade is not _Grade.STRONG):
                return placed or not unknown
            return placed or message.alone(mention.start, mention.end)

        better = [
            part
            for part in (
                self._part(message, meant, run) for run in runs if 0 < len(run.agencies) <= MANY
            )
            if len(part.agencies) <= MOST
            and holds(part)
            and all(m.evidence < part.evidence for m in exact if _overlap(m, part))
        ]
        yield from better
        for mention in exact:
            if holds(mention) and not any(_overlap(mention, part) for part in better):
                yield mention

    def _part(self, message: Message, meant: Meant, run: Run) -> _Mention:
        told = {word for several in meant[run.start : run.end] for word in several if tells(word)}
        names = [name for agency in run.agencies for name in self._index.names[agency]]
        named = [name for name in names if not told.isdisjoint(name.words)]
        kinds = kinds_around([word for word, *_ in meant], run.start, run.end)
        agencies = closest(named, kinds)
        score = message.placed(run.start) + (run.evidence > 1) - 1
        return _Mention(run.start, run.end, run.evidence, agencies, _Grade.WEAK, score, whole=False)


def _grade(message: Message, start: int, words: tuple[str, ...], kind: Kind, asked: bool) -> _Grade:
    """What a name is worth where it stands."""
    name, end = " ".join(words), start + len(words)
    said = message.said(start, end)
    lead = message.lead(start)[-1:]
    acronym = kind is Kind.ACRONYM
    if name in LISTS["roles"]:
        # "I work in personnel" tells the trade, "I work at Personnel" the agency.
        counts = (said and lead != ["in"]) or (asked and lead == ["at"])
    elif acronym and (name in LISTS["everyday"] or name in ORDINARY):
        counts = said or (asked and lead in (["am"], ["at"], ["in"], ["of"]))
    else:
        shown = start in message.capitals or len(name) >= FEWEST_LETTERS
        if kind is Kind.PHRASE or (acronym and shown):
            return _Grade.STRONG
        return _Grade.WEAK if asked or said else _Grade.NONE
    return _Grade.SOFT if counts or (asked and message.alone(start, end)) else _Grade.NONE


def _places(found: Iterable[_Mention | Run]) -> set[int]:
    return {i for one in found for i in range(one.start, one.end)}


def _overlap(one: _Mention, other: _Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _chosen(message: Message, mentions: Iterable[_Mention]) -> list[_Mention]:
    """The mentions that hold beside each other, the best first."""
    kept = [m for m in mentions if m.grade and not message.left(m.start)]
    kept.sort(key=lambda mention: mention.start)
    if moved := [m for m in kept if message.moved_to(m.start, m.end)]:
        return moved[-1:]
    kept = [m for m in kept if m.grade > _Grade.SOFT] or kept
    best = max((m.score for m in kept), default=0)
    held = [m.grade is _Grade.STRONG or m.score == best for m in kept]
    for i, (one, other) in enumerate(pairwise(kept), 1):
        # "KYTC or Revenue" names both alike.
        if message.words[one.end : other.start] in (["and"], ["or"]):
            held[i - 1] = held[i] = held[i - 1] or held[i]
    return sorted(compress(kept, held), key=lambda mention: -mention.score)
