"""The values of tagged pieces of a message, each one as its item's check has it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from faq_kb.model import ItemType
from tickets.corrections import without_denied_part
from tickets.fields import RequestField
from tickets.pieces import (
    SENTENCE_END,
    begun,
    extended_end,
    list_end,
    surest,
    together,
    whole_words,
)
from tickets.tagged_value import TaggedValue
from tickets.values import InvalidValue
from tickets.values.yes_no import says_not_yet

TEXTUAL = frozenset({ItemType.TEXT, ItemType.LONG_TEXT, ItemType.PERSON, ItemType.ADDRESS})
NAMES = frozenset({ItemType.PERSON, ItemType.ADDRESS})
FREE = TEXTUAL - {ItemType.PERSON}  # a name contains nothing else
# Any words may say which value these have, so the tag says it.
CLOSED = frozenset({ItemType.ATTACHMENT, ItemType.YES_NO, ItemType.CHOICE})
# Several parts of a message make one value.
LISTED = frozenset({ItemType.LONG_TEXT})


@dataclass(frozen=True)
class TagReader:
    """Reads tags; `asked` is the field that was asked for, `given` has the values that are there.

    The tags are in the order of the message.
    """

    fields: Sequence[RequestField]
    asked: RequestField | None
    today: dt.date
    given: Mapping[str, str]

    def values(self, text: str, tagged: Sequence[TaggedValue]) -> dict[str, str]:
        """The values of tags that pass the check of their field."""
        found = {}
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
            one = surest(parts)
            return self._check(field, self._said(text, field, one))
        is_told = field == self.asked or field.key in self.given
        if field.type in LISTED or (is_told and field.type in TEXTUAL):
            parts = together(text, self._checked(text, field, parts), field.type)
            start, end = parts[0].start, parts[-1].end
            is_last = all(one.start < start for one in others)
            if is_told and is_last and field.type is not ItemType.PERSON:
                end = extended_end(text, end)
            end = list_end(text, start, end) if field.type in LISTED else end
            is_name = field.type is ItemType.PERSON
            start = begun(text, start) if is_told and not others and not is_name else start
            return self._check(field, self._meant(field, whole_words(text, start, end)))
        one = surest(parts)
        return self._check(field, self._meant(field, whole_words(text, one.start, one.end)))

    def _meant(self, field: RequestField, piece: str) -> str:
        """A piece without what it says that it is not; an explanation may deny other things."""
        old = self.given.get(field.key, "")
        return without_denied_part(piece, old, only_old=field.type in LISTED)

    def _checked(
        self, text: str, field: RequestField, parts: Sequence[TaggedValue]
    ) -> Sequence[TaggedValue]:
        """The parts of which each is a value by itself; all where that is none."""
        found = []
        for one in parts:
            with suppress(InvalidValue):
                self._check(field, whole_words(text, one.start, one.end))
                found.append(one)
        return found or parts

    def _said(self, text: str, field: RequestField, one: TaggedValue) -> str:
        """What is said of a paper is what its sentence says: "no police report yet"."""
        if field.type is not ItemType.ATTACHMENT or one.value == "no":
            return one.value
        before = SENTENCE_END.split(text[: one.start])[-1]
        after = SENTENCE_END.split(text[one.end :], maxsplit=1)[0]
        sentence = f"{before}{text[one.start : one.end]}{after}"
        return "no" if says_not_yet(sentence) else one.value

    def _check(self, field: RequestField, text: str) -> str:
        return field.check(text, self.today)
