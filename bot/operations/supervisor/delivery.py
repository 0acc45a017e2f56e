"""The process that delivers requests from the outbox and does the housekeeping.

Several may run on one database: one of them works, the others wait until it is gone.
"""

import datetime as dt
import logging
import signal
import threading
from collections.abc import Callable

from bot.operations.settings import Settings, load_all_settings
from bot.operations.supervisor.adapters import request_watcher, worker
from bot.operations.supervisor.housekeeping import Housekeeping
from common.database import Database, SchemaError, StoreError
from common.database.leadership import Leadership, leadership
from common.log_lines import log_lines
from common.parent_process import exit_with_parent, takes_over
from common.readiness import announce_ready
from common.settings import SettingsError
from common.telemetry.process import start_telemetry
from tickets.delivery.worker import place_of

JOB = "delivery"
POLL_S = 1.0
HOUSEKEEPING_INTERVAL = dt.timedelta(hours=1)

logger = logging.getLogger(__name__)


def serve(settings: Settings, stop: threading.Event) -> None:
    """Deliver waiting requests and remove old data whenever nobody else does, until told to stop.

    Raises SchemaError.
    """
    shared = settings.shared
    database = Database(shared.database_url, shared.database_pool_size)
    delivery = worker(settings.delivery, database)
    watcher = request_watcher(delivery, database)
    tracker = Database(shared.tracker_database_url, shared.database_pool_size)
    housekeeping = Housekeeping(settings, database, tracker)
    due = dt.datetime.now(dt.UTC)
    lead = LeadingProcess(leadership(database, JOB), database)
    announce_ready()
    try:
        while not stop.is_set():
            if lead.is_ours():
                attempt(delivery.deliver_due)
                if watcher:
                    attempt(watcher.look)
                if dt.datetime.now(dt.UTC) >= due:
                    due = dt.datetime.now(dt.UTC) + HOUSEKEEPING_INTERVAL
                    attempt(housekeeping.run)
            stop.wait(POLL_S)
    finally:
        lead.end()
        database.close()
        tracker.close()


class LeadingProcess:
    """Says when this process begins to work, and when it waits for another one."""

    def __init__(self, lead: Leadership, database: Database) -> None:
        self._lead = lead
        self._is_ours: bool | None = None
        self._fault = ""
        # Where one process is all that there should be, a second one is a mistake.
        is_one_of_several = database.url.get_backend_name() == "postgresql" or takes_over()
        self._waiting_level = logging.INFO if is_one_of_several else logging.WARNING

    def is_ours(self) -> bool:
        """Whether it is this process that works now."""
        before = self._is_ours
        try:
            self._is_ours, fault = self._lead.is_held(), ""
        except StoreError as error:
            self._is_ours, fault = None, str(error)
        if fault != self._fault and fault:  # once, not every second
            logger.error("%s", fault)
        self._fault = fault
        if self._is_ours and before is not True:
            logger.info("delivery: this process delivers")
        elif self._is_ours is False and before is not False:
            logger.log(
                self._waiting_level,
                "delivery: another process on this database delivers; this one waits, and takes "
                "over when that one ends",
            )
        return bool(self._is_ours)

    def end(self) -> None:
        """Let another process work."""
        self._lead.release()


def attempt(task: Callable[[], object]) -> None:
    """Do a task; an error is one line in the log, and doesn't end the process.

    Raises SchemaError: this program must not change a newer version's database.
    """
    try:
        task()
    except SchemaError:
        raise
    except StoreError as error:
        logger.error("%s", error)
    except Exception as error:
        logger.error("delivery: %s", place_of(error))


def main() -> None:
    """Serve until told to stop or until the supervisor is gone."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    exit_with_parent()
    try:
        settings = load_all_settings()
        log_lines(settings.shared.log_level, settings.shared.log_format, "delivery")
        start_telemetry("delivery")
        serve(settings, stop)
    except (SchemaError, SettingsError) as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
