"""Dates to come, as ISO 8601.

Only what has the shape of a day is read. dateparser reads it: left alone it would put "3 weeks
from today" into the past. An answer that says anything else about days is asked again.
"""

import re
import warnings
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial

from dateparser.date import DateDataParser  # type: ignore[import-untyped]

from tickets.values.base import InvalidValue, Span, nfkc_line, plain_quotes, spans, words

_LONGEST = 400  # characters of an answer
_YEARS_AHEAD = 20
_WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
_WEEKDAY = "|".join(_WEEKDAYS)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY, _YEAR = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:,?\ \d{4})?"
_AHEAD = r"(?:\d{1,3}|an?|one|two|three|four|five|six|eight|ten)\ (?:day|week|month)s?"
_SHAPE = re.compile(
    rf"""(?<![\w./:-])(?:
      (?:(?P<which>this|next)\ )?(?P<weekday>{_WEEKDAY})
    | in\ (?P<ahead>{_AHEAD}) | (?P<later>{_AHEAD})\ from\ (?:now|today)
    | (?:the\ )?day\ after\ tomorrow | tomorrow | (?P<unsure>today|yesterday)
    | (?P<slashed>(?:0?\d|1[0-2])/\d{{1,2}})
    | \d{{1,2}}(?P<mark>[/.-])\d{{1,2}}(?P=mark)(?:\d{{4}}|\d\d)
    | \d{{4}}-\d{{1,2}}-\d{{1,2}}
    | {_MONTH}\.?\ {_DAY}{_YEAR}
    | (?!\d+\ may\ [a-z]){_DAY}\ (?:of\ )?{_MONTH}\.?{_YEAR}
    )(?![\w%'-]|[/.:]\d)""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)
# What is left of an answer may hold a time, but nothing more about days: "after Friday", "every
# Friday", "Friday of next week", "Dec 5 to 8" and "the 5th or Dec 6" name no single day.
_UNCLEAR = re.compile(
    rf"\b(?:not|after|before|except|any|every|each|or|between|through|thru|since|last|past|ago|"
    rf"first|second|third|end|beginning|start of|next|days?|weeks?|months?|years?|{_MONTH}|"
    r"day|mon|tues?|wed|thurs?|fri)\b|n't\b|days\b|\d(?!\d|:|\ ?[ap]\.?m\b)(?<!:\d)(?<!:\d\d)",
    re.IGNORECASE | re.VERBOSE,
)
# Before a day in a longer message: whether it is one to come.
_CUE = re.compile(r"\b(?:by|until|till|starting|effective|due)\s$", re.IGNORECASE)
_ON = re.compile(r"\b(?:on|by|until|till|starting|effective|due)\s$", re.IGNORECASE)
_PAST = re.compile(r"\b(?:since|ago|as of|dated|last|not|every)\s(?:the\s)?$", re.IGNORECASE)
_BEFORE = 16
# A day without its month.
_DAY_ALONE = re.compile(
    rf"(?<![\w/.:-])(\d{{1,2}})(?:st|nd|rd|th)\b(?!\s(?:of\s)?{_MONTH})",
    re.IGNORECASE | re.ASCII,
)
_SHORT_YEAR = re.compile(r"(?<=[/.-])(?=\d\d$)")


def day_instead(text: str, old: date) -> str:
    """The day of the same month that a text names alone: "no, sorry, the 25th"; "" without one."""
    days = {int(match[1]) for match in _DAY_ALONE.finditer(nfkc_line(text))} - {old.day}
    if len(days) != 1:
        return ""
    try:
        return old.replace(day=days.pop()).isoformat()
    except ValueError:
        return ""


def check_date(text: str, today: date) -> str:
    """The one day of an answer, today or later."""
    shown = nfkc_line(text)[:_LONGEST]
    matches = [*_SHAPE.finditer(shown)]
    weekdays = {match["weekday"].lower() for match in matches if match["weekday"]}
    named = {_day(match, today) for match in matches if not match["weekday"]}
    days = named or {_day(match, today) for match in matches}
    day = days.pop() if len(days) == 1 else None
    if not day or len(weekdays) > 1 or _UNCLEAR.search(_SHAPE.sub(" ", shown)):
        raise InvalidValue("date_unclear", text)
    if weekdays and _WEEKDAYS[day.weekday()] not in weekdays:
        name = _WEEKDAYS[day.weekday()].title()
        raise InvalidValue("date_weekday", text, date=day.isoformat(), weekday=name)
    if day < today:
        raise InvalidValue("date_past", text, date=day.isoformat())
    if day.year > today.year + _YEARS_AHEAD:
        raise InvalidValue("date_unclear", text)
    return day.isoformat()


def find_dates(text: str, today: date) -> list[Span]:
    """Days that can only be meant as a day to come."""
    text = plain_quotes(text)
    places = [match.span() for match in _SHAPE.finditer(text) if _is_to_come(match)]
    return spans(text, places, partial(check_date, today=today))


def _is_to_come(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    if match["unsure"] or _PAST.search(before):
        return False
    if match["weekday"]:
        return bool(match["which"] or _CUE.search(before))
    return not match["slashed"] or bool(_ON.search(before))


def _day(match: re.Match[str], today: date) -> date | None:
    """The day that a wording means; "next Friday" is in the next week, from Monday to Sunday."""
    if match["weekday"]:
        weekday = _WEEKDAYS.index(match["weekday"].lower())
        ahead = (weekday - today.weekday() - 1) % 7 + 1
        if (match["which"] or "").lower() == "next":
            ahead = 7 - today.weekday() + weekday
        return _later(today, ahead)
    ahead_words = match["ahead"] or match["later"]
    shown = f"in {ahead_words}" if ahead_words else match[0]
    if match["mark"]:
        # dateparser puts a year of two digits a hundred years ahead unless the day is after today.
        shown = _SHORT_YEAR.sub("20", shown)
    return _parsed(shown, today)


def _later(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days)
    except OverflowError:
        return None


def _parsed(shown: str, today: date) -> date | None:
    with warnings.catch_warnings():
        # It uses what Python is about to drop.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        try:
            found = _reader(today).get_date_data(shown).date_obj
        except (ValueError, OverflowError, TypeError, AttributeError, IndexError, KeyError):
            return None  # no day of the calendar
    if not isinstance(found, datetime):
        return None
    # dateparser takes a day without a year for one after today: "November 30" can be today.
    is_today = found.date() == _in_a_year(today) and str(found.year) not in shown
    return today if is_today else found.date()


def _in_a_year(today: date) -> date | None:
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # February 29
        return None


@lru_cache(maxsize=4)
def _reader(today: date) -> DateDataParser:
    return DateDataParser(
        languages=["en"],
        settings={
            "DATE_ORDER": "MDY",
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": datetime.combine(today, time()),
            "REQUIRE_PARTS": ["day", "month"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
