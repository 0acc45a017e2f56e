"""Says at the start what several web apps need that the settings do not give them."""

import logging

from bot.channels.web.process_settings import WebAppSettings
from common.database import Database
from common.database.capacity import check_room
from common.database.leadership import Leadership, leadership
from common.parent_process import takes_over
from common.settings.values import MEMORY

logger = logging.getLogger(__name__)

# Beside those of the pool: the one that hears what other processes tell.
LISTENING = 1
REMEDY = "set DATABASE_URL and TRACKER_DATABASE_URL to PostgreSQL (docs/operations.md)"


def check_sharing(settings: WebAppSettings, database: Database) -> Leadership | None:
    """Warn of what does not fit; on SQLite, the mark that this web app is there, to be kept.

    Raises StoreError when the database does not answer or can never have room for the pool.
    """
    if database.url.get_backend_name() == "postgresql":
        wanted = settings.shared.database_pool_size + LISTENING
        if warning := check_room(database, wanted, "the web app"):
            logger.warning("%s", warning)
        return None
    if settings.web.limits_storage != MEMORY:
        logger.warning(
            "LIMITS_STORAGE counts for several web apps, which cannot share a SQLite database "
            "well: %s, or leave LIMITS_STORAGE empty",
            REMEDY,
        )
    mark = leadership(database, "web app")
    if not mark.is_held() and not takes_over():
        logger.warning(
            "another web app works on this SQLite database: its open pages do not hear of messages "
            "that are sent here, and each counts rates by itself: %s",
            REMEDY,
        )
    return mark
