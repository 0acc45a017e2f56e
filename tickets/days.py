"""Which day of a request a message corrects, and to which."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from faq_kb.model import ItemType
from tickets.corrections import corrects, is_taken_back
from tickets.fields import RequestField
from tickets.values import day_instead, find
from tickets.values.base import plain_quotes

# "Not 12", "not the 12th", "not Jan 12": a day of its month.
_DENIED_DAY = re.compile(
    r"\bnot\s+(?:the\s+)?(?:[a-z]{3,9}\.?\s+)?(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DayReader:
    """Reads changes of the days `given`; the last question was for `asked`."""

    fields: Sequence[RequestField]
    asked: RequestField | None
    today: dt.date
    given: Mapping[str, str]

    def changed(self, text: str) -> dict[str, str]:
        """The day that takes the place of another of its month: "January 22. No, the 25th"."""
        denied = self._denied(text)
        if denied and (new := self._other_than(denied, text)):
            return {denied.key: new}
        for field in self._days:
            said = find(ItemType.DATE, text, today=self.today)
            old = self.given.get(field.key, "")
            is_meant = field == self.asked or len(self._days) == 1
            if len(said) == 1 and is_meant and is_taken_back(text[said[0].end :]):
                old, text = said[0].value, text[said[0].end :]
            elif said or not corrects(text):
                continue
            if old and (new := day_instead(text, dt.date.fromisoformat(old))):
                return {field.key: new}
        return {}

    @property
    def _days(self) -> list[RequestField]:
        return [field for field in self.fields if field.type is ItemType.DATE]

    def _denied(self, text: str) -> RequestField | None:
        """The one item whose day a message says not to be it: "till February 19, not 12"."""
        days = {int(match["day"]) for match in _DENIED_DAY.finditer(plain_quotes(text))}
        found = [field for field in self._days if self._day_of(field) in days]
        return found[0] if len(found) == 1 else None

    def _other_than(self, field: RequestField, text: str) -> str:
        """The one day that a message names beside the one that it denies, as a date."""
        days = [one.value for one in find(ItemType.DATE, text, today=self.today)]
        others = [day for day in days if day != self.given[field.key]]
        return others[0] if len(others) == 1 else ""

    def _day_of(self, field: RequestField) -> int:
        """The day of its month; 0 of none."""
        old = self.given.get(field.key)
        return dt.date.fromisoformat(old).day if old else 0
