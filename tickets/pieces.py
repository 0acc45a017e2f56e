"""Which piece of a message a tagged value is: whole words, and all that belongs to it."""

import re
from collections.abc import Iterable, Sequence

from faq_kb.model import ItemType
from tickets.corrections import is_taken_back, remark_in
from tickets.tagged_value import TaggedValue
from tickets.values import Span
from tickets.values.base import plain_quotes

SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
# A word that is no word of a sentence: "ClaimsDW", "F:", "APP1".
_CODED = re.compile(r"\b(?:\w*\d\w*|\w+[A-Z]\w*|[A-Z]:)(?=\s|[,;]|$)")
# What goes on without a blank is one word, but for the punctuation after it.
_WORD_START, _WORD_END = re.compile(r"(?:[-/.@_]?\w+)*"), re.compile(r"(?<!\w)(?:\w[-/.@]?)*$")
# Between two parts of one name or address.
_LINK = re.compile(r"[\s,;&+/()-]*(?:(?:and|or|plus)\b[\s,]*)?", re.IGNORECASE)
# Another clause, which tells something else: ", it has 4 now", ", SQL Server is the database".
_OTHER_CLAUSE = re.compile(
    r"[,;]\s+(?:[\w']+\s+){0,3}?(?:[\w]+'(?:s|re|ll|m|ve)|is|are|was|were|has|have|had|will|would|"
    r"can|could|should|needs?|wants?|going)\s",
    re.IGNORECASE,
)
_NAME = r"[A-Z][\w'.-]*\s[A-Z][\w'-]+"
_ENDS_IN_NAME = re.compile(rf"{_NAME}[,;]\s*{_NAME}$")
_MORE_NAMES = re.compile(rf"(?:,?\s+(?:and|&)\s+{_NAME}|[,;]\s*{_NAME})+(?=[\s.,;]|$)")
_WHOLE_NAME = re.compile(r"(?:[A-Z][\w'.-]*\s){1,3}[A-Z][\w'.-]+")
# What follows a name and is none: another clause, or a word that tells of its owner.
_PRONOUN = r"(?i:who|whom|whose|which|she|he|they|it|her|his|their|him|them)\b"
# Words that are names with a capital letter count as written small only: "Will", "In", "My".
_TOLD_OF_NAME = re.compile(
    rf"(?:[,;(]|\s[-\u2013]\s)\s*(?:(?:(?:and|but|so)\s+)?{_PRONOUN}|(?:we|our|i|my|in|at|on|from|with|"
    r"starting|beginning|not|is|was|has|had|starts?|begins?)\b)"
    rf"|\s+(?i:who|whom|whose)\b|\s+and\s+(?:{_PRONOUN}|we\b|i\b)"
)
_DIGIT_OR_VERB = re.compile(
    r"(?<!\d)\d+(?!\d|(?:st|nd|rd|th)\b)|(?<=\s)(?:is|isnt|are|arent|was|were|would|should|has|have|"
    r"had|cannot|could|must|needs?|wants?|does|dont|did|going|said|says|told|starts|begins|works|moves)\b"
    r"|\w(?:n't|'re|'ll|'ve|'m)\b"
)
_VERB = re.compile(
    r"\d|(?<=\s)(?:is|isnt|are|arent|was|were|am|will|would|should|has|have|had|can|cannot|could|"
    r"must|needs?|wants?|do|does|dont|did|goes|going|said|says|told)\b|\w(?:n't|'re|'ll|'ve|'m)\b"
)
_BETWEEN_NAMES = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+")
# Behind a name: "Ada Lane, ext. 4432", "Ada Lane (unit 4)".
_BEHIND_NAME = re.compile(r"[,;(]")
_VERB = re.compile(r"\s+(?:is|are|was|were|will|would|should|has|have)\b|'s\b", re.IGNORECASE)


