"""Drafts in the database: who sees them, two sessions at once, many conversations, their end."""

import datetime as dt
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from common.database import Database, StoreError
from faq_kb.contract import Contact
from faq_kb.model import Role
from tests.support.drafts import (
    DESK,
    as_it_is,
    confirm,
    empty,
    event_types,
    everything_in,
    handed_over,
    log_of,
    migrated,
    new_draft,
    outbox_messages,
    snapshot_of,
    the_message,
    untouched_for,
)
from tickets import store
from tickets.draft import Draft, DraftError, Status
from tickets.events import Event, EventType
from tickets.quota import DraftRate, Quota
from tickets.service import ChangedMeanwhileError, Tickets, Viewer
from tickets.snapshot import Correspondent
from tickets.store import UnknownDraftError, UnreadableDraftError
from tickets.tables import DraftRow
from tickets.versions import ExpectedVersion

OWNER = Viewer("user:joe")
IDLE, KEEP = dt.timedelta(days=30), dt.timedelta(days=90)
MINUTE = dt.timedelta(minutes=1)
CONTACT = Contact(name="Al Lee", role=Role.SECURITY, agency="Example", email="Al.Lee@example.gov")


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


def taking(**values: str) -> Callable[[Draft], None]:
    return lambda draft: draft.take(values, "requester")


def save(draft: Draft) -> None:
    draft.authorized = (CONTACT, Contact(name="No Address", role=Role.HR, agency="Example"))
    draft.move(Status.READY, EventType.SAVED, "requester")


def move(status: Status) -> Callable[[Draft], None]:
    return lambda draft: draft.move(status, EventType.SAVED, "requester")


def test_started_is_what_is_read(tickets: Tickets, database: Database) -> None:
    given = new_draft(
        fields={"user": "Zoë 'J' \"Ray\" \N{GRINNING FACE}", "start": "line 1\nline 2"},
        skipped=("note", "phone"),
        asked="agency",
        email="zoe@example.gov",
        authorized=(CONTACT,),
    )
    started = tickets.start(given)
    assert started.events == []
    assert started.version == 1
    assert tickets.get(started.reference, OWNER) == started
    assert started.created_at == started.updated_at > dt.datetime.now(dt.UTC) - MINUTE
    assert log_of(database, started.reference) == [
        (1, Event(EventType.STARTED, "requester")),
        (1, Event(EventType.TAKEN, "requester", "user")),
        (1, Event(EventType.TAKEN, "requester", "start")),
    ]


def test_every_change_is_stored_and_logged_in_order(tickets: Tickets, database: Database) -> None:
    reference = tickets.start(new_draft()).reference
    changed = tickets.change(reference, taking(user="jray"))
    assert (changed.version, changed.events) == (2, [])
    tickets.change(reference, taking(user="zray", start="today"))
    tickets.change(reference, lambda draft: draft.skip("note", "requester"))
    tickets.change(reference, save)
    tickets.change(reference, taking(user="jray"))
    tickets.change(reference, save)
    draft = tickets.hand_over(reference, confirm, None, snapshot_of(as_it_is(database, reference)))
    assert as_it_is(database, reference) == draft
    assert (draft.status, draft.version) == (Status.HANDED_OVER, 8)
    assert draft.fields == {"user": "jray", "start": "today"}
    log = log_of(database, reference)
    assert [(version, line.type.value, line.field) for version, line in log] == [
        (1, "started", ""),
        (2, "taken", "user"),
        (3, "changed", "user"),
        (3, "taken", "start"),
        (4, "skipped", "note"),
        (5, "saved", ""),
        (6, "changed", "user"),
        (6, "reopened", ""),
        (7, "saved", ""),
        (8, "handed_over", ""),
    ]


def test_a_change_that_is_not_allowed_changes_nothing(tickets: Tickets, database: Database) -> None:
    draft = handed_over(tickets)
    before = everything_in(database)
    with pytest.raises(DraftError, match="handed_over"):
        tickets.change(draft.reference, taking(user="jray"))
    with pytest.raises(DraftError, match="cannot become ready"):
        tickets.change(draft.reference, save)
    with pytest.raises(UnknownDraftError):
        tickets.change("HD-234678", taking(user="jray"))
    assert everything_in(database) == before


