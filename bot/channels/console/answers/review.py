"""When a fact is to be checked again, by its kind and the day it was last checked."""

import datetime as dt

from bot.channels.console.answers.schemas import FactKind, ReviewBody
from bot.channels.console.answers.settings import ReviewSettings
from common.clock import Clock

# The setting of each kind that has one; all other kinds share `others`.
SETTING: dict[FactKind, str] = {
    "phones": "phones",
    "forms": "forms",
    "requesters": "requesters",
    "approval": "requesters",
    "policies": "policies",
}


class Reviews:
    """Says when facts are due."""

    def __init__(self, settings: ReviewSettings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock

    def of(self, kind: FactKind, verified: dt.date) -> ReviewBody:
        """When a fact is due that was checked on that day."""
        days: int = getattr(self._settings, SETTING.get(kind, "others"))
        due = verified + dt.timedelta(days=days)
        return ReviewBody(due=due, is_due=self._clock.today() >= due)
