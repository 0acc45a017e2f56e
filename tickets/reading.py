"""The values that one message gives for the fields of a request.

The pipeline has tagged them (bot/nlu/item_tagger.py); each has to pass the check of its field, as
an answer would. What has an unmistakable shape is found without a tag, too.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from faq_kb.model import ItemType
from tickets.changes import ChangeReader
from tickets.corrections import (
    denial,
    denies,
    is_added,
    is_denied,
    is_put_in_place,
    without_denied_part,
    without_remarks,
)
from tickets.fields import PHONE, RequestField
from tickets.naming import is_called_before, named
from tickets.numbers import with_number
from tickets.pairs import pairs
from tickets.pieces import are_names, is_free, name_in, without
from tickets.requester import is_introduced, is_own, says_own
from tickets.tag_reader import CLOSED, FREE, LISTED, NAMES, TEXTUAL, TagReader
from tickets.tagged_value import TaggedValue
from tickets.values import InvalidValue, Span, find
from tickets.values.oneself import is_oneself

NO_VALUES: Mapping[str, str] = MappingProxyType({})
SHAPED = (ItemType.URL, ItemType.PHONE, ItemType.DATE, ItemType.FILE_PATH)
# How sure the tagger must be; it is asked for one item, which people mostly answer.
SURE, SURE_OF_ASKED = 0.75, 0.35
# A request that is begun is told in a sentence or two about nothing else.
SURE_OF_OPENING = 0.6
# Sure enough to ask the user whether it is one.
UNSURE = 0.4
# Another free text than the one that was asked for.
SURE_BESIDE_FREE = 0.8
# "Not yet" is one of their values.
SAID_SO = CLOSED - {ItemType.CHOICE}
LONGEST_SHORT = 4  # words of a short value that may have a "not" in it


# Words of a value that no other sentence has by chance: names, numbers, long words.
_TELLING = re.compile(r"\b(?:[A-Z]\w{2,}|\w*\d\w*|\w{7,})\b")


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
        if self.asked and self.asked.may_be_requester and are_names(text):
            return {self.asked.key: self.asked.check(text, self.today)}
        tagged = self._meant(text, every := [*tagged])
        named = self.changes.named(text, tagged)
        places = [(one.start, one.end) for one in named.values()]
        tagged = [one for one in tagged if is_free(Span(one.start, one.end, ""), places)]
        sure = [one for one in tagged if self._is_sure(one, text, tagged, corrects=corrects)]
        found = self.tagged(text, sure) | {key: one.value for key, one in named.items()}
        # A piece that no check has let pass may be cut: its shape is found all the same.
        taken = [*places, *((one.start, one.end) for one in sure if one.key in found)]
        for key, span in self._shaped(text, taken, found.keys()):
            found[key] = span.value
        moved = pairs(text, self.fields, self.given, self.today)
        # What each of several persons leaves is one value; a tag has only one of them.
        several = any(";" in value for value in moved.values())
        found = {**found, **moved} if several else {**moved, **found}
        chosen, _ = self.changes.chosen(text, every)
        found = {key: self._with_number(key, value, text) for key, value in found.items()}
        return chosen | found | self.changes.day(text) or self.changes.renumbered(text)

    def _with_number(self, key: str, value: str, text: str) -> str:
        """A value of which only the number is told anew: "214" is "room 214"."""
        old = self.given.get(key)
        return with_number(old, value, text) if old and self._is_of(TEXTUAL, key) else value

    @property
    def changes(self) -> ChangeReader:
        """Reads what is to be changed of the values given."""
        return ChangeReader(self.fields, self.asked, self.today, self.given)

    def _meant(self, text: str, tagged: Iterable[TaggedValue]) -> list[TaggedValue]:
        """The tags without what is said not to be it, and what is another person's."""
        return [
            one
            for one in tagged
            if is_own(one.key, text, (one.start, one.end), self._asked)
            and (self._is_of(SAID_SO, one.key) or not is_denied(text, one.start, one.end))
        ]

    @property
    def _asked(self) -> str:
        return self.asked.key if self.asked else ""

    def answer(self, text: str) -> str:
        """The whole message as the answer to what was asked. Raises InvalidValue.

        A sentence that denies something is no name, no address and no other short text.
        """
        assert self.asked is not None
        if self.asked.type in TEXTUAL:
            text = self._without_denied(text)
            said = without_remarks(text[denial(text) :])
            is_denied = denial(text) if self.asked.type in LISTED else denies(text)
            if is_denied and len(said.split()) > LONGEST_SHORT:
                raise InvalidValue("only_value", text)
            text = text if self.asked.type in LISTED else said or text
        value = self.asked.check(text, self.today)
        if self.asked.type is ItemType.PERSON and not (value := name_in(value)):
            raise InvalidValue("person_unclear", text)
        return value

    def _without_denied(self, text: str) -> str:
        """An answer without what it says that it is not; an explanation may deny anything."""
        assert self.asked is not None
        old, is_listed = self.given.get(self.asked.key, ""), self.asked.type in LISTED
        start = denial(text)
        return text[:start] + without_denied_part(text[start:], old, only_old=is_listed)

    def unsure(self, text: str, tagged: Iterable[TaggedValue]) -> dict[str, str]:
        """Values that the message may give; the tagger is not sure enough to take them."""
        tagged = self._meant(text, every := [*tagged])
        doubtful = [
            one
            for one in tagged
            if UNSURE <= one.confidence < self._needed(one, text, tagged) and not self._is_day(one)
        ]
        return self.tagged(text, doubtful) | self.changes.perhaps(text, every)

    def _is_day(self, one: TaggedValue) -> bool:
        """Whether a day was taken for a text."""
        days = (
            find(ItemType.DATE, one.value, today=self.today)
            if self._is_of(TEXTUAL, one.key)
            else []
        )
        return any(day.end - day.start == len(one.value) for day in days)

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
            return one.confidence >= self._needed(one, text, tagged)
        if is_added(text, one.end):
            return False
        return one.confidence >= UNSURE and self._replaces(one, text, tagged, corrects=corrects)

    def _replaces(
        self, one: TaggedValue, text: str, tagged: Sequence[TaggedValue], *, corrects: bool
    ) -> bool:
        """Whether the message names what it changes: by the old value, or as the item is called.

        A correction need not name it where nothing else can be meant; a name may be anybody's.
        """
        beside = without(text, [other for other in tagged if other.key == one.key])
        old = set(_TELLING.findall(self.given[one.key])) - set(_TELLING.findall(one.value))
        if not self._is_of(LISTED, one.key) and not old.isdisjoint(_TELLING.findall(beside)):
            return True
        if named(beside, self.fields) == one.key:
            return True
        if one.key == PHONE and says_own(text, one.start):
            return True
        if one.confidence >= SURE and not self._is_of(NAMES, one.key):
            # "Actually make that 3 TB": what is said is of one item only.
            return is_put_in_place(text, one.start, one.end)
        return corrects and len(tagged) == 1 and not self._is_of(TEXTUAL, one.key)

    def _needed(self, one: TaggedValue, text: str, tagged: Sequence[TaggedValue]) -> float:
        """How sure the tagger must be of a value; the item's name before it says the same."""
        owners = [field.key for field in self.fields if field.may_be_requester]
        is_own = is_introduced(one, text, tagged) or (one.key in owners and is_oneself(one.value))
        least = self._least(one.key, introduced=is_own)
        return min(least, UNSURE) if self._is_called(one, text) else least

    def _is_called(self, one: TaggedValue, text: str) -> bool:
        """Whether the item's name stands before its value."""
        fields = [field for field in self.fields if field.key == one.key]
        return any(is_called_before(text, one.start, field) for field in fields)

    def named(self, text: str, tagged: Sequence[TaggedValue]) -> set[str]:
        """The keys of the items that the message calls by name before a value of theirs."""
        called = {one.key for one in tagged if self._is_called(one, text)}
        return called | self.changes.named(text, tagged).keys()

    def _least(self, key: str, *, introduced: bool = False) -> float:
        if introduced or (self.asked and key == self.asked.key):
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
        reader = TagReader(self.fields, self.asked, self.today, self.given)
        return reader.values(text, self._meant(text, tagged))

    def _shaped(
        self, text: str, taken: Sequence[tuple[int, int]], known: Collection[str]
    ) -> Iterator[tuple[str, Span]]:
        """Values known by their shape, where only one field can be meant."""
        # The answer to a question for free text changes nothing that is there.
        asks_text = self.asked is not None and self.asked.type in FREE
        kept = self.given if asks_text else frozenset[str]()
        for kind in SHAPED:
            fields = [field for field in self.fields if field.type is kind]
            if self.asked in fields:
                fields = [self.asked]
            spans = [one for one in find(kind, text, today=self.today) if is_free(one, taken)]
            if len(fields) != 1 or len(spans) != 1 or fields[0].key in {*known, *kept}:
                continue
            place = (spans[0].start, spans[0].end)
            is_theirs = is_own(fields[0].key, text, place, self._asked)
            if is_theirs and self._may_change(fields[0], text, spans[0]):
                yield fields[0].key, spans[0]

    def _may_change(self, field: RequestField, text: str, span: Span) -> bool:
        """Whether it can be meant for a field that has a value: only where that is named."""
        if field.key not in self.given or field == self.asked:
            return True
        if field.key == PHONE and says_own(text, span.start):
            return True
        return named(f"{text[: span.start]} {text[span.end :]}", self.fields) == field.key
