"""Dates, to come: ISO 8601."""

import re
import warnings
from datetime import date, datetime, time
from functools import lru_cache, partial

from dateparser.date import DateDataParser  # type: ignore[import-untyped]
from rapidfuzz import fuzz, process

from tickets.values.calendar_days import MONTHS, WEEKDAYS
from tickets.values.day_words import days_in
from tickets.values.refusal import Refusal
from tickets.values.spans import Span, spans
from tickets.values.wording import alike, folded, leads, unwrap

_LONGEST = 400  # characters of an answer
_YEARS_AHEAD = 20
_SHORT = 40  # characters that may be a date in a wording that is not ours
_LEAD = leads("date|day|move date")
# "After Friday" names no day, and who writes "not" says which day it is not.
_OPEN = re.compile(
    r"\bnot\b|n't\b|\b(?:after|before|except|any|every|each|between|week of|other than)\b",
    re.IGNORECASE,
)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_CLOSED = re.compile(
    r"\b(?:not later than|day after tomorrow|day before yesterday|"
    r"(?:days?|weeks?|months?|years?) after)\b",
    re.IGNORECASE,
)
_NAMES = (*WEEKDAYS, *MONTHS, "tomorrow", "yesterday")
_WORD = re.compile(r"[a-z]{6,12}", re.IGNORECASE)
_SIMILAR = 80


def check_date(text: str, today: date) -> str:
    """The one day of an answer, today or later."""
    shown = folded(text)[:_LONGEST]
    day = _ours(text, shown, today)
    if day is None or day.year > today.year + _YEARS_AHEAD:
        raise Refusal("date_unclear", text)
    if day < today:
        raise Refusal("date_past", text, date=day.isoformat())
    return day.isoformat()


def find_dates(text: str, today: date) -> list[Span]:
    """Days that can only be meant as a day to come."""
    text = alike(text)
    places = [(p.start, p.end) for p in days_in(text, today) if p.sure and p.day.on]
    return spans(text, places, partial(check_date, today=today))


def _ours(typed: str, shown: str, today: date) -> date | None:
    """What the answer says; None if that is no day or several."""
    shown = _WORD.sub(_spelled, shown)
    named = [place.day for place in days_in(shown, today)]
    if _OPEN.search(_CLOSED.sub("", shown)) or (len(named) > 1 and _OR.search(shown)):
        return None
    if not named:
        return _elsewise(unwrap(shown, _LEAD), today)
    told = {day.on for day in named if day.weekday is None}
    weekdays = {day.weekday for day in named if day.weekday is not None}
    if not told:
        told = {day.on for day in named}
    if len(told) != 1 or len(weekdays) > 1:
        return None
    on = told.pop()
    if on and weekdays and weekdays != {on.weekday()}:
        raise Refusal(
            "date_weekday", typed, date=on.isoformat(), weekday=WEEKDAYS[on.weekday()].title()
        )
    return on


def _spelled(match: re.Match[str]) -> str:
    """A misspelt month or weekday as it is written."""
    word = match[0].lower()
    # "Mondays" are many days.
    if word in _NAMES or word.endswith("s"):
        return match[0]
    meant = process.extractOne(word, _NAMES, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    return meant[0] if meant else match[0]


@lru_cache(maxsize=4)
def _reader(today: date) -> DateDataParser:
    return DateDataParser(
        languages=["en", "es"],
        settings={
            "DATE_ORDER": "MDY",
            # Its relative wordings read "one day" as tomorrow.
            "PARSERS": ["absolute-time"],
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": datetime.combine(today, time()),
            "REQUIRE_PARTS": ["day", "month"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )


def _elsewise(shown: str, today: date) -> date | None:
    """A wording that is not ours, such as a date in Spanish."""
    if len(shown) > _SHORT or not any(c.isalpha() for c in shown):
        return None
    with warnings.catch_warnings():
        # It leans on what Python and its time zones are about to drop; that is its makers' matter.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        try:
            found = _reader(today).get_date_data(shown).date_obj
        except (ValueError, OverflowError, TypeError, AttributeError, IndexError, KeyError):
            # Nonsense is read as a date here and there, and then is none.
            return None
    # A time alone is read as one of today.
    return found.date() if isinstance(found, datetime) and found.date() != today else None
