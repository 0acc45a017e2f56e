"""Reads the HTTP header `Retry-After`: how long a server asks us to wait."""

import datetime as dt
from email.utils import parsedate_to_datetime


def retry_after(value: str, now: dt.datetime | None = None) -> float | None:
    """Seconds to wait, whether the header gives seconds or a date; None when it is unreadable."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    # A date with "-0000" comes back without a time zone. HTTP dates are always UTC.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - (now or dt.datetime.now(dt.UTC))).total_seconds())