def test_a_taken_reference_is_not_given_again(
    tickets: Tickets, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tickets.start(new_draft())
    coming = iter([first.reference, first.reference, "HD-234678"])
    monkeypatch.setattr(store, "new_reference", lambda: next(coming))
    second = tickets.start(new_draft(fields={"user": "jray"}))
    assert second.reference == "HD-234678"
    assert as_it_is(database, first.reference) == first
    assert event_types(database, second.reference) == [EventType.STARTED, EventType.TAKEN]


def test_of_the_owner_the_latest_first(tickets: Tickets) -> None:
    first, second, third = (tickets.start(new_draft()).reference for _ in range(3))
    tickets.start(new_draft(owner="user:zoe"))
    tickets.change(first, taking(user="jray"))
    tickets.withdraw(second, "requester")
    assert [draft.reference for draft in tickets.of("user:joe")] == [first, third]
    every = [draft.reference for draft in tickets.of("user:joe", list(Status))]
    assert every == [second, first, third]
    assert tickets.of("user:nobody") == []


def test_similar(tickets: Tickets) -> None:
    kept = tickets.start(new_draft(fields={"user": "jray"}))
    tickets.start(new_draft(entry="webmail"))
    tickets.start(new_draft(owner="user:zoe"))
    tickets.withdraw(tickets.start(new_draft()).reference, "requester")
    for values in ({}, {"user": "jray"}, {"start": "today"}, {"user": "jray", "start": "today"}):
        assert tickets.similar("user:joe", "vpn_access", values) == kept
    for values in ({"user": "zray"}, {"user": "zray", "start": "today"}):
        assert tickets.similar("user:joe", "vpn_access", values) is None


def test_similar_is_the_latest(tickets: Tickets) -> None:
    tickets.start(new_draft())
    latest = tickets.start(new_draft())
    assert tickets.similar("user:joe", "vpn_access", {}) == latest
    assert tickets.similar("user:joe", "desktop_fax", {}) is None


CONTACTS = [Viewer("user:al", "al.lee@EXAMPLE.gov"), Viewer("conversation:9", "Al.Lee@example.gov")]
STRANGERS = [
    Viewer("user:zoe"),
    Viewer("user:zoe", "zoe@example.gov"),
    Viewer("user:al", ""),
    Viewer("conversation:chat-2"),
    Viewer("chat-1"),
    Viewer("user:Joe"),
    Viewer("", "lee@example.gov"),
]


def sees(tickets: Tickets, draft: Draft, viewer: Viewer) -> bool:
    try:
        return tickets.get(draft.reference, viewer).reference == draft.reference
    except UnknownDraftError:
        return False


def test_who_sees_a_draft(tickets: Tickets, database: Database) -> None:
    draft = tickets.start(new_draft(authorized=(CONTACT,)))

    def seen_by_contacts(changes: list[Callable[[Draft], None]]) -> bool:
        for change in changes:
            tickets.change(draft.reference, change)
        assert sees(tickets, draft, OWNER)
        assert sees(tickets, draft, DESK)
        assert not any(sees(tickets, draft, stranger) for stranger in STRANGERS)
        (answer,) = {sees(tickets, draft, contact) for contact in CONTACTS}
        return answer

    assert not seen_by_contacts([])
    assert not seen_by_contacts([taking(user="jray")])
    assert seen_by_contacts([save])
    assert not seen_by_contacts([taking(user="zray")])
    assert seen_by_contacts([save])
    assert seen_by_contacts([confirm])
    assert seen_by_contacts([confirm])
    assert seen_by_contacts([move(Status.SUBMITTED)])


def test_a_draft_of_somebody_else_is_as_unknown_as_none(tickets: Tickets) -> None:
    draft = tickets.start(new_draft())
    for reference in (draft.reference, "HD-234678"):
        with pytest.raises(UnknownDraftError) as caught:
            tickets.get(reference, STRANGERS[0])
        assert caught.value.args == (reference,)


def test_whom_nobody_has_authorized_never_sees_it(tickets: Tickets) -> None:
    draft = handed_over(tickets)
    assert not any(sees(tickets, draft, viewer) for viewer in (*CONTACTS, *STRANGERS))


def test_what_was_never_confirmed_is_not_shown_to_contacts_when_withdrawn(
    tickets: Tickets,
) -> None:
    draft = tickets.start(new_draft())
    tickets.change(draft.reference, save)
    tickets.change(draft.reference, taking(user="not confirmed"))
    assert not sees(tickets, draft, CONTACTS[0])
    tickets.withdraw(draft.reference, "requester")
    assert not sees(tickets, draft, CONTACTS[0])


def test_an_erased_draft_belongs_to_nobody(tickets: Tickets, database: Database) -> None:
    draft = tickets.start(new_draft())
    untouched_for(database, draft.reference, IDLE + MINUTE)
    tickets.expire(IDLE, KEEP)
    assert sees(tickets, draft, DESK)
    assert not sees(tickets, draft, OWNER)
    assert not sees(tickets, draft, Viewer(""))


def test_two_sessions_with_different_items_both_win(tickets: Tickets, database: Database) -> None:
    seen = tickets.start(new_draft())
    for key in ("user", "start", "note"):
        tickets.change(seen.reference, taking(**{key: key}), ExpectedVersion(seen.version, [key]))
    expected = {"user": "user", "start": "start", "note": "note"}
    assert as_it_is(database, seen.reference).fields == expected


Table = dict[str, tuple[Callable[[Draft], None], list[str] | None]]
REFUSED: Table = {
    "the same item": (taking(user="zray"), ["user"]),
    "one of the items": (taking(user="zray"), ["start", "user"]),
    "a value, all is confirmed": (taking(user="zray"), None),
    "skipped": (lambda draft: draft.skip("user", "requester"), ["user"]),
    "skipped, all is confirmed": (lambda draft: draft.skip("user", "requester"), None),
    "confirmed": (save, ["user"]),
    "confirmed twice": (save, None),
    "withdrawn": (move(Status.WITHDRAWN), ["user"]),
    "handed over": (confirm, ["user"]),
}
ALLOWED: Table = {
    "another item": (taking(user="zray"), ["start"]),
    "the same value": (taking(user="jray"), ["user"]),
    "another one skipped": (lambda draft: draft.skip("user", "requester"), ["start"]),
    "asked": (lambda draft: draft.ask("start"), ["start"]),
    "paused": (lambda draft: draft.note(EventType.PAUSED, "requester"), ["user"]),
    "paused, all is confirmed": (lambda draft: draft.note(EventType.PAUSED, "requester"), None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_was_changed_elsewhere_is_refused_with_the_draft_as_it_is(
    tickets: Tickets, database: Database, case: str
) -> None:
    elsewhere, keys = REFUSED[case]
    seen = tickets.start(new_draft(fields={"user": "jray"}))
    now = tickets.change(seen.reference, elsewhere)
    mine = taking(**dict.fromkeys(keys or ["user"], "mine"))
    with pytest.raises(ChangedMeanwhileError, match=seen.reference) as caught:
        tickets.change(seen.reference, mine, ExpectedVersion(seen.version, keys))
    assert caught.value.draft == now == as_it_is(database, seen.reference)


@pytest.mark.parametrize("case", ALLOWED)
def test_what_was_not_touched_elsewhere_may_change(tickets: Tickets, case: str) -> None:
    elsewhere, keys = ALLOWED[case]
    seen = tickets.start(new_draft(fields={"user": "jray"}))
    now = tickets.change(seen.reference, elsewhere)
    mine = dict.fromkeys(keys or [], "mine")
    after = tickets.change(seen.reference, taking(**mine), ExpectedVersion(seen.version, keys))
    assert after.fields == now.fields | mine


def test_what_is_up_to_date_is_never_refused(tickets: Tickets) -> None:
    draft = tickets.start(new_draft())
    for keys in (["user"], None, ["user"], None):
        draft = tickets.change(
            draft.reference, taking(user="x"), ExpectedVersion(draft.version, keys)
        )
    tickets.withdraw(draft.reference, "requester", ExpectedVersion(draft.version))


def test_what_the_delivery_notes_is_no_change_elsewhere(tickets: Tickets) -> None:
    seen = handed_over(tickets)
    tickets.change(seen.reference, lambda draft: draft.note(EventType.DELIVERED, "delivery"))
    after = tickets.change(seen.reference, confirm, ExpectedVersion(seen.version))
    assert after.version == seen.version + 2


def test_a_withdrawal_after_a_change_elsewhere_is_refused(
    tickets: Tickets, database: Database
) -> None:
    seen = tickets.start(new_draft())
    tickets.change(seen.reference, taking(user="jray"))
    with pytest.raises(ChangedMeanwhileError):
        tickets.withdraw(seen.reference, "requester", ExpectedVersion(seen.version))
    assert as_it_is(database, seen.reference).status is Status.COLLECTING


def test_two_threads_in_one_draft_lose_nothing(tickets: Tickets, database: Database) -> None:
    reference = tickets.start(new_draft()).reference
    together = threading.Barrier(2)

    def session(name: str) -> None:
        together.wait()
        version = 1
        for turn in range(50):
            key = f"{name}{turn}"
            seen = ExpectedVersion(version, [key])
            version = tickets.change(reference, taking(**{key: key}), seen).version

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(session, name) for name in ("left", "right")]:
            done.result()
    draft = as_it_is(database, reference)
    keys = {f"{name}{turn}" for name in ("left", "right") for turn in range(50)}
    assert draft.fields == {key: key for key in keys}
    assert draft.version == 101
    log = log_of(database, reference)
    assert [version for version, _ in log] == list(range(1, 102))
    assert {line.field for _, line in log[1:]} == keys


def test_two_threads_that_add_to_one_value_lose_nothing(
    tickets: Tickets, database: Database
) -> None:
    reference = tickets.start(new_draft(fields={"count": "0"})).reference
    together = threading.Barrier(2)

    def add(draft: Draft) -> None:
        draft.take({"count": str(int(draft.fields["count"]) + 1)}, "requester")

    def session() -> None:
        together.wait()
        for _ in range(25):
            tickets.change(reference, add)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(session) for _ in range(2)]:
            done.result()
    assert as_it_is(database, reference).fields == {"count": "50"}


def test_of_two_that_save_what_they_saw_one_is_refused(
    tickets: Tickets, database: Database
) -> None:
    together = threading.Barrier(2)

    def session(seen: Draft) -> bool:
        together.wait()
        try:
            tickets.change(seen.reference, save, ExpectedVersion(seen.version))
        except ChangedMeanwhileError as error:
            return error.draft.status is not Status.READY
        return True

    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            draft = tickets.start(new_draft())
            won = list(pool.map(session, [draft, draft]))
            assert sorted(won) == [False, True]
            assert event_types(database, draft.reference) == [EventType.STARTED, EventType.SAVED]


def test_200_conversations_at_once(tickets: Tickets, database: Database) -> None:
    def conversation(number: int) -> str:
        owner = f"user:{number}"
        draft = tickets.start(new_draft(owner=owner, conversation=f"chat-{number}"))
        for key in ("user", "start", "note"):
            change = taking(**{key: f"{key} of {number}"})
            draft = tickets.change(draft.reference, change, ExpectedVersion(draft.version, [key]))
        assert [one.reference for one in tickets.of(owner)] == [draft.reference]
        tickets.change(draft.reference, save, ExpectedVersion(draft.version))
        return draft.reference

    with ThreadPoolExecutor(20) as pool:
        references = list(pool.map(conversation, range(200)))
    assert len(set(references)) == 200
    with database.session() as session:
        drafts = {draft.reference: draft for draft in store.all_drafts(session)}
        logs = {reference: store.log_of(session, reference) for reference in references}
    assert len(drafts) == 200
    for number, reference in enumerate(references):
        draft = drafts[reference]
        assert (draft.owner, draft.conversation) == (f"user:{number}", f"chat-{number}")
        assert draft.fields == {key: f"{key} of {number}" for key in ("user", "start", "note")}
        assert (draft.status, draft.version) == (Status.READY, 5)
        assert [version for version, _, _ in logs[reference]] == [1, 2, 3, 4, 5]
        log = [line.type for _, _, line in logs[reference]]
        assert log == [EventType.STARTED, *[EventType.TAKEN] * 3, EventType.SAVED]


# What must be gone from the database: of the requester, of the contacts, of the conversation.
PLANTED = (
    *("Quentin Planted", "502-555-0199", "quentin@planted.example", "17 Planted Road"),
    *("Petra Contact", "petra@planted.example", "502-555-0188", "petra-planted", "chat-planted"),
)


def planted(**given: object) -> Draft:
    usual: dict[str, object] = {
        "owner": "user:petra-planted",
        "conversation": "chat-planted",
        "email": PLANTED[2],
        "fields": {
            "requester_name": PLANTED[0],
            "phone": PLANTED[1],
            "location": PLANTED[3],
        },
        "skipped": ("start",),
        "asked": "agency",
        "authorized": (
            Contact(
                name=PLANTED[4],
                role=Role.HR,
                agency="Example",
                email=PLANTED[5],
                phone=PLANTED[6],
            ),
        ),
    }
    return new_draft(**{**usual, **given})


def words_left(database: Database) -> set[str]:
    everything = everything_in(database)
    return {word for word in PLANTED if word in everything}


def test_an_idle_draft_expires_without_its_data(tickets: Tickets, database: Database) -> None:
    for change in (taking(phone=PLANTED[1]), move(Status.READY)):
        draft = tickets.change(tickets.start(planted()).reference, change)
        assert words_left(database) == set(PLANTED)
        untouched_for(database, draft.reference, IDLE - MINUTE)
        assert tickets.expire(IDLE, KEEP) == (0, 0)
        untouched_for(database, draft.reference, IDLE + MINUTE)
        assert tickets.expire(IDLE, KEEP) == (1, 0)
        assert words_left(database) == set()
        after = as_it_is(database, draft.reference)
        assert (after.status, after.entry) == (Status.EXPIRED, "vpn_access")
        assert after.created_at == draft.created_at
        log = event_types(database, draft.reference)
        assert log[-2:] == [EventType.EXPIRED, EventType.ERASED]


def test_newer_ones_stay(tickets: Tickets, database: Database) -> None:
    kept = [
        tickets.start(planted()),
        tickets.change(tickets.start(planted()).reference, save),
        handed_over(tickets, planted()),
        tickets.withdraw(tickets.start(planted()).reference, "requester"),
    ]
    old = tickets.start(planted())
    for draft, age in zip(kept, [IDLE, IDLE, KEEP, KEEP], strict=True):
        untouched_for(database, draft.reference, age - MINUTE)
    untouched_for(database, old.reference, IDLE + MINUTE)
    assert tickets.expire(IDLE, KEEP) == (1, 0)
    for draft in kept:
        after = as_it_is(database, draft.reference)
        assert (after.status, after.fields, after.version) == (
            *(draft.status, draft.fields, draft.version),
        )


def test_an_ended_draft_is_erased_after_its_time(tickets: Tickets, database: Database) -> None:
    for end in (Status.SUBMITTED, Status.WITHDRAWN, Status.EXPIRED):
        draft = tickets.start(planted())
        snapshot = snapshot_of(
            draft, agency=PLANTED[3], to=(Correspondent(name=PLANTED[4], email=PLANTED[5]),)
        )
        tickets.hand_over(draft.reference, confirm, None, snapshot)
        tickets.change(draft.reference, move(end))
        untouched_for(database, draft.reference, KEEP - MINUTE)
        assert tickets.expire(IDLE, KEEP) == (0, 0)
        assert words_left(database) == set(PLANTED)
        untouched_for(database, draft.reference, KEEP + MINUTE)
        assert tickets.expire(IDLE, KEEP) == (0, 1)
        assert words_left(database) == set()
        assert as_it_is(database, draft.reference).status is end
        assert the_message(database, draft.reference).snapshot is None


def test_what_was_handed_over_and_forgotten_expires_after_its_time(
    tickets: Tickets, database: Database
) -> None:
    draft = handed_over(
        tickets, planted(), requester=Correspondent(name=PLANTED[0], email=PLANTED[2])
    )
    untouched_for(database, draft.reference, KEEP + MINUTE)
    assert tickets.expire(IDLE, KEEP) == (1, 0)
    assert words_left(database) == set()
    assert as_it_is(database, draft.reference).status is Status.EXPIRED
    assert [outbox_message.state.value for outbox_message in outbox_messages(database)] == [
        "cancelled"
    ]


def test_expiring_twice_changes_nothing(tickets: Tickets, database: Database) -> None:
    open_one = tickets.start(planted())
    ended = tickets.withdraw(tickets.start(planted()).reference, "requester")
    gone = handed_over(tickets, planted())
    for draft in (open_one, ended, gone):
        untouched_for(database, draft.reference, KEEP + MINUTE)
    assert tickets.expire(IDLE, KEEP) == (2, 1)
    before = everything_in(database)
    assert tickets.expire(IDLE, KEEP) == (0, 0)
    assert everything_in(database) == before
    for draft in (open_one, ended, gone):
        untouched_for(database, draft.reference, 2 * KEEP)
    before = everything_in(database)
    assert tickets.expire(IDLE, KEEP) == (0, 0)
    assert everything_in(database) == before


def test_a_draft_that_is_touched_while_others_expire_stays(
    tickets: Tickets, database: Database
) -> None:
    late = tickets.start(planted())
    untouched_for(database, late.reference, IDLE + MINUTE)

    def touch(reference: str) -> None:
        tickets.change(reference, taking(start="today"))

    assert tickets.expire(IDLE, KEEP, [touch]) == (0, 0)
    after = as_it_is(database, late.reference)
    assert (after.status, after.fields["start"]) == (Status.COLLECTING, "today")
    assert after.owner == late.owner


def test_what_cannot_be_removed_elsewhere_keeps_its_draft_for_the_next_time(
    tickets: Tickets, database: Database
) -> None:
    late = tickets.start(planted())
    untouched_for(database, late.reference, IDLE + MINUTE)

    def away(reference: str) -> None:
        raise StoreError("the tracker is away")

    with pytest.raises(StoreError, match="tracker"):
        tickets.expire(IDLE, KEEP, [away])
    assert as_it_is(database, late.reference).owner == late.owner
    assert tickets.expire(IDLE, KEEP, [lambda _: None]) == (1, 0)


def test_what_this_version_cannot_read_is_erased_all_the_same(
    tickets: Tickets, database: Database
) -> None:
    draft, other = tickets.start(planted()), tickets.start(new_draft())
    with database.session() as session:
        row = session.get_one(DraftRow, draft.reference)
        row.authorized = [{"name": "Canary", "added": "by another version"}]
    with pytest.raises(UnreadableDraftError, match=draft.reference):
        as_it_is(database, draft.reference)
    for reference in (draft.reference, other.reference):
        untouched_for(database, reference, IDLE + MINUTE)
    assert tickets.expire(IDLE, KEEP) == (2, 0)
    assert as_it_is(database, draft.reference).status is Status.EXPIRED
    assert "Canary" not in everything_in(database)


def test_a_quota_counts_other_drafts_of_the_requester_and_of_the_address(
    tickets: Tickets, database: Database
) -> None:
    hour = dt.timedelta(hours=1)
    quota = Quota(DraftRate(2, hour), DraftRate(3, hour))

    def confirmed(owner: str, origin: str, ago: dt.timedelta = MINUTE) -> Draft:
        draft = tickets.start(new_draft(owner=owner))
        at = dt.datetime.now(dt.UTC) - ago
        return tickets.change(draft.reference, lambda one: one.confirm(at, (), origin))

    first = confirmed("conversation:a", "here")
    confirmed("conversation:a", "here", hour + MINUTE)
    new = tickets.start(new_draft(owner="conversation:a"))
    assert tickets.exceeds(quota, new, "here") is None
    confirmed("conversation:a", "here")
    assert tickets.exceeds(quota, new, "here") == quota.requester
    assert tickets.exceeds(quota, first, "here") is None  # the same one once more
    another = tickets.start(new_draft(owner="conversation:b"))
    assert tickets.exceeds(quota, another, "here") is None
    confirmed("conversation:c", "here")
    assert tickets.exceeds(quota, another, "here") == quota.address
    assert tickets.exceeds(quota, another, "there") is None
    assert tickets.exceeds(quota, another, "") is None


def test_many_expire_at_once_in_two_processes_worth_of_threads(
    tickets: Tickets, database: Database
) -> None:
    references = [tickets.start(planted()).reference for _ in range(20)]
    for reference in references:
        untouched_for(database, reference, IDLE + MINUTE)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(tickets.expire, IDLE, KEEP) for _ in range(2)]:
            done.result()
    assert words_left(database) == set()
    for reference in references:
        log = event_types(database, reference)
        assert log.count(EventType.EXPIRED) == log.count(EventType.ERASED) == 1


