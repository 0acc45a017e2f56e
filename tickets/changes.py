"""What a message says to change of the values that are there, told by words, not by tags.

A new value is a piece of the message. A number takes its place in an old value only where the
message names the old number and says that it is wrong.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from faq_kb.contract import NOTES
from faq_kb.model import ItemType
from tickets.corrections import (
    corrects,
    framed,
    is_denied,
    is_put_in_place,
    without_denied_part,
    without_remarks,
)
from tickets.days import DayReader
from tickets.fields import AGENCY, RequestField
from tickets.labeled import LabeledValue, labeled
from tickets.numbers import is_like, numbers_in
from tickets.pieces import is_written_name, name_before, whole_words
from tickets.tagged_value import TaggedValue
from tickets.values import InvalidValue, Span, find, find_choices

_WORDS = re.compile(r"\w{3,}")
# A choice of one word may be any word of a sentence.
_ONLY_WORD_BEFORE = re.compile(
    r"(?:\b(?:should (?:only )?(?:be|say)|make (?:it|that)|(?:change|switch) (?:it|that) to|only|"
    r"just|not|wants?|is|be)\s+(?:a |the )?)$",
    re.IGNORECASE,
)
_ONLY_WORD_AFTER = re.compile(r"^[\s,]*(?:only|instead|please|not|$|[.!])", re.IGNORECASE)
_TAKES_OFF = re.compile(
    r"\b(?:take|remove|drop|leave|delete|strike)\b[^.!?]*\b(?:off|out|from)\b|\b(?:remove|delete)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(r"\s*(?:[,;&]|\.(?=\s)|\b(?:and|also|plus)\b)\s*")
_SEPARATOR = r"[\s,.;&]*(?:\b(?:and|also|plus)\b)?[\s,.;&]*"
# A part of what is there takes its place only where the message says so.
_ONLY = re.compile(r"\b(?:only|just)\b|[:=]", re.IGNORECASE)
# A name with these words is a sentence.
_LONGEST_NAME = 5
# Types of which a word behind the item's name is the value; more words are read by the tagger.
_NUMBERED = frozenset({ItemType.BILLING_NUMBER, ItemType.COUNT, ItemType.HOST_NAME})
# Types whose value a message cannot give by naming the item alone.
_SAID_OTHERWISE = frozenset({ItemType.ATTACHMENT, ItemType.YES_NO})


@dataclass(frozen=True)
class ChangeReader:
    """Reads changes of the values `given`; the last question was for `asked`."""

    fields: Sequence[RequestField]
    asked: RequestField | None
    today: dt.date
    given: Mapping[str, str]

    def named(self, text: str, tagged: Sequence[TaggedValue]) -> dict[str, Span]:
        """Values of items that the message calls by their whole names."""
        return {key: span for key, span, is_whole in self._named(text, tagged) if is_whole}

    def _named(self, text: str, tagged: Sequence[TaggedValue]) -> Iterator[tuple[str, Span, bool]]:
        fields = [one for one in self.fields if one.type not in _SAID_OTHERWISE]
        fields = [one for one in fields if one.key not in (AGENCY, NOTES)]
        asked = self.asked.key if self.asked else ""
        for one in labeled(text, fields, self.given):
            field = next(field for field in fields if field.key == one.key)
            is_known = one.key in self.given or one.key == asked
            if not is_known and not (one.is_whole and self._is_shaped(text, field, one)):
                continue  # a tag says surer what a sentence tells for the first time
            with suppress(InvalidValue):
                value = self._value(text, field, one, tagged)
                is_part = value.casefold() in self.given.get(one.key, "").casefold()
                if not is_part or _ONLY.search(text):
                    yield one.key, Span(one.start, one.end, value), one.is_whole

    def _value(
        self, text: str, field: RequestField, one: LabeledValue, tagged: Sequence[TaggedValue]
    ) -> str:
        """The tagged piece of what is said, whichever item its tag is of, else all of it."""
        kinds = {field.key: field.type for field in self.fields}
        within = [tag for tag in tagged if one.start <= tag.start and tag.end <= one.end]
        within = [tag for tag in within if kinds.get(tag.key) is field.type]
        if within and field.type is not ItemType.LONG_TEXT:
            return self._check(field, whole_words(text, within[0].start, within[0].end))
        said = without_remarks(text[one.start : one.end])
        if field.type is ItemType.PERSON:
            said = name_before(said)
            if len(said.split()) > _LONGEST_NAME:
                raise InvalidValue("person_unclear", said)
        is_listed = field.type is ItemType.LONG_TEXT
        old = self.given.get(field.key, "")
        return self._check(field, without_denied_part(said, old, only_old=is_listed))

    def _is_shaped(self, text: str, field: RequestField, one: LabeledValue) -> bool:
        """Whether the words behind an item's name can only be its value, by their form."""
        said = text[one.start : one.end]
        if field.type is ItemType.PERSON:
            return not field.is_of_requester and is_written_name(name_before(said))
        return field.type in _NUMBERED and len(said.split()) == 1

    def chosen(
        self, text: str, tagged: Sequence[TaggedValue]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Choices to take the place of those that are there: the sure ones, and the others."""
        sure, unsure = {}, {}
        for field in self.fields:
            old = self.given.get(field.key)
            if field.type is not ItemType.CHOICE or not old or field == self.asked:
                continue
            places = self._choices(text, field, tagged)
            denied = {one.value for one in places if is_denied(text, one.start, one.end)}
            others = [one for one in places if one.value not in {old, *denied}]
            if len({one.value for one in others}) != 1:
                continue
            (*_, new) = others
            is_told = self._is_told(text, new) or old in denied
            if is_told and is_put_in_place(text, new.start, new.end):
                sure[field.key] = new.value
            elif is_put_in_place(text, new.start, new.end):
                unsure[field.key] = new.value
        return sure, unsure

    def _choices(self, text: str, field: RequestField, tagged: Sequence[TaggedValue]) -> list[Span]:
        places = find_choices(text, field.choices)
        tags = [one for one in tagged if one.key == field.key]
        return places or [Span(one.start, one.end, one.value) for one in tags]

    def _is_told(self, text: str, one: Span) -> bool:
        """Whether the words can only be the choice."""
        if len(text[one.start : one.end].split()) > 1:
            return True
        before, after = text[: one.start], text[one.end :]
        return bool(_ONLY_WORD_BEFORE.search(before) or _ONLY_WORD_AFTER.match(after))

    def day(self, text: str) -> dict[str, str]:
        """The day that takes the place of another: "January 22. No, the 25th"."""
        return DayReader(self.fields, self.asked, self.today, self.given).changed(text)

    def perhaps(self, text: str, tagged: Sequence[TaggedValue]) -> dict[str, str]:
        """What may be meant to take the place of something: to be asked about."""
        _, unsure = self.chosen(text, tagged)
        for key, span, is_whole in self._named(text, tagged):
            if not is_whole and corrects(text):
                unsure.setdefault(key, span.value)
        return unsure or self._alone(text, tagged) or self._framed(text)

    def _alone(self, text: str, tagged: Sequence[TaggedValue]) -> dict[str, str]:
        """A value that says nothing else, where nothing was asked and another is there."""
        if self.asked:
            return {}
        said = text.strip(" .!")
        tags = {one.key for one in tagged if one.value.strip(" .!") == said}
        for field in self.fields:
            is_phone = field.type is ItemType.PHONE and find(field.type, said, today=self.today)
            old = self.given.get(field.key)
            if old and field.type is not ItemType.CHOICE and (field.key in tags or is_phone):
                with suppress(InvalidValue):
                    if (new := self._check(field, said)) != old:
                        return {field.key: new}
        return {}

    def _framed(self, text: str) -> dict[str, str]:
        """ "Make it read only": of what is there, the one thing that has a word of it."""
        value = framed(text)
        words = set(_WORDS.findall(value.casefold()))
        like = [
            field
            for field in self.fields
            if field.type is not ItemType.LONG_TEXT
            and words & set(_WORDS.findall(self.given.get(field.key, "").casefold()))
        ]
        with suppress(InvalidValue):
            if len(like) == 1:
                return {like[0].key: self._check(like[0], value)}
        return {}

    def without_denied(self, text: str) -> tuple[str, str] | None:
        """The item of which the message takes a name off, and what is left of it, perhaps ""."""
        for field in self.fields:
            old = self.given.get(field.key, "")
            if field.type is not ItemType.PERSON or not old:
                continue
            for name in filter(None, _NAMES.split(old)):
                if _is_taken_off(text, name):
                    left = re.sub(rf"{_SEPARATOR}(?<!\w){re.escape(name)}(?!\w)", "", old)
                    return field.key, left.strip(" ,.;&")
        return None

    def renumbered(self, text: str) -> dict[str, str]:
        """The value in which a message corrects a number: "214, not 212" of "room 212"."""
        said = numbers_in(text)
        if not corrects(text):
            return {}
        for one in self._of_items:
            old = self.given.get(one.key, "")
            wrong = [number for number in numbers_in(old) if number in said]
            right = [number for number in said if number not in wrong and is_like(number, wrong)]
            if len(wrong) == len(right) == 1:
                with suppress(InvalidValue):
                    return {one.key: self._check(one, old.replace(wrong[0], right[0]))}
                return {}
        return {}

    def repeated(self, text: str) -> dict[str, str]:
        """The value that a message says again with another number: "version 14" of "version 13"."""
        said = numbers_in(text)
        found = {}
        for one in self._of_items:
            old = self.given.get(one.key, "")
            numbers = numbers_in(old)
            if len(said) == len(numbers) == 1 and said != numbers and is_like(said[0], numbers):
                new = old.replace(numbers[0], said[0])
                with suppress(InvalidValue):
                    if new.casefold() in text.casefold():
                        found[one.key] = self._check(one, new)
        return found if len(found) == 1 else {}

    @property
    def _of_items(self) -> list[RequestField]:
        """The fields whose values a correction can mean; the notes say what was said before."""
        return [field for field in self.fields if field.key != NOTES]

    def _check(self, field: RequestField, text: str) -> str:
        return field.check(text, self.today)


def _is_taken_off(text: str, name: str) -> bool:
    """Whether a text says of a name that it does not belong to what is there."""
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    if not found:
        return False
    return is_denied(text, *found.span()) or _TAKES_OFF.search(text) is not None
