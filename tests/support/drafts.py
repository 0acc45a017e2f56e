"""Drafts to test with, every word that a database holds, and programs to be killed."""

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import MetaData, delete, event, select, update

from common.database import Database
from tests.support.mail import snapshot
from tickets import notices, outbox, store
from tickets.delivery.adapter import (
    DeliveryAdapter,
    DeliveryAttempt,
    DeliveryError,
    DeliveryResult,
)
from tickets.delivery.smtp import SmtpAdapter, SmtpSettings
from tickets.delivery.worker import Worker
from tickets.draft import Draft, Status
from tickets.events import Event, EventType
from tickets.notices import NoticeKind, NoticeState
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.service import Tickets, Viewer
from tickets.snapshot import Correspondent, Recipient, RequestSnapshot
from tickets.tables import (
    DraftEventRow,
    DraftRow,
    NoticeRow,
    OutboxRow,
    RequestAccessRow,
    TypedRequestRow,
)

DESK = Viewer("user:desk", is_service_desk=True)
SHORT_LEASE = dt.timedelta(milliseconds=20)


@contextmanager
def migrated(url: str) -> Iterator[Database]:
    """A database for all tests of a file: making one takes longer than most of them."""
    database = Database(url)
    database.migrate()
    yield database
    database.close()


def empty(database: Database) -> None:
    """Remove every draft."""
    with database.session() as session:
        for table in (
            TypedRequestRow,
            RequestAccessRow,
            NoticeRow,
            OutboxRow,
            DraftEventRow,
            DraftRow,
        ):
            session.execute(delete(table))


def new_draft(**given: Any) -> Draft:
    """A draft that is not stored yet; `given` replaces fields."""
    usual: dict[str, Any] = {
        "reference": "",
        "entry": "vpn_access",
        "procedure_version": "0123456789abcdef",
        "owner": "user:joe",
        "conversation": "chat-1",
    }
    return Draft(**{**usual, **given})


def snapshot_of(draft: Draft, **given: Any) -> RequestSnapshot:
    """The confirmed request of a draft, for the Service Desk unless `given` says otherwise."""
    usual: dict[str, Any] = {
        "reference": draft.reference,
        "recipient": Recipient.SERVICE_DESK,
        "requester": draft.requester if draft.requester.name else Correspondent(name="Joe Ray"),
        "to": (Correspondent(name="Service Desk", email="desk@example.gov"),),
    }
    return snapshot(**{**usual, **given})


def confirm(draft: Draft) -> None:
    """What changes in a draft that is handed over."""
    draft.move(Status.HANDED_OVER, EventType.HANDED_OVER, "requester")


def handed_over(tickets: Tickets, draft: Draft | None = None, **given: Any) -> Draft:
    """A stored draft that is on its way; `given` replaces fields of its snapshot."""
    stored = tickets.start(draft or new_draft())
    return tickets.hand_over(stored.reference, confirm, None, snapshot_of(stored, **given))


def as_it_is(database: Database, reference: str) -> Draft:
    """The draft as the database has it."""
    return Tickets(database).get(reference, DESK)


def log_of(database: Database, reference: str) -> list[tuple[int, Event]]:
    """Versions and events of the draft's log."""
    with database.session() as session:
        return [(version, line) for version, _, line in store.log_of(session, reference)]


def event_types(database: Database, reference: str) -> list[EventType]:
    """What the log says, in order."""
    return [line.type for _, line in log_of(database, reference)]


def outbox_messages(database: Database, reference: str = "") -> list[OutboxMessage]:
    """The outbox."""
    with database.session() as session:
        return outbox.messages(session, reference=reference)


def the_message(database: Database, reference: str) -> OutboxMessage:
    """The only outbox message of the draft."""
    (only,) = outbox_messages(database, reference)
    return only


def untouched_for(database: Database, reference: str, age: dt.timedelta) -> None:
    """Let the last change of the draft be as long ago."""
    untouched_since(database, reference, dt.datetime.now(dt.UTC) - age)


def untouched_since(database: Database, reference: str, moment: dt.datetime) -> None:
    """Let the last change of the draft be then."""
    with database.session() as session:
        session.connection().execute(
            update(DraftRow.__table__)  # not the mapped class: its version must stay
            .where(DraftRow.__table__.c.reference == reference)
            .values(updated_at=moment)
        )


