"""Where a text names a day: the wordings, and which of them are sure in a longer message."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tickets.values import days
from tickets.values.calendar_days import ORDINALS
from tickets.values.days import Day, Fields

_S = r"\s{1,3}"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:rs?(?:day)?)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)"
)
_ORDINAL = "|".join(sorted((name.replace("-", "[ -]") for name in ORDINALS), key=len, reverse=True))
_DAY = rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})"
_YEAR = r"(?:,?\s{1,3}(?:of\s)?(?P<year>\d{4})|,?\s?'(?P<short>\d\d))?"
# What goes on with a second number is a range, a time or something else.
_END = r"(?![\w:%]|[-/.]\d|\s{0,2}(?:-|to|or|and|through|thru)\s{0,2}\d)"
_WHICH = r"(?:(?P<which>this|next|the)\s{1,3})?"
_NUMBER = (
    r"(?P<number>\d{1,3}|an?(?:\scouple(?:\sof)?)?|couple(?:\sof)?|"
    r"(?:twenty|thirty|forty|fifty|sixty|ninety)(?:[ -](?:one|two|three|four|five|six))?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|eighteen)"
)
_UNITS = r"(?P<working>business\s|working\s|work\s)?(?P<unit>day|week|fortnight|month|year)s?'?"
_BASE = rf"(?P<base>now|today|tomorrow|{_WEEKDAY})"


class _Wording(NamedTuple):
    pattern: re.Pattern[str]
    means: Callable[[Fields, date], Day]
    # Whether it names a day of the future wherever it stands, without what stands before it.
    sure: Callable[[re.Match[str]], bool]


@dataclass(frozen=True)
class Place:
    """A day named in a text."""

    start: int
    end: int
    day: Day
    sure: bool


def _wording(
    pattern: str,
    means: Callable[[Fields, date], Day],
    sure: Callable[[re.Match[str]], bool] = lambda _: True,
) -> _Wording:
    return _Wording(re.compile(pattern, re.IGNORECASE | re.ASCII), means, sure)


def _never(match: re.Match[str]) -> bool:
    return False


def _dated(match: re.Match[str]) -> bool:
    return bool(match["year"])


def _no_may(match: re.Match[str]) -> bool:
    """Not "12 may need it"."""
    return bool(match["year"]) or match["month"].lower() != "may" or not match["day"].isdecimal()


_WORDINGS = (
    _wording(
        r"(?<![\w./-])(?P<year>\d{4})(?P<sep>[-/.])(?P<a>\d{1,2})(?P=sep)(?P<b>\d{1,2})"
        r"(?!\d|[-/.]\d)",
        days.numeric,
    ),
    _wording(
        r"(?<![\w./-])(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?:(?P=sep)(?P<year>\d{4}|\d\d))?"
        r"(?![\w%]|[-/.:]\d|,\d)",
        days.numeric,
        _dated,
    ),
    _wording(rf"(?<![\w-]){_MONTH}\.?\s{{0,3}}(?:the\s)?{_DAY}{_YEAR}{_END}", days.named),
    _wording(
        rf"(?<![\w/.:-])(?:the\s)?{_DAY}\s{{0,3}}(?:day\s)?(?:of\s)?-?{_MONTH}\b\.?-?{_YEAR}{_END}",
        days.named,
        _no_may,
    ),
    _wording(
        rf"(?<![\w-]){_MONTH}\.?\s{{0,3}}(?:the\s)?{_DAY}\s{{0,2}}(?:-|to|or|and|thru|through)"
        r"\s{0,2}\d{1,2}(?![\d:]|\s?[ap]m)",
        days.unclear,
        _never,
    ),
    _wording(
        r"(?<![\w/.-])(?:in\s)?\d{1,3}\s?(?:-|to|or)\s?\d{1,3}\s?"
        r"(?:days|weeks|months|years|hours|am|pm|people|users)\b",
        days.unclear,
        _never,
    ),
    _wording(
        rf"\b(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th){_S}(?P<name>{_WEEKDAY}){_S}"
        rf"(?:of|in){_S}(?:{_WHICH}month|{_MONTH})\b{_YEAR}",
        days.counted_weekday,
    ),
    _wording(
        rf"\b(?P<edge>end|last day|beginning|start|first day|first|1st){_S}of{_S}"
        rf"{_WHICH}(?:(?P<unit>week|month|year)|{_MONTH})\b{_YEAR}",
        days.edge,
    ),
    _wording(r"\b(?P<edge>eo)(?P<unit>[wmy])\b(?P<which>)(?P<month>)(?P<year>)", days.edge, _never),
    _wording(
        rf"(?<![\w.-])(?:the\s)?(?P<day>\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL})"
        rf"(?:{_S}of{_S}(?P<which>this|next){_S}month)?(?![\w-])(?!\s(?:floor|{_WEEKDAY}))",
        days.of_month,
        lambda match: bool(match["which"]),
    ),
    _wording(
        rf"\b(?:in|within){_S}(?:(?:about|around|approximately){_S})?{_NUMBER}\s{_UNITS}(?:\stime)?(?![\w-])(?P<base>)(?P<ago>)",
        days.distance,
        lambda match: not match[0].lower().startswith("within"),
    ),
    _wording(
        rf"(?<![\w.-]){_NUMBER}\s{_UNITS}\s(?:(?:from|after)\s(?:this\s)?{_BASE}|out|hence|"
        rf"(?P<ago>ago))(?![\w-])",
        days.distance,
        lambda match: not match["ago"] and bool(match["base"]),
    ),
    _wording(
        r"\b(?:the\s)?(?P<word>day\safter\stomorrow|day\sbefore yesterday|tomorrow|tmrw|tmr|"
        r"tomorow|tommorow|tommorrow|today|yesterday)(?!'s|[\w-])",
        days.spoken,
        lambda match: "tom" in match[0].lower(),
    ),
    _wording(
        rf"\b{_WEEKDAY} after next\b|\b(?:every|each|other) {_WEEKDAY}|\b[a-z]{{3,6}}days\b",
        days.unclear,
        _never,
    ),
    _wording(
        rf"\b(?P<week>next|this) week,?(?:\son)?{_S}(?P<name>{_WEEKDAY})\b(?P<which>)",
        days.weekday,
    ),
    _wording(
        rf"\b(?:(?P<which>last|past|previous|next|this coming|this|coming){_S})?"
        rf"(?P<name>{_WEEKDAY})\b(?:,?{_S}(?:(?:of|in)\s)?(?P<week>next|this) week\b)?(?!-)",
        days.weekday,
        lambda match: bool(match["which"] or match["week"]),
    ),
)
# "The 15th" and "12/5" are days behind such a word, and "Friday", which may be a past one, too.
_CUE = re.compile(
    r"\b(?:on|by|until|till|starting|effective|due|scheduled for|moving|move date:?)\s{1,3}$",
    re.IGNORECASE,
)
_WEEKDAY_CUE = re.compile(r"\b(?:by|until|till|starting|effective|due)\s{1,3}$", re.IGNORECASE)
_PAST = re.compile(r"\b(?:since|ago|as of|dated|last)\s{1,3}(?:on\s)?(?:the\s)?$", re.IGNORECASE)
_BEFORE = 24


def days_in(text: str, today: date) -> Iterator[Place]:
    """The days that a text names, left to right; of overlapping wordings the longer one."""
    matches = [(match, w) for w in _WORDINGS for match in w.pattern.finditer(text)]
    matches.sort(key=lambda found: (found[0].start(), -found[0].end()))
    reached = 0
    for match, wording in matches:
        if match.start() < reached:
            continue
        reached = match.end()
        day = _meaning(match, wording, today)
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        cue = _CUE if day.weekday is None else _WEEKDAY_CUE
        sure = wording.sure(match) or (bool(cue.search(before)) and _slashed(match))
        yield Place(match.start(), match.end(), day, sure and not _PAST.search(before))


def _slashed(match: re.Match[str]) -> bool:
    """Not "on 5-10 devices"."""
    return match.groupdict().get("sep") != "-"


def _meaning(match: re.Match[str], wording: _Wording, today: date) -> Day:
    fields: Fields = {"ago": None, "year": None, **match.groupdict()}
    fields["year"] = fields["year"] or fields.get("short")
    for name in ("month", "which", "unit", "working", "base", "week"):
        fields.setdefault(name, None)
    try:
        return wording.means(fields, today)
    except (OverflowError, ValueError):  # beyond the calendar
        return Day(None)
