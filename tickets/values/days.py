"""Days as people write them: what each wording means.

A weekday is the next such day after today, with or without "this"; "next Friday" is the Friday of
the week after this one, weeks from Monday to Sunday. A day without a year is the next one.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tickets.values.calendar_days import (
    FRIDAY,
    ahead,
    away,
    last_of,
    month_after,
    month_of,
    number_of,
    on,
    weekday_of,
)
from tickets.values.numbers import numbers

Fields = dict[str, str | None]


@dataclass(frozen=True)
class Day:
    """What a wording means: `on` is None for one that names no single day."""

    on: date | None
    weekday: int | None = None  # a weekday alone, which may stand beside the day that it is


def numeric(fields: Fields, today: date) -> Day:
    """12/5, 12-5-2026, 2026-12-05: the month before the day, unless it can only be the day."""
    first, second = int(fields["a"] or 0), int(fields["b"] or 0)
    year = fields["year"]
    if fields["sep"] == "." and not year:
        return Day(None)
    if first > 12 and year:
        first, second = second, first
    return Day(on(_year(year), first, second, today))


def named(fields: Fields, today: date) -> Day:
    """Dec 5th, the fifth of December 2026."""
    return Day(
        on(_year(fields["year"]), month_of(fields["month"] or ""), number_of(fields["day"]), today)
    )


def of_month(fields: Fields, today: date) -> Day:
    """The 15th; the 15th of next month."""
    day, which = number_of(fields["day"]), fields["which"]
    first = today.replace(day=1)
    if which:
        first = month_after(first, (which.lower() == "next") * 1)
        return Day(first.replace(day=day) if day <= last_of(first.year, first.month) else None)
    months = (month_after(first, i) for i in range(3))
    days = (m.replace(day=day) for m in months if 0 < day <= last_of(m.year, m.month))
    return Day(next((found for found in days if found >= today), None))


def spoken(fields: Fields, today: date) -> Day:
    """Today, tomorrow and their like."""
    away = {"today": 0, "yesterday": -1, "day before yesterday": -2, "day after tomorrow": 2}
    word = " ".join((fields["word"] or "").lower().split())
    return Day(today + timedelta(away.get(word, 1)))


def weekday(fields: Fields, today: date) -> Day:
    """Friday, next Friday, Friday of next week, last Friday."""
    day = weekday_of(fields["name"] or "")
    which = (fields["which"] or fields["week"] or "").lower()
    monday = today - timedelta(today.weekday())
    if fields["week"] and which == "this":
        return Day(monday + timedelta(day))
    if which == "next":
        return Day(monday + timedelta(7 + day))
    if which in ("last", "past", "previous"):
        return Day(today - timedelta((today.weekday() - day - 1) % 7 + 1))
    return Day(ahead(day, today), None if which else day)


def counted_weekday(fields: Fields, today: date) -> Day:
    """The first Monday of next month, the last Friday in March."""
    month = _month(fields, today)
    day = weekday_of(fields["name"] or "")
    if month is None:
        return Day(None)
    days = [week[day] for week in calendar.monthcalendar(month.year, month.month) if week[day]]
    nth = (fields["nth"] or "").lower()
    index = -1 if nth == "last" else number_of(nth) - 1
    return Day(month.replace(day=days[index]) if index < len(days) else None)


def edge(fields: Fields, today: date) -> Day:
    """The end of next month, the beginning of March; the end of a week is its Friday."""
    last = (fields["edge"] or "").lower() in ("end", "last day", "eo")
    unit, which = (fields["unit"] or "").lower(), (fields["which"] or "").lower()
    later = (which == "next") * 1
    if unit in ("week", "w"):
        monday = today - timedelta(today.weekday() - 7 * later)
        return Day(monday + timedelta(FRIDAY if last else 0))
    if unit in ("year", "y"):
        year = today.year + later
        return Day(date(year, 12, 31) if last else date(year, 1, 1))
    month = _month(fields, today)
    if month is None:
        return Day(None)
    return Day(month.replace(day=last_of(month.year, month.month)) if last else month)


def distance(fields: Fields, today: date) -> Day:
    """In two weeks, 3 days from tomorrow, a month ago."""
    given = " ".join((fields["number"] or "").lower().split())
    given = "a couple" if given.startswith(("couple", "a couple")) else given
    # "A week" has no number.
    found = [number.value for number in numbers(given)] or [Decimal(1)]
    if len(found) != 1 or found[0] is None or found[0] % 1:
        return Day(None)
    number = int(found[0]) * (-1 if fields["ago"] else 1)
    start = today
    if base := fields["base"]:
        start = _base(base.lower(), today)
    return Day(away(start, number, (fields["unit"] or "").lower(), bool(fields["working"])))


def unclear(fields: Fields, today: date) -> Day:
    """A wording that names several days, or none."""
    return Day(None)


def _base(name: str, today: date) -> date:
    """The day of "now", "today", "tomorrow" or a weekday."""
    if name in ("now", "today", "tomorrow"):
        return today + timedelta(name == "tomorrow")
    return ahead(weekday_of(name), today)


def _month(fields: Fields, today: date) -> date | None:
    """The first day of the month that is named, or of this or the next one."""
    if not (name := fields["month"]):
        return month_after(today.replace(day=1), ((fields["which"] or "").lower() == "next") * 1)
    month = month_of(name)
    year = _year(fields["year"]) or today.year + (month < today.month)
    return date(year, month, 1)


def _year(typed: str | None) -> int | None:
    return None if not typed else int(typed) + 2000 * (len(typed) < 4)
