"""Several delivery processes on one database: one works, another takes over."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from bot.operations.settings import Settings, load_all_settings
from bot.operations.supervisor import delivery
from common.database import Database
from common.database.leadership import leadership
from tests.support.drafts import Scripted, handed_over, the_message, worker
from tests.support.postgres import Postgres
from tickets.delivery.adapter import DeliveryResult
from tickets.delivery.worker import Worker
from tickets.outbox import DeliveryState
from tickets.service import Tickets


class Deliveries:
    """Delivery processes as threads, each with an adapter of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
        self.adapters: list[Scripted] = []
        self._settings, self._made = settings, threading.Event()
        monkeypatch.setattr(delivery, "POLL_S", 0.05)
        monkeypatch.setattr(delivery, "worker", self._worker)

    def _worker(self, _settings: object, database: Database) -> Worker:
        self.adapters.append(Scripted(DeliveryResult()))
        self._made.set()
        return worker(database, self.adapters[-1])

    @contextmanager
    def running(self) -> Iterator[threading.Event]:
        """One more process; set the event to stop it."""
        stop = threading.Event()
        self._made.clear()
        thread = threading.Thread(target=delivery.serve, args=(self._settings, stop))
        thread.start()
        assert self._made.wait(20)
        try:
            yield stop
        finally:
            stop.set()
            thread.join(20)
            assert not thread.is_alive()


def deliveries_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> Deliveries:
    """None runs yet."""
    url = database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("TRACKER_DATABASE_URL", url)
    return Deliveries(monkeypatch, load_all_settings())


@pytest.fixture
def deliveries(monkeypatch: pytest.MonkeyPatch, database: Database) -> Deliveries:
    return deliveries_on(database, monkeypatch)


def until(holds: Callable[[], bool]) -> None:
    """Wait for it."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def hand_over(database: Database) -> None:
    """Confirm a request, and wait until it is delivered."""
    reference = handed_over(Tickets(database)).reference
    until(lambda: the_message(database, reference).state is DeliveryState.DELIVERED)


def test_one_delivers_and_the_other_takes_over(
    deliveries: Deliveries, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with deliveries.running() as first:
        until(lambda: "this process delivers" in caplog.text)
        with deliveries.running():
            until(lambda: "another process on this database delivers" in caplog.text)
            hand_over(database)
            assert [len(one.given) for one in deliveries.adapters] == [1, 0]
            first.set()
            hand_over(database)
            assert [len(one.given) for one in deliveries.adapters] == [1, 1]
    lead = leadership(database, delivery.JOB)
    assert lead.is_held()  # whoever ends lets go
    lead.release()


def test_a_leader_whose_connection_is_lost_is_followed(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(postgres.database())
    database.migrate()
    deliveries = deliveries_on(database, monkeypatch)
    caplog.set_level(logging.INFO)
    with deliveries.running():
        until(lambda: "this process delivers" in caplog.text)
        with deliveries.running(), psycopg.connect(database.dsn, autocommit=True) as connection:
            until(lambda: "another process on this database delivers" in caplog.text)
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            hand_over(database)
            assert sum(len(one.given) for one in deliveries.adapters) == 1
            until(lambda: caplog.text.count("this process delivers") == 2)
    assert "Traceback" not in caplog.text
    database.close()


def test_a_second_process_on_sqlite_is_told_of_at_once(
    deliveries: Deliveries, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with deliveries.running(), deliveries.running():
        if database.url.get_backend_name() == "sqlite":
            until(lambda: "another process on this database delivers" in caplog.text)
    warned = [one for one in caplog.records if "another process" in one.message]
    assert bool(warned) == (database.url.get_backend_name() == "sqlite")
