"""`python -m bot.supervisor.delivery`: the worker of the outbox as a supervised process."""

import datetime as dt
import logging
import signal
import threading

from bot.lifeline import follow_parent
from bot.log_lines import log_lines
from bot.settings import Settings, load_settings
from bot.supervisor.adapters import worker
from faq_kb.store import Database, SchemaError, StoreError
from tickets.service import Tickets

POLL_S = 1.0
EXPIRY_INTERVAL = dt.timedelta(hours=1)

logger = logging.getLogger(__name__)


def expire(settings: Settings, database: Database) -> tuple[int, int]:
    """End what nobody touched and remove personal data, as the settings have it."""
    idle = dt.timedelta(days=settings.draft_idle_days)
    keep = dt.timedelta(days=settings.draft_keep_days)
    return Tickets(database).expire(idle, keep)


def serve(settings: Settings, stop: threading.Event) -> None:
    """Deliver what waits and expire what is old until told to stop."""
    database = Database(settings.database_url)
    delivery = worker(settings, database)
    expire_at = dt.datetime.now(dt.UTC)
    while not stop.is_set():
        try:
            delivery.deliver_due()
            if dt.datetime.now(dt.UTC) >= expire_at:
                expire(settings, database)
                expire_at = dt.datetime.now(dt.UTC) + EXPIRY_INTERVAL
        except SchemaError:
            raise
        except StoreError as error:
            logger.error("%s", error)
        stop.wait(POLL_S)


def main() -> None:
    """Serve until told to stop or until the supervisor is gone."""
    settings = load_settings()
    log_lines(settings.log_level)
    # At INFO it would log addresses of requests, which may hold what people typed.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    follow_parent()
    try:
        serve(settings, stop)
    except SchemaError as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
