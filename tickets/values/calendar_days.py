"""Arithmetic with days, months and weekdays."""

import calendar
from datetime import date, timedelta

from tickets.values.wording import listed

# Not those of the calendar module, which speak the language of the process.
WEEKDAYS = listed("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = listed(
    "january february march april may june july august september october november december"
)
FRIDAY = 4
_LEAP_YEARS_APART = 8
_ORDINALS = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {name: value for value, name in enumerate(_ORDINALS, 1)} | {
    "thirtieth": 30,
    **{f"twenty-{name}": 20 + value for value, name in enumerate(_ORDINALS[:9], 1)},
    "thirty-first": 31,
}


def weekday_of(name: str) -> int:
    """Of a weekday or its abbreviation."""
    return next(i for i, day in enumerate(WEEKDAYS) if day.startswith(name[:3].lower()))


def month_of(name: str) -> int:
    """Of a month or its abbreviation."""
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(name[:3].lower()))


def month_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, last_of(year, month)))


def ahead(day: int, today: date) -> date:
    """The next such weekday after today."""
    return today + timedelta((day - today.weekday() - 1) % 7 + 1)


def away(start: date, number: int, unit: str, working: bool) -> date | None:
    """The day so many units later; Saturdays and Sundays are no working days."""
    if unit in ("month", "year"):
        return month_after(start, number * (12 if unit == "year" else 1))
    days = number * {"week": 7, "fortnight": 14}.get(unit, 1)
    if not working:
        return start + timedelta(days)
    step = timedelta(1 if days > 0 else -1)
    while days:
        start += step
        days -= step.days * (start.weekday() <= FRIDAY)
    return start


def on(year: int | None, month: int, day: int, today: date) -> date | None:
    """The day of that year, or the next such day; None if there is none."""
    years = [year] if year else range(today.year, today.year + _LEAP_YEARS_APART + 1)
    for candidate in years:
        if 1 <= month <= 12 and 1 <= day <= last_of(candidate, month):
            found = date(candidate, month, day)
            if year or found >= today:
                return found
    return None


def number_of(typed: str | None) -> int:
    """Of "5", "5th" or "fifth"; 0 for anything else."""
    typed = (typed or "").lower()
    digits = "".join(c for c in typed if c.isdigit())
    return int(digits) if digits else ORDINALS.get("-".join(typed.split()), 0)


def last_of(year: int, month: int) -> int:
    """The last day of a month."""
    return calendar.monthrange(year, month)[1]