def whole_words(text: str, start: int, end: int) -> str:
    """The text from `start` to `end`, with the rest of a word that it cuts: "5520" of "5520-C"."""
    before, after = _WORD_END.search(text[:start]), _WORD_START.match(text[end:])
    start -= len(before[0]) if before else 0
    end += len(after[0]) if after else 0
    return text[start:end].strip(" ,;:")


def without(text: str, tagged: Sequence[TaggedValue]) -> str:
    """What stands beside the tagged parts."""
    for one in sorted(tagged, key=lambda one: one.start, reverse=True):
        text = f"{text[: one.start]} {text[one.end :]}"
    return text


def surest(parts: Sequence[TaggedValue]) -> TaggedValue:
    """The surest part, of equals the last."""
    return max(reversed(parts), key=lambda one: one.confidence)


def together(text: str, parts: Sequence[TaggedValue], kind: ItemType) -> Sequence[TaggedValue]:
    """Those of the parts that are one value: a name is one of the names in a message.

    The first ones answer; where the speaker takes them back, the next.
    """
    groups: list[list[TaggedValue]] = []
    for one in parts:
        between = text[groups[-1][-1].end : one.start] if groups else ""
        if groups and _is_link(between, kind):
            groups[-1].append(one)
        elif groups and is_taken_back(between):
            groups = [[one]]
        else:
            groups.append([one])
    return groups[0]


def _is_link(between: str, kind: ItemType) -> bool:
    """Whether two parts are one value, with this between them."""
    if kind is ItemType.LONG_TEXT:
        return True
    if kind is ItemType.TEXT:
        return not SENTENCE_END.search(between) and not is_taken_back(between)
    return _LINK.fullmatch(between) is not None


def extended_end(text: str, end: int) -> int:
    """Where a text that goes on after its tagged part ends: with its clause, before a remark."""
    rest = plain_quotes(SENTENCE_END.split(text[end:], maxsplit=1)[0])
    if _VERB.match(rest):
        return end  # what follows says something of it: "750 GB is what we need"
    other = _OTHER_CLAUSE.search(rest)
    return end + min(len(rest), other.start() if other else len(rest), remark_in(rest))


def list_end(text: str, start: int, end: int) -> int:
    """Where a list of names ends of which the tagger takes the last ones for something else."""
    if not _ENDS_IN_NAME.search(text[start:end]):
        return end
    more = _MORE_NAMES.match(text, end)
    return more.end() if more else end


def begun(text: str, start: int) -> int:
    """Where a value begins whose first words the tagger takes for others: "F: on DWCFILE02"."""
    before = SENTENCE_END.split(text[:start])[-1]
    return start - len(before) if _CODED.search(before) else start


def name_before(said: str) -> str:
    """The name that a text begins with, without what is told of its owner: ", she begins"."""
    told = _TOLD_OF_NAME.search(said)
    return (said[: told.start()] if told else said).strip()


def name_in(answer: str) -> str:
    """The name in an answer, "" where there is none: no number and no sentence is anybody's."""
    name = next((one for one in (answer, name_before(answer)) if not _is_sentence(one)), "")
    first = _BEHIND_NAME.split(answer, maxsplit=1)[0].strip()
    return name or (first if is_written_name(first) and not _is_sentence(first) else "")


def _is_sentence(text: str) -> bool:
    """Whether a text has what no name has: a number, or a verb behind its first word."""
    return _DIGIT_OR_VERB.search(plain_quotes(text)) is not None


def is_written_name(text: str) -> bool:
    """Whether a text is written as a whole name is: two to four words with capitals."""
    return _WHOLE_NAME.fullmatch(text) is not None


def are_names(text: str) -> bool:
    """Whether a text is the names of several people, and no more: "Ada Lane and Ben Ochs"."""
    *first, last = _BETWEEN_NAMES.split(text.strip(" ."))
    return bool(first) and all(map(is_written_name, (*first, last)))


def is_free(span: Span, taken: Iterable[tuple[int, int]]) -> bool:
    """Whether a span overlaps none of those taken."""
    return all(span.end <= start or end <= span.start for start, end in taken)
