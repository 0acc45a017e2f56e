"""The queue of what came in: pages of it, one request, and what agents do with one."""

import base64
import binascii
import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.channels.console.access import CHANNEL, Agent
from bot.channels.console.requests.lines import Procedures, RequestLines
from bot.channels.console.requests.schemas import (
    ConversationLine,
    RequestDetails,
    RequestLine,
    RequestPage,
)
from bot.channels.web.chat.history import History
from bot.channels.web.chat.messages import CHANNEL as WEB
from bot.channels.web.security.tokens import Tokens
from common.database import Database, transact
from contacts.contact_file.cells import neutral
from contacts.registry import ContactRegistry, Lookup
from locales.console_requests import RequestWords
from tickets import access_log, queue
from tickets.access_log import AccessKind
from tickets.draft import Draft
from tickets.events import AGENT
from tickets.overview import moment
from tickets.queue import QueuedRequest, QueueFilter, QueuePosition
from tickets.redelivery import retry_failed
from tickets.service import Tickets
from tickets.store import UnknownDraftError

# Rows of an export that are read at once.
CHUNK = 200


class UnknownCursorError(ValueError):
    """The text is no place in the queue."""


@dataclass(frozen=True)
class RequestQueue:
    """Every operation writes to the audit first, and raises StoreError when it cannot."""

    database: Database
    registry: ContactRegistry
    history: History
    tokens: Tokens
    lines: RequestLines
    words: RequestWords

    def page(
        self, wanted: QueueFilter, after: str, most: int, procedures: Procedures, agent: Agent
    ) -> RequestPage:
        """A page, and how many there are in each state. Raises UnknownCursorError."""
        place = _position(after) if after else None
        with self.database.session() as session:
            found = queue.page(session, wanted, place, most + 1)
            counted = queue.counts(session, wanted)
        shown = found[:most]
        access_log.note(self.database, agent.id, AccessKind.LISTED, shown=len(shown))
        return RequestPage(
            requests=[self.lines.line(one, procedures) for one in shown],
            next=_cursor(shown[-1].draft) if len(found) > most else None,
            counts={state.value: number for state, number in counted.items()},
        )

    def export(self, wanted: QueueFilter, procedures: Procedures, agent: Agent) -> Iterator[str]:
        """All of them as CSV, in pieces; cells that a spreadsheet would calculate are text."""
        names = [*self.words.columns]
        yield "\ufeff" + _row([*self.words.columns.values()])  # says to Excel that it is UTF-8
        place, count = None, 0
        while True:
            with self.database.session() as session:
                found = queue.page(session, wanted, place, CHUNK)
            if not found:
                break
            count += len(found)
            access_log.note(self.database, agent.id, AccessKind.EXPORTED, shown=len(found))
            for one in found:
                line = self.lines.line(one, procedures)
                yield _row([neutral(str(getattr(line, name) or "")) for name in names])
            place = _place(found[-1].draft)

    def show(self, reference: str, procedures: Procedures, agent: Agent) -> RequestDetails:
        """Everything about a request. Raises UnknownDraftError."""
        with self.database.session() as session:
            request = _one(session, reference)
        access_log.note(self.database, agent.id, AccessKind.VIEWED, reference)
        self._record(request.draft, agent)
        conversation = self._conversation(request.draft)
        with self.database.session() as session:
            return self.lines.details(session, request, procedures, conversation)

    def retry(self, reference: str, procedures: Procedures, agent: Agent) -> RequestLine:
        """Let what was given up wait again. Raises UnknownDraftError, NotFailedError."""
        transact(
            self.database,
            lambda session: retry_failed(session, [reference], AGENT, agent_name(agent)),
        )
        return self._changed(reference, AccessKind.RETRIED, procedures, agent)

    def withdraw(self, reference: str, procedures: Procedures, agent: Agent) -> RequestLine:
        """End it; who has it is sent word. Raises UnknownDraftError, DraftError."""
        Tickets(self.database).withdraw(reference, AGENT, agent=agent_name(agent))
        return self._changed(reference, AccessKind.WITHDRAWN, procedures, agent)

    def _changed(
        self, reference: str, kind: AccessKind, procedures: Procedures, agent: Agent
    ) -> RequestLine:
        access_log.note(self.database, agent.id, kind, reference)
        with self.database.session() as session:
            return self.lines.line(_one(session, reference), procedures)

    def _record(self, draft: Draft, agent: Agent) -> None:
        """The people of the registry who are shown with a request are a look-up of them."""
        if draft.authorized:
            agency = self.registry.agencies().named(draft.agency)
            roles = sorted({one.role for one in draft.authorized})
            lookup = Lookup(agent.id[:200], CHANNEL)
            self.registry.record(lookup, agency, roles, len(draft.authorized))

    def _conversation(self, draft: Draft) -> list[ConversationLine]:
        """What was said on the web; Teams keeps its own, and a call has none."""
        if not draft.conversation.startswith(f"{WEB}-"):
            return []

        def is_its(conversation: str) -> bool:
            return self.tokens.sender(WEB, conversation) == draft.conversation

        return [
            ConversationLine(
                speaker="user" if one.is_user else "assistant",
                text=one.answer.text,
                at=moment(one.at),
            )
            for one in self.history.led_to(draft.reference, draft.created_at, is_its)
        ]


def agent_name(agent: Agent) -> str:
    """What the log of a request calls an agent."""
    return (agent.name or agent.email or agent.id)[:200]


def _one(session: Session, reference: str) -> QueuedRequest:
    found = queue.requests(session, [reference])
    if not found:
        raise UnknownDraftError(reference)
    return found[0]


def _place(draft: Draft) -> QueuePosition:
    return QueuePosition(draft.updated_at, draft.reference)


def _cursor(draft: Draft) -> str:
    """A place in the queue as one word of a URL."""
    text = f"{draft.updated_at.astimezone(dt.UTC).isoformat()} {draft.reference}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _position(cursor: str) -> QueuePosition:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, _, reference = text.partition(" ")
        return QueuePosition(dt.datetime.fromisoformat(at).astimezone(dt.UTC), reference)
    except (ValueError, OverflowError, binascii.Error) as error:
        raise UnknownCursorError(cursor) from error


def _row(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()
