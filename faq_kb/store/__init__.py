"""The store: the knowledge base in SQLite or PostgreSQL, through SQLAlchemy."""

from faq_kb.store.loader import LoadReport, load
from faq_kb.store.reader import CachedKnowledge, read

__all__ = ["CachedKnowledge", "LoadReport", "load", "read"]
