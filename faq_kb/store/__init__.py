"""The store: every published version of the knowledge base, in SQLite or PostgreSQL."""

from faq_kb.store.publisher import Publication, forget_publishers, load, restore
from faq_kb.store.reader import CachedKnowledge, read

__all__ = ["CachedKnowledge", "Publication", "forget_publishers", "load", "read", "restore"]
