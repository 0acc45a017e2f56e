"""The values that one message gives for the fields of a request.

The pipeline has tagged them (bot/nlu/item_tagger.py); each has to pass the check of its field, as
an answer would. What has an unmistakable shape is found without a tag, too.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

from faq_kb.model import ItemType
from tickets.fields import RequestField
from tickets.naming import named
from tickets.tagged_value import TaggedValue
from tickets.values import InvalidValue, Span, check, find
from tickets.values.yes_no import says_not_yet

TEXTUAL = frozenset({ItemType.TEXT, ItemType.LONG_TEXT, ItemType.PERSON, ItemType.ADDRESS})
FREE = TEXTUAL - {ItemType.PERSON}  # a name contains nothing else
# Any words may say which value these have, so the tag says it.
CLOSED = frozenset({ItemType.ATTACHMENT, ItemType.YES_NO, ItemType.CHOICE})
NO_VALUES: Mapping[str, str] = MappingProxyType({})
# Several parts of a message make one value.
LISTED = frozenset({ItemType.LONG_TEXT})
SHAPED = (ItemType.URL, ItemType.PHONE, ItemType.DATE, ItemType.FILE_PATH)
# How sure the tagger must be; it is asked for one item, which people mostly answer.
SURE, SURE_OF_ASKED = 0.75, 0.35
# A request that is begun is told in a sentence or two about nothing else.
SURE_OF_OPENING = 0.6
# Sure enough to ask the user whether it is one.
UNSURE = 0.4
# Another free text than the one that was asked for.
SURE_BESIDE_FREE = 0.8


# Numbers, with letters and marks in them: "14.5", "HR-204", "88213".
_NUMBERS = re.compile(r"(?:[^\W\d_]+-?)?\d(?:[\w.,/-]*\w)?")
_DIGIT = re.compile(r"\d")
# Words of a value that no other sentence has by chance: names, numbers, long words.
_TELLING = re.compile(r"\b(?:[A-Z]\w{2,}|\w*\d\w*|\w{7,})\b")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
# A word that is no word of a sentence: "ClaimsDW", "F:", "APP1".
_CODED = re.compile(r"\b(?:\w*\d\w*|\w+[A-Z]\w*|[A-Z]:)(?=\s|[,;]|$)")
# What goes on without a blank is one word, but for the punctuation after it.
_WORD_START, _WORD_END = re.compile(r"(?:[-/.@_]?\w+)*"), re.compile(r"(?:\w+[-/.@_]?)*$")


@dataclass(frozen=True)
class MessageReader:
    """Reads messages for the fields of one request.

    `asked` is the field that the user was asked for, `given` has the values that are there.
    """

    fields: Sequence[RequestField]
    asked: RequestField | None
    today: dt.date
    given: Mapping[str, str] = NO_VALUES

    def values(
        self, text: str, tagged: Iterable[TaggedValue], *, corrects: bool = False
    ) -> dict[str, str]:
        """Every value that the message gives beside those that only a question explains.

        `corrects`: the message says that something is to be changed.
        """
        tagged = [*tagged]
        sure = [one for one in tagged if self._is_sure(one, text, tagged, corrects=corrects)]
        found = self.tagged(text, sure)
        taken = [(one.start, one.end) for one in sure]
        for key, span in self._shaped(text, taken, found.keys()):
            found[key] = span.value
        return found or dict(self._corrected(text))

    def answer(self, text: str) -> str:
        """The whole message as the answer to what was asked. Raises InvalidValue."""
        assert self.asked is not None
        return self._check(self.asked, text)

    def unsure(self, text: str, tagged: Iterable[TaggedValue]) -> dict[str, str]:
        """Values that the message may give; the tagger is not sure enough to take them."""
        return self.tagged(
            text, [one for one in tagged if UNSURE <= one.confidence < self._least(one.key)]
        )

    def is_of_another(self, keys: Collection[str]) -> bool:
        """Whether one of the keys is of another kind of field than the one asked for.

        A name that answers the question for one is no other's.
        """
        asked = self.asked
        if asked is None or asked.key in keys:
            return False
        return any(one.key in keys and one.type is not asked.type for one in self.fields)

    def _is_sure(
        self, one: TaggedValue, text: str, tagged: Sequence[TaggedValue], *, corrects: bool
    ) -> bool:
        """Whether it is a value; one that is there already is never replaced by the way."""
        if one.key not in self.given or (self.asked and one.key == self.asked.key):
            return one.confidence >= self._least(one.key)
        return one.confidence >= UNSURE and self._replaces(one, text, tagged, corrects=corrects)

    def _replaces(
        self, one: TaggedValue, text: str, tagged: Sequence[TaggedValue], *, corrects: bool
    ) -> bool:
        """Whether the message names what it changes: by the old value, or as the item is called.

        A correction need not name it where nothing else can be meant; a name may be anybody's.
        """
        beside = _without(text, [other for other in tagged if other.key == one.key])
        old = set(_TELLING.findall(self.given[one.key])) - set(_TELLING.findall(one.value))
        if not self._is_of(LISTED, one.key) and not old.isdisjoint(_TELLING.findall(beside)):
            return True
        if named(beside, self.fields) == one.key:
            return True
        return corrects and len(tagged) == 1 and not self._is_of(TEXTUAL, one.key)

    def _least(self, key: str) -> float:
        if self.asked and key == self.asked.key:
            return SURE_OF_ASKED
        if self.asked is None and not self.given and not self._is_of(TEXTUAL, key):
            return SURE_OF_OPENING
        # The answer to a question for free text may contain anything.
        is_free = self.asked is not None and self.asked.type in FREE and self._is_of(FREE, key)
        return SURE_BESIDE_FREE if is_free else SURE

    def _is_of(self, types: Collection[ItemType], key: str) -> bool:
        """Whether the field of a key has one of the types."""
        return any(field.key == key and field.type in types for field in self.fields)

    def tagged(self, text: str, tagged: Iterable[TaggedValue]) -> dict[str, str]:
        """The values of tags that pass the check of their field."""
        tagged, found = [*tagged], {}
        for field in self.fields:
            parts = [one for one in tagged if one.key == field.key]
            with suppress(InvalidValue):
                if parts:
                    others = [one for one in tagged if one.key != field.key]
                    found[field.key] = self._value(text, field, parts, others)
        return found

    def _value(
        self,
        text: str,
        field: RequestField,
        parts: Sequence[TaggedValue],
        others: Sequence[TaggedValue],
    ) -> str:
        """The value of its parts: of a list all of them, of others the surest, the last of equals.

        A text that was asked for, or is changed, goes on to the end of its sentence, unless one of
        the `others` begins later: none of it is lost.
        """
        if field.type in CLOSED:
            surest = max(reversed(parts), key=lambda one: one.confidence)
            return self._check(field, self._said(text, field, surest))
        is_told = field == self.asked or field.key in self.given
        if field.type in LISTED or (is_told and field.type in TEXTUAL):
            start, end = parts[0].start, parts[-1].end
            is_last = all(one.start < start for one in others)
            if is_told and is_last and field.type is not ItemType.PERSON:
                end += len(_SENTENCE_END.split(text[end:], maxsplit=1)[0])
            start = _begun(text, start, field) if is_told and not others else start
            return self._check(field, _whole_words(text, start, end))
        surest = max(reversed(parts), key=lambda one: one.confidence)
        return self._check(field, _whole_words(text, surest.start, surest.end))

    def _said(self, text: str, field: RequestField, one: TaggedValue) -> str:
        """What is said of a paper is what its sentence says: "no police report yet"."""
        if field.type is not ItemType.ATTACHMENT or one.value == "no":
            return one.value
        before = _SENTENCE_END.split(text[: one.start])[-1]
        after = _SENTENCE_END.split(text[one.end :], maxsplit=1)[0]
        sentence = f"{before}{text[one.start : one.end]}{after}"
        return "no" if says_not_yet(sentence) else one.value

    def _shaped(
        self, text: str, taken: Sequence[tuple[int, int]], known: Collection[str]
    ) -> Iterator[tuple[str, Span]]:
        """Values known by their shape, where only one field can be meant."""
        # The answer to a question for free text changes nothing that is there.
        is_free = self.asked is not None and self.asked.type in FREE
        kept = self.given if is_free else frozenset[str]()
        for kind in SHAPED:
            fields = [field for field in self.fields if field.type is kind]
            if self.asked in fields:
                fields = [self.asked]
            spans = [one for one in find(kind, text, today=self.today) if _is_free(one, taken)]
            if len(fields) != 1 or len(spans) != 1 or fields[0].key in {*known, *kept}:
                continue
            if self._may_change(fields[0], text, spans[0]):
                yield fields[0].key, spans[0]

    def _may_change(self, field: RequestField, text: str, span: Span) -> bool:
        """Whether it can be meant for a field that has a value: only where that is named."""
        if field.key not in self.given or field == self.asked:
            return True
        return named(f"{text[: span.start]} {text[span.end :]}", self.fields) == field.key

    def replaced(self, text: str) -> dict[str, str]:
        """The value that a correction may be about: of those given, the one with such a number."""
        said = _NUMBERS.findall(text)
        found = {}
        for one in self.fields:
            old = self.given.get(one.key, "")
            numbers = _NUMBERS.findall(old)
            if len(said) == len(numbers) == 1 and said != numbers and _is_like(said[0], numbers):
                with suppress(InvalidValue):
                    found[one.key] = self._check(one, old.replace(numbers[0], said[0]))
        return found if len(found) == 1 else {}

    def _corrected(self, text: str) -> Iterator[tuple[str, str]]:
        """The value that a message corrects: "214, not 212" where "room 212" is there."""
        said = _NUMBERS.findall(text)
        for one in self.fields:
            old = self.given.get(one.key, "")
            wrong = [number for number in _NUMBERS.findall(old) if number in said]
            right = [number for number in said if number not in wrong and _is_like(number, wrong)]
            if len(wrong) == len(right) == 1:
                with suppress(InvalidValue):
                    yield one.key, self._check(one, old.replace(wrong[0], right[0]))
                return

    def _check(self, field: RequestField, text: str) -> str:
        return check(field.type, text, today=self.today, choices=field.choices)


def _whole_words(text: str, start: int, end: int) -> str:
    """The text from `start` to `end`, with the rest of a word that it cuts: "5520" of "5520-C"."""
    before, after = _WORD_END.search(text[:start]), _WORD_START.match(text[end:])
    start -= len(before[0]) if before else 0
    end += len(after[0]) if after else 0
    return text[start:end].strip(" ,;:")


def _without(text: str, tagged: Sequence[TaggedValue]) -> str:
    """What stands beside the tagged parts."""
    for one in sorted(tagged, key=lambda one: one.start, reverse=True):
        text = f"{text[: one.start]} {text[one.end :]}"
    return text


def _begun(text: str, start: int, field: RequestField) -> int:
    """Where a value begins whose first words the tagger takes for others: "F: on DWCFILE02"."""
    before = _SENTENCE_END.split(text[:start])[-1]
    is_name = field.type is ItemType.PERSON
    return start - len(before) if _CODED.search(before) and not is_name else start


def _is_like(number: str, others: Sequence[str]) -> bool:
    """Whether a number is written like another one: "14.7" and "14.5", no "3" and "1204"."""
    return any(_DIGIT.sub("9", number) == _DIGIT.sub("9", other) for other in others)


def _is_free(span: Span, taken: Iterable[tuple[int, int]]) -> bool:
    return all(span.end <= start or end <= span.start for start, end in taken)
