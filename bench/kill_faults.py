"""What should not be after kills: rows that are missing, or there twice, in either database."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import sqlalchemy as sa

from bot.channels.web.chat.tables import ChatMessageRow
from common.database import Database
from tickets.events import DELIVERY, EventType
from tickets.tables import DraftEventRow, DraftRow, OutboxRow

APOLOGY = "fallback"
# Rasa's table, which is not in our schema.
EVENTS = sa.table("events", sa.column("type_name"), sa.column("data"))


@dataclass
class Observations:
    """What people saw; `keys`: of the messages that were answered; `given`: to which drafts.

    `answered_at`: when, by the monotonic clock, and the seconds that it took with all that was
    sent again.
    """

    sent: int = 0
    repeated: int = 0
    apologies: int = 0
    saved: int = 0
    unanswered: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    references: set[str] = field(default_factory=set)
    given: dict[str, dict[str, str]] = field(default_factory=dict)
    answered_at: list[tuple[float, float]] = field(default_factory=list)

    @property
    def longest_s(self) -> float:
        """The longest answer."""
        return max((took for _, took in self.answered_at), default=0.0)


class StoredRows:
    """The databases of the assistant, read while it runs; SQLite or PostgreSQL."""

    def __init__(self, database_url: str, tracker_url: str) -> None:
        self._chat, self._tracker = Database(database_url), Database(tracker_url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._chat.close()
        self._tracker.close()

    def numbers(self, key: str) -> list[str]:
        """The numbers of what was stored under the key of a message, in order."""
        query = sa.select(ChatMessageRow.number).where(ChatMessageRow.key == key)
        return [str(number) for (number,) in self.chat(query.order_by(ChatMessageRow.number))]

    def reply(self, key: str) -> dict[str, Any]:
        """What the assistant said to a message, as an object of the contract."""
        query = sa.select(ChatMessageRow.reply).where(
            ChatMessageRow.key == key, ~ChatMessageRow.is_user
        )
        replies = [reply for (reply,) in self.chat(query.order_by(ChatMessageRow.number)) if reply]
        return replies[0] if replies else {"type": "none"}

    def chat(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        """Rows of the web app's and the drafts' database."""
        with self._chat.session() as session:
            return session.execute(query).all()

    def said(self) -> list[str]:
        """The ids of all messages that the engines have stored."""
        query = sa.select(EVENTS.c.data).where(EVENTS.c.type_name == "user")
        with self._tracker.connection() as connection:
            return [json.loads(data)["message_id"] for (data,) in connection.execute(query)]


def faults(stored: StoredRows, observed: Observations) -> dict[str, list[str]]:
    """What should not be, by kind; every list is empty when all went well."""
    said = Counter(stored.said())
    messages = stored.chat(
        sa.select(ChatMessageRow.key, ChatMessageRow.is_user, ChatMessageRow.reply)
    )
    asked = Counter(key for key, is_user, _ in messages if is_user)
    kinds = {key: (reply or {}).get("type") for key, is_user, reply in messages if not is_user}
    return {
        "unanswered": observed.unanswered,
        "stored_otherwise_than_answered": observed.different,
        "said_twice": _repeated(said.elements()),
        "stored_twice": _repeated(asked.elements()),
        "answered_and_not_stored": [key for key in observed.keys if key not in asked],
        # An apology is for what the engine did not hear.
        "answered_and_not_said": [
            key for key in observed.keys if key not in said and kinds.get(key) != APOLOGY
        ],
        **_faults_of_drafts(stored, observed),
    }


def _faults_of_drafts(stored: StoredRows, observed: Observations) -> dict[str, list[str]]:
    rows = stored.chat(sa.select(DraftRow.reference, DraftRow.conversation, DraftRow.fields))
    events = stored.chat(
        sa.select(
            DraftEventRow.reference, DraftEventRow.type, DraftEventRow.field, DraftEventRow.by
        )
    )
    outbox = stored.chat(sa.select(OutboxRow.reference))
    return {
        "drafts_lost": sorted(observed.references - {reference for reference, *_ in rows}),
        "drafts_changed_twice": _repeated(
            f"{reference} {kind} {item}" for reference, kind, item, by in events if by != DELIVERY
        ),
        "drafts_with_wrong_answers": [
            reference
            for reference, _, fields in rows
            if not fields.items() <= observed.given.get(fields.get("url", ""), {}).items()
        ],
        "drafts_opened_twice": _repeated(conversation for _, conversation, _ in rows),
        "handed_over_twice": _repeated(reference for (reference,) in outbox),
        "delivered_twice": _repeated(
            reference for reference, kind, *_ in events if kind == EventType.DELIVERED
        ),
    }


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]
