"""The values that one message gives for the fields of a request.

The pipeline has tagged them (bot/nlu/item_tagger.py); each has to pass the check of its field, as
an answer would. What has an unmistakable shape is found without a tag, too.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from faq_kb.model import ItemType
from tickets.fields import RequestField
from tickets.values import InvalidValue, Span, check, find

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
# What is there already is replaced by what is surely another value of it.
SURE_OF_CHANGE = 0.8


# Numbers, with letters and marks in them: "14.5", "HR-204", "88213".
_NUMBERS = re.compile(r"(?:[^\W\d_]+-?)?\d(?:[\w.,/-]*\w)?")
_DIGIT = re.compile(r"\d")
_NAMED = re.compile(r"\w{3,}")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
# What goes on without a blank is one word, but for the punctuation after it.
_WORD_START, _WORD_END = re.compile(r"(?:[-/.@_]?\w+)*"), re.compile(r"(?:\w+[-/.@_]?)*$")


@dataclass(frozen=True)
class TaggedValue:
    """A value as the pipeline tagged it: of which field, its text or what it says, and where."""

    key: str
    value: str
    start: int
    end: int
    confidence: float

    @classmethod
    def of_message(
        cls, message: Mapping[str, Any], entry: str = "", common: Collection[str] = ()
    ) -> "list[TaggedValue]":
        """Those of a message as Rasa parsed it.

        With an `entry` only those of its requests, and of the `common` fields.
        """
        return [
            cls(
                str(row["entity"]),
                str(row["value"]),
                int(row["start"]),
                int(row["end"]),
                float(row["confidence"]),
            )
            for row in message.get("items") or ()
            if entry in ("", row["entry"]) or row["entity"] in common
        ]


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
        sure = [
            one
            for one in tagged
            if one.confidence >= self._least(one.key)
            or (one.confidence >= UNSURE and self._replaces(one, text, corrects=corrects))
        ]
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

    def _replaces(self, one: TaggedValue, text: str, *, corrects: bool) -> bool:
        """Whether a value is changed: by a message that says so, or names the old one beside it."""
        old = self.given.get(one.key, "")
        beside = text[: one.start] + " " + text[one.end :]
        words = set(_NAMED.findall(old.casefold())) - set(_NAMED.findall(one.value.casefold()))
        return bool(old) and (corrects or not words.isdisjoint(_NAMED.findall(beside.casefold())))

    def _least(self, key: str) -> float:
        if self.asked and key == self.asked.key:
            return SURE_OF_ASKED
        if self.asked is None and not self.given and not self._is_of(TEXTUAL, key):
            return SURE_OF_OPENING
        # The answer to a question for free text may contain anything.
        is_free = self.asked is not None and self.asked.type in FREE and self._is_of(FREE, key)
        return SURE_OF_CHANGE if is_free or key in self.given else SURE

    def _is_of(self, types: Collection[ItemType], key: str) -> bool:
        """Whether the field of a key has one of the types."""
        return any(field.key == key and field.type in types for field in self.fields)

    def tagged(self, text: str, tagged: Iterable[TaggedValue]) -> dict[str, str]:
        """The values of tags that pass the check of their field."""
        by_key, last_start = defaultdict(list), 0
        for one in tagged:
            by_key[one.key].append(one)
            last_start = max(last_start, one.start)
        found = {}
        for field in self.fields:
            if parts := by_key.get(field.key):
                try:
                    found[field.key] = self._value(text, field, parts, last_start)
                except InvalidValue:
                    continue
        return found

    def _value(
        self, text: str, field: RequestField, parts: Sequence[TaggedValue], last_start: int
    ) -> str:
        """The value of its parts: of a list all of them, of others the surest, the last of equals.

        An explanation that was asked for goes on to the end of its sentence, unless another value
        begins later (at `last_start`): none of it is lost.
        """
        last = parts[-1]
        if field.type not in LISTED:
            surest = max(reversed(parts), key=lambda one: one.confidence)
            is_closed = field.type in CLOSED
            value = surest.value if is_closed else _whole_words(text, surest.start, surest.end)
            return self._check(field, value)
        end = last.end
        if field == self.asked and last_start == last.start:
            end += len(_SENTENCE_END.split(text[end:], maxsplit=1)[0])
        return self._check(field, _whole_words(text, parts[0].start, end))

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
            if len(fields) == 1 and len(spans) == 1 and fields[0].key not in {*known, *kept}:
                yield fields[0].key, spans[0]

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


def _is_like(number: str, others: Sequence[str]) -> bool:
    """Whether a number is written like another one: "14.7" and "14.5", no "3" and "1204"."""
    return any(_DIGIT.sub("9", number) == _DIGIT.sub("9", other) for other in others)


def _is_free(span: Span, taken: Iterable[tuple[int, int]]) -> bool:
    return all(span.end <= start or end <= span.start for start, end in taken)
