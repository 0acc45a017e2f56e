"""Which day it is, and what time: those of the agencies' zone. What is stored stays in UTC."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo


def utc_now() -> dt.datetime:
    """The moment to store."""
    return dt.datetime.now(dt.UTC)


class Clock:
    """The time in one zone, such as America/New_York; `now` is for tests."""

    def __init__(self, zone: str, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._zone = ZoneInfo(zone)
        self._now = now

    def today(self) -> dt.date:
        """The day on which whatever depends on "today" is decided."""
        return self.local(self._now()).date()

    def local(self, moment: dt.datetime) -> dt.datetime:
        """A stored moment in the zone; SQLite forgets that it is UTC."""
        known = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return known.astimezone(self._zone)

    def written(self, moment: dt.datetime) -> str:
        """A stored moment for people: 2026-11-30 20:30 EST."""
        return f"{self.local(moment):%Y-%m-%d %H:%M %Z}"

    def end_of(self, day: dt.date) -> dt.datetime:
        """The moment at which a day is over, in UTC as it is stored."""
        midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), self._zone)
        return midnight.astimezone(dt.UTC)
