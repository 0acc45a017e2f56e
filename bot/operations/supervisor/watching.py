"""For development: edits of the knowledge base are loaded as they are saved."""

from collections.abc import Callable

from watchfiles import awatch

from bot.operations.supervisor.prepare import prepare_store
from common.database import StoreError
from common.settings import SharedSettings
from faq_kb.source import FOLDER, SourceError


async def watch_knowledge(settings: SharedSettings, say: Callable[[str], None]) -> None:
    """Load edits as they are saved; after a faulty one the old answers stay."""
    async for _ in awatch(FOLDER / "procedures", FOLDER / "directory"):
        try:
            published = prepare_store(settings, by="watch")
        except (SourceError, StoreError, OSError) as error:
            say(f"knowledge base not loaded, the old answers stay:\n{error}")
        else:
            names = [*published.added, *published.changed, *published.removed]
            say(f"knowledge base loaded: {', '.join(names) or 'no change'}")
