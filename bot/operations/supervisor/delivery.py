"""The process that delivers requests from the outbox and does the housekeeping."""

import datetime as dt
import logging
import signal
import threading
from collections.abc import Callable

from bot.operations.settings import Settings, load_all_settings
from bot.operations.supervisor.adapters import request_watcher, worker
from bot.operations.supervisor.housekeeping import Housekeeping
from common.database import Database, SchemaError, StoreError
from common.log_lines import log_lines
from common.parent_process import exit_with_parent
from common.settings import SettingsError
from tickets.delivery.worker import place_of

POLL_S = 1.0
HOUSEKEEPING_INTERVAL = dt.timedelta(hours=1)

logger = logging.getLogger(__name__)


def serve(settings: Settings, stop: threading.Event) -> None:
    """Deliver waiting requests and remove old data, until told to stop."""
    database = Database(settings.shared.database_url)
    delivery = worker(settings.delivery, database)
    watcher = request_watcher(delivery, database)
    tracker = Database(settings.shared.tracker_database_url)
    housekeeping = Housekeeping(settings, database, tracker)
    due = dt.datetime.now(dt.UTC)
    while not stop.is_set():
        attempt(delivery.deliver_due)
        if watcher:
            attempt(watcher.look)
        if dt.datetime.now(dt.UTC) >= due:
            due = dt.datetime.now(dt.UTC) + HOUSEKEEPING_INTERVAL
            attempt(housekeeping.run)
        stop.wait(POLL_S)


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
    # At INFO it would log addresses of requests, which may hold what people typed.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    exit_with_parent()
    try:
        settings = load_all_settings()
        log_lines(settings.shared.log_level)
        serve(settings, stop)
    except (SchemaError, SettingsError) as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
