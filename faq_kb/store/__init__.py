"""The store: the knowledge base in SQLite or PostgreSQL, through SQLAlchemy."""

from faq_kb.store.database import Database, SchemaError, StoreError
from faq_kb.store.loader import LoadReport, load
from faq_kb.store.reader import CachedKnowledge, read

__all__ = ["CachedKnowledge", "Database", "LoadReport", "SchemaError", "StoreError", "load", "read"]
