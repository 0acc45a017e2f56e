"""The database of everybody: connect, migrate, change, and one error for its failures."""

from common.database.base import Base
from common.database.connection import Database, SchemaError, StoreError
from common.database.transaction import UtcDateTime, aware, transact, writing

__all__ = [
    "Base",
    "Database",
    "SchemaError",
    "StoreError",
    "UtcDateTime",
    "aware",
    "transact",
    "writing",
]
