"""For development: load the knowledge base whenever one of its files changes."""

from collections.abc import Callable

from watchfiles import awatch

from bot.operations.supervisor.prepare import prepare_store
from common.database import StoreError
from common.settings import SharedSettings
from faq_kb.source import FOLDER, SourceError


async def watch_knowledge(settings: SharedSettings, say: Callable[[str], None]) -> None:
    """Until cancelled: a good edit goes live, a broken one is reported and the old answer stays."""
    async for _ in awatch(FOLDER / "procedures", FOLDER / "directory"):
        try:
            report = prepare_store(settings)
        except (SourceError, StoreError, OSError) as error:
            say(f"knowledge base not loaded, the old answers stay:\n{error}")
        else:
            names = [*report.added, *report.changed, *report.removed]
            say(f"knowledge base loaded: {', '.join(names) or 'no change'}")
