"""How many drafts may be confirmed: what is sent to people must not be sent by the dozen."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from limits import parse


@dataclass(frozen=True)
class DraftRate:
    """So many within a time."""

    amount: int
    within: dt.timedelta

    @classmethod
    def of(cls, words: str) -> Self:
        """The rate of a setting such as "10/day". Raises ValueError."""
        rate = parse(words)
        return cls(rate.amount, dt.timedelta(seconds=rate.get_expiry()))


@dataclass(frozen=True)
class Quota:
    """Of one requester, and of one network address from which nobody has signed in."""

    requester: DraftRate = DraftRate(10, dt.timedelta(days=1))
    address: DraftRate = DraftRate(60, dt.timedelta(days=1))
