"""The outbox and its worker: together or not at all, one worker each, until it has arrived."""

import datetime as dt
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from common.database import Database, StoreError, transact
from tests.support.drafts import (
    Scripted,
    as_it_is,
    confirm,
    empty,
    event_types,
    everything_in,
    handed_over,
    log_of,
    make_due,
    migrated,
    new_draft,
    outbox_messages,
    snapshot_of,
    the_message,
    untouched_for,
    worker,
)
from tickets import outbox
from tickets.delivery.adapter import (
    DeliveryAttempt,
    DeliveryResult,
    HoldingAdapter,
    PermanentError,
    TemporaryError,
)
from tickets.delivery.worker import Worker
from tickets.draft import Draft, DraftError, Status
from tickets.events import Event, EventType
from tickets.outbox import MOST_ATTEMPTS, DeliveryState
from tickets.retrying import wait
from tickets.service import ChangedMeanwhileError, Tickets
from tickets.snapshot import Correspondent, FieldValue, Recipient, RequestSnapshot
from tickets.tables import DraftRow, OutboxRow
from tickets.versions import ExpectedVersion

LEASE = dt.timedelta(minutes=5)
SUBMITTED = DeliveryResult(number="INC0010001", submitted=True)
BUSY = TemporaryError("busy")
WRONG = PermanentError("wrong address")
BROKEN = RuntimeError("a fault of ours")
WAITS = [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def one_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database with the newest schema, once on each kind of server."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('drafts') / 'test.db'}"
    else:
        url = request.getfixturevalue("postgres").database()
    with migrated(url) as database:
        yield database


@pytest.fixture
def database(one_database: Database) -> Database:
    """The same without a draft."""
    empty(one_database)
    return one_database


@pytest.fixture
def tickets(database: Database) -> Tickets:
    """The operations on an empty database."""
    return Tickets(database)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The worker reports what fails here on purpose."""
    with caplog.at_level(logging.CRITICAL, logger="tickets"):
        yield


def claim(database: Database, lease: dt.timedelta = LEASE) -> DeliveryAttempt | None:
    return transact(database, lambda session: outbox.claim(session, lease))


def retry(database: Database, reference: str) -> bool:
    number = the_message(database, reference).correlation_id
    return transact(database, lambda session: outbox.retry(session, number))


def due_at(database: Database, reference: str) -> dt.datetime:
    moment = the_message(database, reference).due_at
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def in_end(database: Database, reference: str) -> tuple[DeliveryState, Status]:
    """Of the only outbox_message, and of its draft."""
    return the_message(database, reference).state, as_it_is(database, reference).status


def test_draft_and_message_come_together(tickets: Tickets, database: Database) -> None:
    draft = tickets.start(new_draft(fields={"user": "jray"}))
    snapshot = snapshot_of(draft)
    after = tickets.hand_over(draft.reference, confirm, ExpectedVersion(draft.version), snapshot)
    assert after.status is Status.HANDED_OVER
    outbox_message = the_message(database, draft.reference)
    assert outbox_message.correlation_id == f"{draft.reference}-{after.version}"
    assert outbox_message.snapshot == snapshot
    assert (outbox_message.recipient, outbox_message.state) == (
        Recipient.SERVICE_DESK,
        DeliveryState.WAITING,
    )
    assert (outbox_message.attempts, outbox_message.number, outbox_message.last_error) == (
        0,
        "",
        "",
    )


def test_an_error_in_the_change_leaves_neither(tickets: Tickets, database: Database) -> None:
    draft = tickets.start(new_draft())
    before = everything_in(database)

    def fails(current: Draft) -> None:
        confirm(current)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        tickets.hand_over(draft.reference, fails, None, snapshot_of(draft))
    assert everything_in(database) == before


def test_a_message_that_cannot_be_stored_leaves_neither(
    tickets: Tickets, database: Database
) -> None:
    draft = tickets.start(new_draft())
    before = everything_in(database)
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        tickets.hand_over(draft.reference, confirm, None, snapshot_of(draft, reference="HD-234678"))
    assert everything_in(database) == before


def test_a_hand_over_after_a_change_elsewhere_leaves_neither(
    tickets: Tickets, database: Database
) -> None:
    seen = tickets.start(new_draft())
    tickets.change(seen.reference, lambda draft: draft.take({"user": "jray"}, "requester"))
    before = everything_in(database)
    with pytest.raises(ChangedMeanwhileError):
        tickets.hand_over(seen.reference, confirm, ExpectedVersion(seen.version), snapshot_of(seen))
    assert everything_in(database) == before


@pytest.mark.parametrize("recipient", Recipient)
def test_of_two_who_hand_over_at_once_one_does(
    tickets: Tickets, database: Database, recipient: Recipient
) -> None:
    together = threading.Barrier(2)

    def session(seen: Draft) -> bool:
        snapshot = snapshot_of(seen, recipient=recipient)
        together.wait()
        try:
            tickets.hand_over(seen.reference, confirm, ExpectedVersion(seen.version), snapshot)
        except ChangedMeanwhileError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            draft = tickets.start(new_draft())
            done = list(pool.map(session, [draft, draft]))
            # To the Service Desk the second one is told that it is done.
            assert sorted(done) == [recipient is Recipient.SERVICE_DESK, True]
            assert the_message(database, draft.reference).state is DeliveryState.WAITING
            log = event_types(database, draft.reference)
            assert log == [EventType.STARTED, EventType.HANDED_OVER]


def test_what_the_service_desk_gets_is_not_handed_to_it_again(
    tickets: Tickets, database: Database
) -> None:
    draft = handed_over(tickets)
    before = everything_in(database)
    again = tickets.hand_over(
        draft.reference, confirm, ExpectedVersion(draft.version), snapshot_of(draft)
    )
    assert again == draft
    assert everything_in(database) == before
    assert worker(database, Scripted(SUBMITTED)).deliver_due() == 1
    before = everything_in(database)
    after = tickets.hand_over(draft.reference, confirm, None, snapshot_of(draft))
    assert after.status is Status.SUBMITTED
    assert everything_in(database) == before


def test_what_was_withdrawn_in_time_is_refused_and_not_taken_for_sent(tickets: Tickets) -> None:
    draft = handed_over(tickets)
    tickets.withdraw(draft.reference, "requester")
    with pytest.raises(DraftError, match="withdrawn"):
        tickets.hand_over(draft.reference, confirm, None, snapshot_of(draft))


def test_every_hand_over_has_a_message_of_its_own(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets, recipient=Recipient.CONTACTS)
    tickets.hand_over(draft.reference, confirm, ExpectedVersion(draft.version), snapshot_of(draft))
    first, second = outbox_messages(database, draft.reference)
    assert first.correlation_id != second.correlation_id
    assert [first.recipient, second.recipient] == [Recipient.CONTACTS, Recipient.SERVICE_DESK]


def test_the_oldest_first_and_none_twice(tickets: Tickets, database: Database) -> None:
    references = [handed_over(tickets).reference for _ in range(3)]
    claimed = [claim(database) for _ in range(4)]
    assert [outbox_message and outbox_message.snapshot.reference for outbox_message in claimed] == [
        *references,
        None,
    ]
    assert [outbox_message.number for outbox_message in claimed if outbox_message] == [1, 1, 1]


def test_eight_workers_never_claim_the_same(tickets: Tickets, database: Database) -> None:
    references = [handed_over(tickets).reference for _ in range(24)]
    together = threading.Barrier(8)

    def claim_all() -> list[str]:
        together.wait()
        taken = []
        while outbox_message := claim(database):
            assert outbox_message.number == 1
            taken.append(outbox_message.snapshot.reference)
        return taken

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(claim_all) for _ in range(8)]
        taken = [reference for one in running for reference in one.result()]
    assert sorted(taken) == sorted(references)


def test_eight_workers_deliver_each_once(tickets: Tickets, database: Database) -> None:
    references = [handed_over(tickets).reference for _ in range(24)]
    adapter = Scripted(SUBMITTED)
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(worker(database, adapter).deliver_due) for _ in range(8)]
        tried = [one.result() for one in running]
    assert sum(tried) == 24
    assert sorted(outbox_message.snapshot.reference for outbox_message in adapter.given) == sorted(
        references
    )
    assert {state for one in references for state in in_end(database, one)} == {
        *(DeliveryState.DELIVERED, Status.SUBMITTED),
    }


def test_a_lease_that_is_over_gives_it_to_another(tickets: Tickets, database: Database) -> None:
    handed_over(tickets)
    first = claim(database)
    assert claim(database) is None
    make_due(database)
    second = claim(database)
    assert first is not None
    assert second == DeliveryAttempt(first.correlation_id, first.snapshot, 2)
    assert claim(database) is None


@given(st.integers(1, len(WAITS)), st.none() | st.floats(0, 86_400))
def test_waits_double_with_jitter_and_respect_the_receiver(
    attempts: int, retry_after: float | None
) -> None:
    longest = WAITS[attempts - 1]
    waited = wait(attempts, retry_after)
    if retry_after is None or retry_after < longest / 2:
        assert longest / 2 <= waited <= longest
    else:
        assert retry_after <= waited <= max(longest, retry_after)


def test_waits_are_spread() -> None:
    assert len({wait(3, None) for _ in range(50)}) > 40


def test_delivered(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets)
    adapter = Scripted(SUBMITTED)
    assert worker(database, adapter).deliver_due() == 1
    outbox_message = the_message(database, draft.reference)
    assert adapter.given == [DeliveryAttempt(outbox_message.correlation_id, snapshot_of(draft), 1)]
    assert (outbox_message.state, outbox_message.adapter, outbox_message.number) == (
        *(DeliveryState.DELIVERED, "scripted", "INC0010001"),
    )
    after = as_it_is(database, draft.reference)
    assert (after.status, after.number) == (Status.SUBMITTED, "INC0010001")
    assert event_types(database, draft.reference)[-1] is EventType.DELIVERED
    assert worker(database, adapter).deliver_due() == 0


def test_delivered_to_contacts_is_not_submitted(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets, recipient=Recipient.CONTACTS)
    assert worker(database, Scripted(DeliveryResult())).deliver_due() == 1
    assert in_end(database, draft.reference) == (DeliveryState.DELIVERED, Status.HANDED_OVER)
    assert event_types(database, draft.reference)[-1] is EventType.DELIVERED


def test_a_delivery_without_a_number_keeps_the_number_that_is_known(
    tickets: Tickets, database: Database
) -> None:
    draft = handed_over(tickets, new_draft(number="INC0010001"))
    worker(database, Scripted(DeliveryResult())).deliver_due()
    assert as_it_is(database, draft.reference).number == "INC0010001"


def test_each_recipient_has_a_way(tickets: Tickets, database: Database) -> None:
    ways = {recipient: Scripted(DeliveryResult()) for recipient in Recipient}
    drafts = {recipient: handed_over(tickets, recipient=recipient) for recipient in Recipient}
    assert Worker(database, ways).deliver_due() == 2
    for recipient, way in ways.items():
        (outbox_message,) = way.given
        assert outbox_message.snapshot.reference == drafts[recipient].reference


def test_kept(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets)
    adapter = Scripted(DeliveryResult(held=True))
    assert worker(database, adapter).deliver_due() == 1
    assert in_end(database, draft.reference) == (DeliveryState.HELD, Status.HANDED_OVER)
    make_due(database)
    assert worker(database, adapter).deliver_due() == 0


def test_contacts_without_an_address_are_kept(tickets: Tickets, database: Database) -> None:
    adapter = Scripted(SUBMITTED)
    for to in (
        (),
        (Correspondent(name="Al Lee"),),
        (Correspondent(name="Al Lee", email="by phone"),),
    ):
        draft = handed_over(tickets, recipient=Recipient.CONTACTS, to=to)
        assert worker(database, adapter).deliver_due() == 1
        assert in_end(database, draft.reference) == (DeliveryState.HELD, Status.HANDED_OVER)
    assert adapter.given == []
    # The Service Desk has an address of its own: its adapter knows it.
    draft = handed_over(tickets, to=())
    assert worker(database, adapter).deliver_due() == 1
    assert in_end(database, draft.reference) == (DeliveryState.DELIVERED, Status.SUBMITTED)


def test_a_passing_failure_is_tried_again_later(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets)
    adapter = Scripted(BUSY, TemporaryError("later", retry_after=5_000), SUBMITTED)
    before = dt.datetime.now(dt.UTC)
    assert worker(database, adapter).deliver_due() == 1
    outbox_message = the_message(database, draft.reference)
    assert (outbox_message.state, outbox_message.attempts, outbox_message.last_error) == (
        DeliveryState.WAITING,
        1,
        "busy",
    )
    assert due_at(database, draft.reference) >= before + dt.timedelta(seconds=5)
    make_due(database)
    before = dt.datetime.now(dt.UTC)
    assert worker(database, adapter).deliver_due() == 1
    assert due_at(database, draft.reference) >= before + dt.timedelta(seconds=5_000)
    make_due(database)
    assert worker(database, adapter).deliver_due() == 1
    assert [outbox_message.number for outbox_message in adapter.given] == [1, 2, 3]
    assert len({outbox_message.correlation_id for outbox_message in adapter.given}) == 1
    assert in_end(database, draft.reference) == (DeliveryState.DELIVERED, Status.SUBMITTED)
    assert the_message(database, draft.reference).last_error == ""


def test_a_lasting_failure_is_given_up_at_once(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets)
    other = handed_over(tickets)
    adapter = Scripted(WRONG, SUBMITTED)
    assert worker(database, adapter).deliver_due() == 2
    assert in_end(database, draft.reference) == (DeliveryState.FAILED, Status.HANDED_OVER)
    assert the_message(database, draft.reference).last_error == "wrong address"
    assert event_types(database, draft.reference)[-1] is EventType.NOT_DELIVERED
    assert in_end(database, other.reference) == (DeliveryState.DELIVERED, Status.SUBMITTED)
    with database.session() as session:
        (dead,) = outbox.messages(session, [DeliveryState.FAILED])
    assert dead.reference == draft.reference


@pytest.mark.parametrize("failure", [BUSY, BROKEN], ids=["temporary", "unexpected"])
def test_given_up_after_the_last_attempt_and_tried_anew_by_hand(
    tickets: Tickets, database: Database, failure: Exception
) -> None:
    draft = handed_over(tickets)
    adapter = Scripted(failure)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert the_message(database, draft.reference).state is DeliveryState.WAITING
        assert not retry(database, draft.reference)
        make_due(database)
        assert worker(database, adapter).deliver_due() == 1
        assert the_message(database, draft.reference).attempts == attempt
    assert in_end(database, draft.reference) == (DeliveryState.FAILED, Status.HANDED_OVER)
    make_due(database)
    assert worker(database, adapter).deliver_due() == 0
    assert retry(database, draft.reference)
    assert the_message(database, draft.reference).attempts == 0
    assert worker(database, Scripted(SUBMITTED)).deliver_due() == 1
    assert in_end(database, draft.reference) == (DeliveryState.DELIVERED, Status.SUBMITTED)
    assert not retry(database, draft.reference)
    log = event_types(database, draft.reference)
    assert log.count(EventType.NOT_DELIVERED) == 1


def test_an_unexpected_error_costs_no_message(tickets: Tickets, database: Database) -> None:
    drafts = [handed_over(tickets) for _ in range(3)]
    adapter = Scripted(SUBMITTED, BROKEN, SUBMITTED)
    assert worker(database, adapter).deliver_due() == 3
    states = [in_end(database, draft.reference) for draft in drafts]
    assert states == [
        (DeliveryState.DELIVERED, Status.SUBMITTED),
        (DeliveryState.WAITING, Status.HANDED_OVER),
        (DeliveryState.DELIVERED, Status.SUBMITTED),
    ]
    said = the_message(database, drafts[1].reference).last_error
    assert "RuntimeError" in said
    assert "a fault of ours" not in said  # it may name what people typed
    make_due(database)
    assert worker(database, adapter).deliver_due() == 1
    assert in_end(database, drafts[1].reference) == (DeliveryState.DELIVERED, Status.SUBMITTED)


def test_only_what_is_dead_is_tried_anew(tickets: Tickets, database: Database) -> None:
    waiting, delivered, kept, dropped = (handed_over(tickets).reference for _ in range(4))
    adapter = Scripted(BUSY, SUBMITTED, DeliveryResult(held=True))
    tickets.withdraw(dropped, "requester")
    worker(database, adapter).deliver_due()
    states = [the_message(database, one).state for one in (waiting, delivered, kept, dropped)]
    assert states == [
        DeliveryState.WAITING,
        DeliveryState.DELIVERED,
        DeliveryState.HELD,
        DeliveryState.CANCELLED,
    ]
    before = everything_in(database)
    assert not any(retry(database, one) for one in (waiting, delivered, kept, dropped))
    assert not transact(database, lambda session: outbox.retry(session, "HD-234678-1"))
    assert everything_in(database) == before


def test_what_is_withdrawn_before_it_leaves_stays_here(
    tickets: Tickets, database: Database
) -> None:
    waiting, dead, kept = (handed_over(tickets).reference for _ in range(3))
    adapter = Scripted(BUSY, WRONG, DeliveryResult(held=True))
    worker(database, adapter).deliver_due()
    for reference in (waiting, dead, kept):
        tickets.withdraw(reference, "requester")
        assert in_end(database, reference) == (DeliveryState.CANCELLED, Status.WITHDRAWN)
    make_due(database)
    assert worker(database, Scripted(SUBMITTED)).deliver_due() == 0


def test_what_has_left_stays_delivered_when_it_is_withdrawn(
    tickets: Tickets, database: Database
) -> None:
    draft = handed_over(tickets, recipient=Recipient.CONTACTS)
    worker(database, Scripted(DeliveryResult())).deliver_due()
    tickets.withdraw(draft.reference, "requester")
    sent, _notice = outbox_messages(database, draft.reference)
    assert sent.state is DeliveryState.DELIVERED
    assert as_it_is(database, draft.reference).status is Status.WITHDRAWN


@pytest.mark.parametrize("attempts", [0, MOST_ATTEMPTS - 1], ids=["first", "last"])
def test_withdrawn_while_it_is_under_way(
    tickets: Tickets, database: Database, attempts: int
) -> None:
    became = {}
    for answer in (SUBMITTED, DeliveryResult(), DeliveryResult(held=True), BUSY, WRONG, BROKEN):
        draft = handed_over(tickets)
        with database.session() as session:
            session.execute(update(OutboxRow).values(attempts=attempts))
        adapter = Scripted(answer)
        adapter.meanwhile = lambda outbox_message: (
            outbox_message.snapshot.withdrawn
            or tickets.withdraw(outbox_message.snapshot.reference, "requester")
        )
        worker(database, adapter).deliver_due()
        sent, *notices = outbox_messages(database, draft.reference)
        assert as_it_is(database, draft.reference).status is Status.WITHDRAWN
        later = Scripted(SUBMITTED)
        transact(
            database, lambda session, number=sent.correlation_id: outbox.retry(session, number)
        )
        make_due(database)
        worker(database, later).deliver_due()
        assert not later.given
        became[repr(answer)] = (sent.state, [one.state for one in notices])
    told = (DeliveryState.DELIVERED, [DeliveryState.DELIVERED])
    left = {repr(SUBMITTED): told, repr(DeliveryResult()): told}
    assert became == {answer: (DeliveryState.CANCELLED, []) for answer in became} | left


@pytest.mark.parametrize("failure", [BUSY, WRONG, BROKEN], ids=["temporary", "lasting", "fault"])
def test_a_late_worker_does_not_undo_a_delivery(
    tickets: Tickets, database: Database, failure: Exception
) -> None:
    draft = handed_over(tickets)
    with database.session() as session:
        session.execute(update(OutboxRow).values(attempts=MOST_ATTEMPTS - 2))

    def lease_ends(outbox_message: DeliveryAttempt) -> None:
        make_due(database)
        assert worker(database, Scripted(SUBMITTED)).deliver_due() == 1

    slow = Scripted(failure)
    slow.meanwhile = lease_ends
    worker(database, slow).deliver_due()
    assert in_end(database, draft.reference) == (DeliveryState.DELIVERED, Status.SUBMITTED)
    assert EventType.NOT_DELIVERED not in event_types(database, draft.reference)


def test_two_workers_that_both_deliver_after_a_lease(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets)

    def lease_ends(outbox_message: DeliveryAttempt) -> None:
        make_due(database)
        assert worker(database, Scripted(SUBMITTED)).deliver_due() == 1

    slow = Scripted(SUBMITTED)
    slow.meanwhile = lease_ends
    worker(database, slow).deliver_due()
    assert in_end(database, draft.reference) == (DeliveryState.DELIVERED, Status.SUBMITTED)
    log = event_types(database, draft.reference)
    assert log.count(EventType.DELIVERED) >= 1


def test_what_expires_is_not_sent_any_more(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets)
    untouched_for(database, draft.reference, dt.timedelta(days=91))
    tickets.expire(dt.timedelta(days=30), dt.timedelta(days=90))
    adapter = Scripted(SUBMITTED)
    assert worker(database, adapter).deliver_due() == 0
    assert in_end(database, draft.reference) == (DeliveryState.CANCELLED, Status.EXPIRED)


@pytest.mark.parametrize("what", ["document", "draft"])
def test_what_cannot_be_read_is_given_up_with_a_line_and_stops_no_other(
    tickets: Tickets, database: Database, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    draft = handed_over(tickets)
    with database.session() as session:
        if what == "document":
            session.execute(update(OutboxRow).values(snapshot={"secret": "of another version"}))
        else:
            people = [{"name": "Ann", "secret": "of another version"}]
            session.get_one(DraftRow, draft.reference).authorized = people
    other = handed_over(tickets)
    adapter = Scripted(SUBMITTED)
    with caplog.at_level(logging.ERROR, logger="tickets"):
        assert worker(database, adapter).deliver_due() == 1
    # Nothing is sent whose arrival could not be noted.
    assert [outbox_message.snapshot.reference for outbox_message in adapter.given] == [
        other.reference
    ]
    assert in_end(database, other.reference) == (DeliveryState.DELIVERED, Status.SUBMITTED)
    dead = the_message(database, draft.reference)
    assert dead.state is DeliveryState.FAILED
    (line,) = caplog.messages
    assert line == f"{dead.correlation_id} given up: {dead.last_error}"
    assert "use the version that wrote it" in line
    assert "of another version" not in line
    make_due(database)
    assert worker(database, adapter).deliver_due() == 0


def test_attempts_that_never_end_are_counted_and_given_up(
    tickets: Tickets, database: Database
) -> None:
    draft = handed_over(tickets)
    for number in range(MOST_ATTEMPTS):
        outbox_message = claim(database)
        assert outbox_message is not None
        assert outbox_message.number == number + 1
        make_due(database)  # its worker has died
    assert claim(database) is None
    assert the_message(database, draft.reference).state is DeliveryState.FAILED
    assert event_types(database, draft.reference)[-1] is EventType.NOT_DELIVERED
    assert retry(database, draft.reference)
    assert claim(database) is not None


def test_a_fault_of_ours_after_a_delivery_stops_no_other(
    tickets: Tickets, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = handed_over(tickets), handed_over(tickets)
    adapter = Scripted(cast("DeliveryResult", None), SUBMITTED)
    with caplog.at_level(logging.ERROR, logger="tickets"):
        assert worker(database, adapter).deliver_due() == 2
    states = {the_message(database, one.reference).state for one in (first, second)}
    assert states == {DeliveryState.DELIVERED, DeliveryState.WAITING}
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("recipient", Recipient)
def test_who_has_it_is_sent_word_when_it_is_withdrawn(
    tickets: Tickets, database: Database, recipient: Recipient
) -> None:
    draft = handed_over(tickets, recipient=recipient)
    is_submitted = recipient is Recipient.SERVICE_DESK
    adapter = Scripted(DeliveryResult(submitted=is_submitted))
    worker(database, adapter).deliver_due()
    tickets.withdraw(draft.reference, "requester")
    assert worker(database, adapter).deliver_due() == 1
    sent, notice = adapter.given
    changed = {"withdrawn": True, "addition_to": sent.correlation_id}
    assert notice.snapshot == sent.snapshot.model_copy(update=changed)
    assert notice.correlation_id != sent.correlation_id
    assert worker(database, adapter).deliver_due() == 0
    assert as_it_is(database, draft.reference).status is Status.WITHDRAWN


def test_everybody_who_has_it_is_sent_word_once(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets, recipient=Recipient.CONTACTS)
    adapter = Scripted(DeliveryResult(), DeliveryResult("INC7", submitted=True))
    worker(database, adapter).deliver_due()
    submitter = Correspondent(name="Ann Lee", email="ann@example.gov")
    tickets.hand_over(draft.reference, confirm, None, snapshot_of(draft, submitter=submitter))
    worker(database, adapter).deliver_due()
    tickets.withdraw(draft.reference, "requester")
    # An attempt of which nothing is heard is made again, under the same id.
    failing = Scripted(BUSY, DeliveryResult())
    for _ in range(3):
        make_due(database)
        worker(database, failing).deliver_due()
    notices = [one for one in outbox_messages(database) if one.snapshot and one.snapshot.withdrawn]
    assert {one.recipient for one in notices} == set(Recipient)
    assert {one.state for one in notices} == {DeliveryState.DELIVERED}
    assert len(notices) == len({one.correlation_id for one in failing.given}) == 2
    assert as_it_is(database, draft.reference).number == "INC7"


def test_who_was_refused_is_not_said_to_have_it(tickets: Tickets, database: Database) -> None:
    to = tuple(Correspondent(name=name, email=f"{name}@example.gov") for name in ("ann", "bob"))
    draft = handed_over(tickets, recipient=Recipient.CONTACTS, to=to)
    adapter = Scripted(DeliveryResult(refused=frozenset({"bob@example.gov"})), DeliveryResult())
    worker(database, adapter).deliver_due()
    sent = the_message(database, draft.reference)
    assert sent.snapshot is not None
    assert sent.snapshot.to == to[:1]
    assert sent.last_error == "1 of 2 recipients were refused"
    tickets.withdraw(draft.reference, "requester")
    worker(database, adapter).deliver_due()
    assert adapter.given[-1].snapshot.to == to[:1]


def test_who_is_sent_it_while_it_is_withdrawn_is_sent_word_too(
    tickets: Tickets, database: Database
) -> None:
    draft = handed_over(tickets, recipient=Recipient.CONTACTS)
    adapter = Scripted(DeliveryResult())
    withdrawals = iter([draft.reference])
    adapter.meanwhile = lambda _: [tickets.withdraw(one, "requester") for one in withdrawals]
    assert worker(database, adapter).deliver_due() == 2
    assert [outbox_message.snapshot.withdrawn for outbox_message in adapter.given] == [False, True]


def test_nobody_is_sent_word_of_what_was_never_sent(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets, recipient=Recipient.CONTACTS)
    adapter = Scripted(DeliveryResult(held=True))
    worker(database, adapter).deliver_due()
    tickets.withdraw(draft.reference, "requester")
    assert worker(database, adapter).deliver_due() == 0
    assert in_end(database, draft.reference) == (DeliveryState.CANCELLED, Status.WITHDRAWN)


@pytest.mark.parametrize("signed_in", [True, False, None])
def test_where_sign_in_is_required_nothing_leaves_without(
    tickets: Tickets, database: Database, signed_in: bool | None
) -> None:
    drafts = [handed_over(tickets, recipient=one, signed_in=signed_in) for one in Recipient]
    if signed_in is False:
        # The contact who submits it has signed in.
        contact = Correspondent(name="Ann Lee", email="ann@example.gov")
        handed_over(tickets, signed_in=False, submitter=contact)
    adapter = Scripted(DeliveryResult())
    worker(database, adapter, sign_in_required=True).deliver_due()
    states = {the_message(database, draft.reference).state for draft in drafts}
    assert states == {DeliveryState.DELIVERED if signed_in else DeliveryState.HELD}
    vouched_for = len(drafts) if signed_in else int(signed_in is False)
    assert len(adapter.given) == vouched_for


def test_times_of_the_outbox_have_a_zone(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets)
    moment = the_message(database, draft.reference).due_at
    assert moment.tzinfo is not None


def given_later(tickets: Tickets, draft: Draft, **values: str) -> Draft:
    """The draft after its requester has added values."""

    def rewrite(current: Draft, sent: RequestSnapshot) -> RequestSnapshot:
        lines = [
            FieldValue(key=key, label=key, value=value, required=True)
            for key, value in current.fields.items()
        ]
        return sent.model_copy(update={"fields": tuple(lines)})

    return tickets.add(draft.reference, values, "requester", rewrite)


@pytest.mark.parametrize("is_held", [False, True])
def test_what_has_not_left_is_written_anew(
    tickets: Tickets, database: Database, is_held: bool
) -> None:
    draft = handed_over(tickets)
    if is_held:
        worker(database, HoldingAdapter()).deliver_due()
    given_later(tickets, draft, tag="88231")
    (only,) = outbox_messages(database, draft.reference)
    assert only.snapshot is not None
    assert [(line.key, line.value) for line in only.snapshot.fields] == [("tag", "88231")]
    assert not only.snapshot.addition
    assert as_it_is(database, draft.reference).status is Status.HANDED_OVER
    assert log_of(database, draft.reference)[-1][1] == Event(EventType.ADDED, "requester", "tag")


def test_what_has_left_is_followed_by_each_addition_once(
    tickets: Tickets, database: Database
) -> None:
    draft, adapter = handed_over(tickets), Scripted(SUBMITTED)
    worker(database, adapter).deliver_due()
    for value in ("88213", "88213", "88231"):
        given_later(tickets, draft, tag=value)
    worker(database, adapter).deliver_due()
    request, *additions = [attempt.snapshot for attempt in adapter.given]
    told = [(one.addition_to, [line.value for line in one.addition]) for one in additions]
    first = f"{draft.reference}-2"
    assert told == [(first, ["88213"]), (first, ["88231"])]
    assert not request.addition
    assert as_it_is(database, draft.reference).status is Status.SUBMITTED
    assert event_types(database, draft.reference).count(EventType.ADDED) == 2


def test_an_addition_waits_for_its_request(tickets: Tickets, database: Database) -> None:
    """Whether an attempt that failed has arrived nobody knows: the request stays as it is."""
    draft, adapter = handed_over(tickets), Scripted(BUSY, WRONG, SUBMITTED)
    delivery = worker(database, adapter)
    delivery.deliver_due()
    given_later(tickets, draft, tag="88231")
    for expected in (1, 2, 2):
        assert len(adapter.given) == expected
        make_due(database)
        delivery.deliver_due()
    request, addition = outbox_messages(database, draft.reference)
    assert (request.state, addition.state) == (DeliveryState.FAILED, DeliveryState.WAITING)
    transact(database, lambda session: outbox.retry(session, request.correlation_id))
    delivery.deliver_due()
    assert [bool(attempt.snapshot.addition) for attempt in adapter.given[-2:]] == [False, True]


def test_an_addition_does_not_leave_once_the_request_is_withdrawn(
    tickets: Tickets, database: Database
) -> None:
    draft = handed_over(tickets, recipient=Recipient.CONTACTS)
    worker(database, Scripted(DeliveryResult())).deliver_due()
    given_later(tickets, draft, tag="88231")
    tickets.withdraw(draft.reference, "requester")
    adapter = Scripted(DeliveryResult())
    worker(database, adapter).deliver_due()
    (told,) = adapter.given
    assert told.snapshot.withdrawn
    with pytest.raises(DraftError):
        given_later(tickets, draft, tag="1")