def make_due(database: Database) -> None:
    """Let all that waits be due now, and every lease be over."""
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    with database.session() as session:
        session.execute(update(OutboxRow).values(due_at=past))
        session.execute(
            update(OutboxRow).where(OutboxRow.claimed_until.is_not(None)).values(claimed_until=past)
        )


def everything_in(database: Database) -> str:
    """Every column of every row of every table, as text."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.engine.connect() as connection:
        return "\n".join(
            repr(row)
            for table in tables.tables.values()
            for row in connection.execute(select(table))
        )


class Scripted:
    """An adapter that answers as told, the last answer for ever; keeps what it is given."""

    name = "scripted"

    def __init__(self, *answers: DeliveryResult | Exception) -> None:
        self.answers = list(answers)
        self.given: list[DeliveryAttempt] = []
        self.meanwhile: Callable[[DeliveryAttempt], object] = lambda _: None

    def deliver(self, attempt: DeliveryAttempt) -> DeliveryResult:
        """The next answer."""
        self.given.append(attempt)
        self.meanwhile(attempt)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Resolving:
    """A receiver's system that has resolved every request, or as told."""

    status_interval = dt.timedelta(minutes=5)

    def __init__(self, **resolved: bool) -> None:
        self.states = resolved
        self.asked: list[list[str]] = []
        self.error: DeliveryError | None = None

    def resolved(self, correlation_ids: Sequence[str]) -> dict[str, bool]:
        """What it says of them."""
        self.asked.append([*correlation_ids])
        if self.error:
            raise self.error
        states = self.states or dict.fromkeys(correlation_ids, True)
        return {one: states[one] for one in correlation_ids if one in states}


def notices_of(database: Database, reference: str) -> list[NoticeKind]:
    """What its requester is, or was, told of the draft, in order."""
    with database.session() as session:
        return [NoticeKind(row.kind) for row in notices.of_draft(session, reference)]


def notice_states(database: Database, reference: str) -> list[NoticeState]:
    """How far each of its notices has come."""
    with database.session() as session:
        return [NoticeState(row.state) for row in notices.of_draft(session, reference)]


def make_notices_due(database: Database) -> None:
    """Let every notice that waits be due now, and every lease be over."""
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    with database.session() as session:
        session.execute(update(NoticeRow).values(due_at=past))
        leased = NoticeRow.claimed_until.is_not(None)
        session.execute(update(NoticeRow).where(leased).values(claimed_until=past))


def worker(database: Database, adapter: DeliveryAdapter, **given: Any) -> Worker:
    """A worker that has one way to everybody."""
    return Worker(database, dict.fromkeys(Recipient, adapter), **given)


class _Talking:
    """Says on standard output where it is, for whoever waits to kill this process."""

    name = SmtpAdapter.name

    def __init__(self, inner: SmtpAdapter) -> None:
        self.inner = inner

    def deliver(self, attempt: DeliveryAttempt) -> DeliveryResult:
        say("sending")
        delivered = self.inner.deliver(attempt)
        say("sent")
        return delivered


def say(word: str) -> None:
    """One line, at once."""
    os.write(1, f"{word}\n".encode())


def work(url: str, port: str) -> None:
    """Deliver by mail until nothing waits."""
    database = _talking_database(url)
    settings = SmtpSettings(
        host="127.0.0.1", port=int(port), sender="help@example.gov", security="none"
    )
    delivery = worker(database, _Talking(SmtpAdapter(settings)), lease=SHORT_LEASE)
    while any(one.state is DeliveryState.WAITING for one in outbox_messages(database)):
        delivery.deliver_due()
    database.close()


def write(url: str) -> None:
    """Open, fill in and confirm drafts for ever."""
    tickets = Tickets(_talking_database(url))
    while True:
        draft = tickets.start(new_draft(fields={"user": "jray"}))
        say("started")
        tickets.change(draft.reference, lambda current: current.take({"start": "today"}, "test"))
        say("changed")
        tickets.hand_over(draft.reference, confirm, None, snapshot_of(draft))
        say("handed over")


def _talking_database(url: str) -> Database:
    database = Database(url)
    # Before the database hears of it: a kill may come before, during or after the commit.
    event.listen(database.engine, "commit", lambda _: say("commit"))
    return database


if __name__ == "__main__" and sys.stdin.readline():  # the imports are done: wait for the word
    {"work": work, "write": write}[sys.argv[1]](*sys.argv[2:])
