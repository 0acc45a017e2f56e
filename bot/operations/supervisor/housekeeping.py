"""Removes personal data when its time is up, from every table that has it."""

import datetime as dt
import logging
from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.channels.console.upkeep.tables import DisputeRow
from bot.channels.teams.chats import TeamsChats
from bot.channels.teams.inbox import TeamsInbox
from bot.channels.web.chat.history import History
from bot.operations.settings import Settings
from bot.operations.supervisor.tracker import TrackerStore
from common.database import Database, StoreError, writing
from contacts.retention import forget_former_people, forget_lookups, forget_members
from faq_kb.store import forget_publishers
from tickets import access_log, typed_requests
from tickets.delivery.worker import place_of
from tickets.service import Tickets

logger = logging.getLogger(__name__)

# Teams delivers again within minutes what it takes for lost.
REDELIVERED_WITHIN = dt.timedelta(days=1)


class Housekeeping:
    """Removes what the settings say is too old; a task that fails doesn't stop the others."""

    def __init__(self, settings: Settings, database: Database, tracker: Database) -> None:
        self.settings = settings
        self.database = database
        self.tracker = TrackerStore(tracker)

    def run(self) -> None:
        """Do everything that's due; called once an hour."""
        tasks: tuple[Callable[[], object], ...] = (
            self.drafts,
            self.conversations,
            self.lookups,
            self.members,
            self.history,
        )
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
        TeamsInbox(self.database).forget(dt.datetime.now(dt.UTC) - REDELIVERED_WITHIN)
        with writing(self.database) as session:
            typed_requests.forget_keys(session)
        return counts

    def conversations(self) -> int:
        """Rasa's copy of conversations goes when the web's does (bot/channels/web/wiring.py)."""
        return self.tracker.forget(_ago(self.settings.web.conversation_keep_days))

    def lookups(self) -> None:
        """The audit: who was shown which contacts and requests, who was called back."""
        oldest = _ago(self.settings.contacts.lookup_keep_days)
        with writing(self.database) as session:
            forget_lookups(session, oldest)
        access_log.forget(self.database, oldest)

    def members(self) -> None:
        """The agencies that users named in conversations go when those do."""
        with writing(self.database) as session:
            forget_members(session, _ago(self.settings.web.conversation_keep_days))

    def history(self) -> None:
        """Of the history of answers, contacts and disputes: who made it, and who left the list."""
        oldest = _ago(self.settings.retention.history_keep_days)
        for forget in (forget_publishers, forget_former_people, _forget_disputants):
            with writing(self.database) as session:
                forget(session, oldest)


def _forget_disputants(session: Session, before: dt.datetime) -> None:
    """The agents of disputes that were over before, and their words."""
    over = (DisputeRow.ended < before, DisputeRow.agent != "")
    session.execute(update(DisputeRow).where(*over).values(agent="", agent_name="", comment=""))


def _days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def _ago(days: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - _days(days)
