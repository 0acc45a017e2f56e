"""Removes personal data when its time is up, from every table that has it."""

import datetime as dt
import logging
from collections.abc import Callable

from sqlalchemy import delete

from bot.channels.teams.chats import TeamsChats
from bot.channels.web.chat.history import History
from bot.operations.settings import Settings
from bot.operations.supervisor.tracker import TrackerStore
from common.database import Database, StoreError
from contacts.tables import CallbackRow, LookupRow
from tickets import access_log
from tickets.delivery.worker import place_of
from tickets.service import Tickets

logger = logging.getLogger(__name__)


class Housekeeping:
    """Removes what the settings say is too old; a task that fails doesn't stop the others."""

    def __init__(self, settings: Settings, database: Database, tracker: Database) -> None:
        self.settings = settings
        self.database = database
        self.tracker = TrackerStore(tracker)

    def run(self) -> None:
        """Do everything that's due; called once an hour."""
        tasks: tuple[Callable[[], object], ...] = (self.drafts, self.conversations, self.lookups)
        for task in tasks:
            try:
                task()
            except StoreError as error:
                logger.error("%s", error)
            except Exception as error:
                logger.error("housekeeping: %s", place_of(error))

    def drafts(self) -> tuple[int, int]:
        """Expire drafts that nobody touched, erase old ones; how many of each."""
        idle, keep = _days(self.settings.drafts.idle_days), _days(self.settings.drafts.keep_days)
        # Conversations repeat a draft's values: people typed them there.
        traces = (self.tracker.erase, History(self.database).erase)
        counts = Tickets(self.database).expire(idle, keep, traces)
        TeamsChats(self.database).forget()
        return counts

    def conversations(self) -> int:
        """Rasa's copy of conversations goes when the web's does (bot/channels/web/wiring.py)."""
        return self.tracker.forget(_ago(self.settings.web.conversation_keep_days))

    def lookups(self) -> None:
        """The audit: who was shown which contacts and requests, who was called back."""
        oldest = _ago(self.settings.contacts.lookup_keep_days)
        with self.database.session() as session:
            session.execute(delete(LookupRow).where(LookupRow.at < oldest))
            session.execute(delete(CallbackRow).where(CallbackRow.at < oldest))
        access_log.forget(self.database, oldest)


def _days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def _ago(days: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - _days(days)
