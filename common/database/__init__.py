"""The database of everybody: connect, migrate, and one error for its failures."""

from common.database.base import Base
from common.database.connection import Database, SchemaError, StoreError

__all__ = ["Base", "Database", "SchemaError", "StoreError"]
