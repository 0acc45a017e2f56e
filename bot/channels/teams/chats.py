"""The Teams chats in which drafts were begun: where their requesters are told what becomes of them.

Kept apart from the Teams SDK, which takes seconds to load: the housekeeping uses it, too.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import String, delete, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from common.clock import utc_now
from common.database import Base, Database, UtcDateTime, transact
from tickets.tables import DraftRow


class TeamsChatRow(Base):
    """One chat of one person, under the assistant's name of it; it names nobody."""

    __tablename__ = "teams_chat"
    sender: Mapped[str] = mapped_column(String(64), primary_key=True)
    service_url: Mapped[str] = mapped_column(String(300))
    # In a channel, with its thread.
    conversation: Mapped[str] = mapped_column(String(500))
    is_shared: Mapped[bool]
    # When Teams refused a message: the bot was blocked or removed.
    refused_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class TeamsChat:
    """Where a message goes that nobody asked for; `is_shared`: other people read it, too.

    `is_refused`: it takes no messages of ours.
    """

    sender: str
    service_url: str
    conversation: str
    is_shared: bool
    is_refused: bool = False


class TeamsChats:
    """Every operation raises StoreError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, chat: TeamsChat, reference: str) -> None:
        """Keep the chat if the draft was begun in it; who writes there takes messages again."""

        def run(session: Session) -> None:
            draft = session.get(DraftRow, reference)
            if draft is not None and draft.conversation == chat.sender:
                row = TeamsChatRow(
                    sender=chat.sender,
                    service_url=chat.service_url,
                    conversation=chat.conversation,
                    is_shared=chat.is_shared,
                    refused_at=None,
                )
                session.merge(row)

        transact(self._database, run)

    def find(self, sender: str) -> TeamsChat | None:
        """The chat of that name."""
        with self._database.session() as session:
            row = session.get(TeamsChatRow, sender)
            if row is None:
                return None
            place = (row.service_url, row.conversation, row.is_shared)
            return TeamsChat(row.sender, *place, is_refused=row.refused_at is not None)

    def refuse(self, sender: str) -> None:
        """Send nothing to that chat until somebody writes there again."""
        with self._database.session() as session:
            if row := session.get(TeamsChatRow, sender):
                row.refused_at = utc_now()

    def forget(self) -> None:
        """Remove the chats of drafts that are all erased."""
        with self._database.session() as session:
            used = exists(
                select(DraftRow.reference).where(DraftRow.conversation == TeamsChatRow.sender)
            )
            session.execute(delete(TeamsChatRow).where(~used))
