"""Finds the name of an agency that is not registered: "who signs for the department of magic"."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from contacts.message_words import (
    BESIDE,
    LISTS,
    OPAQUE,
    ORDINARY,
    MessageWords,
    name_words,
)
from faq_kb.knowledge import KnowledgeBase, free_text

FEWEST_LETTERS = 3
LONGEST_QUERY = 6  # words; in more, a word that says something is seldom a name
MARKS = ".,;:!?()\"'\u2018\u2019\u201c\u201d"
BODIES = (LISTS["heads"] | LISTS["kinds"] | LISTS["leads"]) - {"agency"}
POSSESSIVE = frozenset({"our", "my", "your"})
OF = "of"


@dataclass(frozen=True)
class _Token:
    """A word as it was typed, and as names are compared."""

    written: str
    words: tuple[str, ...]

    @property
    def is_capitalized(self) -> bool:
        """Whether it is written as names are."""
        return self.written[:1].isupper()

    @property
    def ends(self) -> bool:
        """Whether a clause ends with it."""
        return self.written[-1] in ",;:!?." and self.written.lower() not in ("dept.", "ky.")

    def among(self, words: Collection[str]) -> bool:
        """Whether it is one of the words; articles are, too."""
        return all(word in words for word in self.words)


class Vocabulary:
    """The words of the knowledge base, which name no agency; read anew when it has changed."""

    def __init__(self) -> None:
        self._read: tuple[KnowledgeBase, frozenset[str]] | None = None

    def of(self, knowledge: KnowledgeBase) -> frozenset[str]:
        """The words as `unknown_agency` compares them."""
        if self._read is None or self._read[0] is not knowledge:
            self._read = knowledge, _vocabulary(knowledge)
        return self._read[1]


def _vocabulary(knowledge: KnowledgeBase) -> frozenset[str]:
    texts = [form.title for form in knowledge.directory.forms.values()]
    for procedure in knowledge.procedures.values():
        texts += [text for _, text in free_text(procedure)]
    return frozenset(word for text in texts for word in MessageWords(text).words)


def unknown_agency(text: str, known: Collection[str], common: Collection[str]) -> str:
    """The name as it was typed, empty where none is; for a text without any known name.

    `known` words name something else, `common` ones are of many messages. A name stands behind a
    preposition, beside "department" and the like, in capitals, or as the only word that tells.
    """
    tokens = [_Token(written, name_words(written)) for written in text.split()]
    ordinary = {*known, *common}
    strange = [
        place
        for place, token in enumerate(tokens)
        if any(_is_strange(word, ordinary) for word in token.words) or _is_titled(tokens, place)
    ]
    for place in strange:
        if _stands_for_agency(tokens, place) or _is_alone(tokens, strange, known):
            return _name(tokens, place, strange)
    return ""


def has_unknown_word(text: str, known: Collection[str]) -> bool:
    """Whether a text has a word that is neither ordinary nor known."""
    return any(_is_strange(word, known) for word in MessageWords(text).words)


def _is_strange(word: str, known: Collection[str]) -> bool:
    ordinary = word in ORDINARY | LISTS["everyday"] | BESIDE or word in known
    return not ordinary and word != OPAQUE and len(word) >= FEWEST_LETTERS and word.isalpha()


def _is_titled(tokens: Sequence[_Token], place: int) -> bool:
    """Whether a word, common or not, is part of a title: "Bureau of Bridges", "Safety Cabinet"."""
    token = tokens[place]
    if not any(word.isalpha() and word not in ORDINARY for word in token.words):
        return False
    if token.is_capitalized and not token.ends and place + 1 < len(tokens):
        after = tokens[place + 1]
        if after.words and after.is_capitalized and after.among(LISTS["heads"]):
            return True
    body, of = (tokens[max(place - back, 0)] for back in (2, 1))
    if place < 2 or not body.words or body.ends or of.ends:
        return False
    linked = of.written.lower() == OF or (of.among({OF}) and token.is_capitalized)
    return linked and body.among(BODIES - LISTS["leads"])


def _stands_for_agency(tokens: Sequence[_Token], place: int) -> bool:
    if place + 1 < len(tokens) and not tokens[place].ends:
        beside = tokens[place + 1]
        if beside.words and beside.among(BODIES):
            return True
    written = tokens[place].written.strip(MARKS)
    if written.isupper() and not all(token.written.isupper() for token in tokens):
        return True
    for token in reversed(tokens[:place]):
        if token.ends or (token.words and token.among(POSSESSIVE)):
            return False
        if token.words and token.among(LISTS["places"] | {OF}):
            return True
        if not (token.is_capitalized or token.among(LISTS["skip"] | BODIES | LISTS["glue"])):
            return False
    return False


def _is_alone(tokens: Sequence[_Token], strange: Sequence[int], known: Collection[str]) -> bool:
    """Whether nothing else says anything before a role: "kyova security contact"."""
    neighbors = strange[-1] - strange[0] == len(strange) - 1
    if len(tokens) > LONGEST_QUERY or not neighbors or strange[-1] == len(tokens) - 1:
        return False
    others = [token for place, token in enumerate(tokens) if place not in strange]
    own = any(token.words and token.among(POSSESSIVE) for token in others)
    return not own and all(token.among(BESIDE | LISTS["skip"] | set(known)) for token in others)


def _name(tokens: Sequence[_Token], place: int, strange: Sequence[int]) -> str:
    """The words around a strange one that belong to the name."""
    start, end = place, place + 1
    while start and not tokens[start - 1].ends and _leads(tokens, start - 1):
        start -= 1
    while end < len(tokens) and not tokens[end - 1].ends:
        further = next(_goes_on(tokens, end, strange), end)
        if further == end:
            break
        end = further
    while tokens[start].among({OF, "and"}) and start < place:
        start += 1
    return " ".join(token.written for token in tokens[start:end]).strip(MARKS)


def _leads(tokens: Sequence[_Token], place: int) -> bool:
    """Whether the word before a name is part of it: "department", or "of" behind it."""
    token = tokens[place]
    if token.words and (token.among(BODIES) or (token.is_capitalized and not token.among(BESIDE))):
        return True
    before = tokens[place - 1] if place else None
    inner = not token.words or token.among({OF})
    return inner and before is not None and bool(before.words) and before.among({OF, *BODIES})


def _goes_on(tokens: Sequence[_Token], place: int, strange: Sequence[int]) -> Iterator[int]:
    """Where a name ends that goes on at a place."""
    token = tokens[place]
    named = token.is_capitalized and not token.among(BESIDE | ORDINARY)
    if place in strange or named or (token.words and token.among(BODIES)):
        yield place + 1
    linked = token.among({OF, "and"}) or not token.words
    if linked and place + 1 in strange:
        yield place + 2
