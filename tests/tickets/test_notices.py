"""News of drafts: written with the change, taken by one teller, told once, erased with it."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from common.database import Database, transact
from tests.support.drafts import (
    Resolving,
    Scripted,
    as_it_is,
    event_types,
    everything_in,
    handed_over,
    make_due,
    make_notices_due,
    new_draft,
    notice_states,
    notices_of,
    untouched_for,
    worker,
)
from tickets import notices
from tickets.delivery.adapter import DeliveryResult, PermanentError, TemporaryError
from tickets.delivery.watcher import BATCH, RequestWatcher
from tickets.draft import DraftError, Status
from tickets.events import EventType
from tickets.notices import AWAY, DueNotice, NoticeKind, NoticeState
from tickets.service import Tickets
from tickets.snapshot import FieldValue, Recipient

LEASE = dt.timedelta(minutes=1)
RECEIVED = DeliveryResult("INC0010042", submitted=True)
SENT = DeliveryResult()


def claimed(database: Database) -> DueNotice | None:
    """What a teller gets."""
    return transact(database, lambda session: notices.claim(session, LEASE))


def note(database: Database, change: Callable[[Session], object]) -> None:
    """What a teller notes."""
    transact(database, change)


@pytest.mark.parametrize(
    ("result", "kinds"),
    [
        (RECEIVED, [NoticeKind.RECEIVED]),
        (SENT, [NoticeKind.SENT]),
        (DeliveryResult(held=True), []),
        (PermanentError("wrong address"), [NoticeKind.FAILED]),
        (TemporaryError("busy"), []),
    ],
)
def test_what_becomes_of_a_request_is_news(
    database: Database, result: DeliveryResult | Exception, kinds: list[NoticeKind]
) -> None:
    draft = handed_over(Tickets(database))
    worker(database, Scripted(result)).deliver_due()
    assert notices_of(database, draft.reference) == kinds


def test_an_addition_is_news_only_when_it_is_lost(database: Database) -> None:
    tickets, adapter = Tickets(database), Scripted(RECEIVED)
    draft = handed_over(tickets)
    delivery = worker(database, adapter)
    delivery.deliver_due()
    line = FieldValue(key="start", label="start", value="", required=False)
    for value, answer in (("today", RECEIVED), ("tomorrow", PermanentError("no"))):
        adapter.answers = [answer]
        tickets.add(
            draft.reference,
            {"start": value},
            "test",
            lambda _, sent: sent.model_copy(update={"fields": (*sent.fields, line)}),
        )
        delivery.deliver_due()
    assert notices_of(database, draft.reference) == [NoticeKind.RECEIVED, NoticeKind.FAILED]


def test_news_are_lost_with_the_change_or_not_at_all(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = handed_over(Tickets(database))

    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(notices, "put", fail)
        worker(database, Scripted(RECEIVED)).deliver_due()
    assert as_it_is(database, draft.reference).status is Status.HANDED_OVER
    make_due(database)
    worker(database, Scripted(RECEIVED)).deliver_due()
    assert as_it_is(database, draft.reference).status is Status.SUBMITTED
    assert notices_of(database, draft.reference) == [NoticeKind.RECEIVED]


def test_one_teller_gets_all_that_is_new_of_a_draft_until_its_lease_is_over(
    database: Database,
) -> None:
    draft = handed_over(Tickets(database), new_draft(conversation="web-1"))
    worker(database, Scripted(RECEIVED)).deliver_due()
    RequestWatcher(database, Resolving()).look()
    first = claimed(database)
    assert first is not None
    assert (len(first.ids), first.reference) == (2, draft.reference)
    assert (first.owner, first.conversation) == ("user:joe", "web-1")
    assert claimed(database) is None
    make_notices_due(database)  # that teller was killed
    second = claimed(database)
    assert second == first

    def tell(session: Session) -> bool:
        return notices.told(session, first, "web-1")

    assert [transact(database, tell) for _ in range(2)] == [True, False]
    assert claimed(database) is None


def test_who_is_away_is_told_at_the_next_visit(database: Database) -> None:
    draft = handed_over(Tickets(database))
    worker(database, Scripted(SENT)).deliver_due()
    due = claimed(database)
    assert due is not None
    note(database, lambda session: notices.postpone(session, due))
    assert claimed(database) is None
    note(database, lambda session: notices.wake(session, ["user:ann"]))
    assert claimed(database) is None
    with database.session() as session:
        assert notices.has_waiting(session, ["visitor:1", "user:joe"])
        assert not notices.has_waiting(session, ["user:ann"])
        (row,) = notices.of_draft(session, draft.reference)
        assert row.due_at > row.at + AWAY / 2
    note(database, lambda session: notices.wake(session, ["visitor:1", "user:joe"]))
    assert claimed(database) == due


def test_what_cannot_be_told_is_tried_again_and_given_up(database: Database) -> None:
    draft = handed_over(Tickets(database))
    worker(database, Scripted(SENT)).deliver_due()
    due = claimed(database)
    assert due is not None
    note(database, lambda session: notices.try_again(session, due, 600))
    with database.session() as session:
        (row,) = notices.of_draft(session, draft.reference)
        assert row.due_at > row.at + dt.timedelta(minutes=9)
    for _ in range(notices.MOST_ATTEMPTS - 1):
        make_notices_due(database)
        again = claimed(database)
        assert again is not None
        note(database, lambda session, one=again: notices.try_again(session, one))
    assert notice_states(database, draft.reference) == [NoticeState.LOST]
    assert event_types(database, draft.reference)[-1] is EventType.NOT_TOLD


def test_nothing_of_the_news_is_left_of_an_erased_draft(database: Database) -> None:
    draft = handed_over(Tickets(database), new_draft(conversation="web-canary"))
    worker(database, Scripted(RECEIVED)).deliver_due()
    due = claimed(database)
    assert due is not None
    note(database, lambda session: notices.told(session, due, "web-canary"))
    untouched_for(database, draft.reference, dt.timedelta(days=400))
    day = dt.timedelta(days=1)
    assert Tickets(database).expire(day, day) == (0, 1)
    assert notices_of(database, draft.reference) == []
    assert "canary" not in everything_in(database)


def received(database: Database, number: str = "INC0010042", **given: object) -> str:
    """The reference of a request that the Service Desk has."""
    draft = handed_over(Tickets(database), **given)
    worker(database, Scripted(DeliveryResult(number, submitted=True))).deliver_due()
    return draft.reference


def test_resolved_is_what_the_receivers_system_says(database: Database) -> None:
    one, other = received(database), received(database, "INC0010043")
    mailed = handed_over(Tickets(database), recipient=Recipient.CONTACTS).reference
    worker(database, Scripted(SENT)).deliver_due()
    now = dt.datetime.now(dt.UTC)
    source = Resolving(**{f"{one}-2": True, f"{other}-2": False})
    watcher = RequestWatcher(database, source, lambda: now)
    assert watcher.look() == 1
    assert [as_it_is(database, each).status for each in (one, other, mailed)] == [
        Status.RESOLVED,
        Status.SUBMITTED,
        Status.HANDED_OVER,
    ]
    assert notices_of(database, one)[-1] is NoticeKind.RESOLVED
    assert notices_of(database, other) == [NoticeKind.RECEIVED]
    # Not before its time; then the same state is no news.
    assert watcher.look() == 0
    assert len(source.asked) == 1
    now += source.status_interval
    assert watcher.look() == 0
    assert len(source.asked) == 2
    # Taken up again, and resolved again.
    for state in (False, True):
        source.states[f"{one}-2"] = state
        now += source.status_interval
        assert watcher.look() == 1
    kinds = [NoticeKind.RECEIVED, NoticeKind.RESOLVED, NoticeKind.RESOLVED]
    assert notices_of(database, one) == kinds
    with pytest.raises(DraftError):
        Tickets(database).withdraw(one, "requester")


def test_requests_are_looked_at_in_batches_and_not_sooner_than_the_receiver_allows(
    database: Database,
) -> None:
    references = [received(database, f"INC{number:07}") for number in range(BATCH + 1)]
    now = dt.datetime.now(dt.UTC)
    source = Resolving()
    watcher = RequestWatcher(database, source, lambda: now)
    assert watcher.look() == BATCH
    source.error = TemporaryError("429", retry_after=3600)
    assert watcher.look() == 0
    source.error = None
    now += dt.timedelta(minutes=59)
    assert watcher.look() == 0
    now += dt.timedelta(minutes=1)
    assert watcher.look() == 1
    assert [len(asked) for asked in source.asked] == [BATCH, 1, 1]
    assert all(as_it_is(database, one).status is Status.RESOLVED for one in references)