def test_the_file_forgets_too(tmp_path: Path) -> None:
    # SQLite leaves freed bytes where they were; VACUUM writes the file anew from what is there.
    file = tmp_path / "drafts.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    tickets = Tickets(database)
    draft = handed_over(
        tickets, planted(), requester=Correspondent(name=PLANTED[0], email=PLANTED[2])
    )
    untouched_for(database, draft.reference, KEEP + MINUTE)
    tickets.expire(IDLE, KEEP)
    database.close()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    left = b"".join(one.read_bytes() for one in tmp_path.glob("drafts.db*"))
    assert draft.reference.encode() in left
    assert [word for word in PLANTED if word.encode() in left] == []


def test_the_log_is_never_rewritten(tickets: Tickets, database: Database) -> None:
    reference = tickets.start(new_draft()).reference
    before: list[tuple[int, Event]] = []
    for change in (taking(user="a"), save, taking(user="b"), save, confirm, move(Status.SUBMITTED)):
        tickets.change(reference, change)
        now = log_of(database, reference)
        assert now[: len(before)] == before
        assert len(now) > len(before)
        before = now
    untouched_for(database, reference, KEEP + MINUTE)
    tickets.expire(IDLE, KEEP)
    now = log_of(database, reference)
    assert now[:-1] == before
    versions = [version for version, _ in now]
    assert versions == sorted(versions)
    assert [line.type for _, line in now].count(EventType.STARTED) == 1
    with database.session() as session:
        row = session.get(DraftRow, reference)
    assert row is not None
    assert row.version == versions[-1]


def test_a_contact_sees_nothing_of_what_was_reopened_and_withdrawn(tickets: Tickets) -> None:
    contact = Viewer("user:al", email=CONTACT.email)
    reference = tickets.start(new_draft()).reference
    tickets.change(reference, save)
    assert tickets.get(reference, contact).reference == reference
    tickets.change(reference, taking(note="not for Al yet"))
    tickets.withdraw(reference, "requester")
    with pytest.raises(UnknownDraftError):
        tickets.get(reference, contact)


def test_what_is_erased_belongs_to_nobody(tickets: Tickets, database: Database) -> None:
    reference = tickets.start(planted()).reference
    untouched_for(database, reference, IDLE + MINUTE)
    assert tickets.expire(IDLE, KEEP) == (1, 0)
    with pytest.raises(UnknownDraftError):
        tickets.get(reference, Viewer(""))
