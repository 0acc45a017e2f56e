"""Whether PostgreSQL has room for the connections that our processes may open."""

from dataclasses import dataclass

from sqlalchemy import text

from common.database.connection import Database, StoreError

QUERY = text("""
    SELECT current_setting('max_connections')::int,
           current_setting('superuser_reserved_connections')::int
           + coalesce(current_setting('reserved_connections', true)::int, 0),
           (SELECT count(*) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())
""")
REMEDY = "lower DATABASE_POOL_SIZE in .env, or raise max_connections of the server"


@dataclass(frozen=True)
class ConnectionRoom:
    """Connections that the server takes in all, keeps for its administrators, and has now."""

    most: int
    reserved: int
    used: int

    @property
    def usable(self) -> int:
        """How many are for us and for other programs."""
        return self.most - self.reserved


def connection_room(database: Database) -> ConnectionRoom | None:
    """The room of a PostgreSQL server; None for SQLite. Raises StoreError."""
    if database.url.get_backend_name() != "postgresql":
        return None
    with database.connection() as connection:
        return ConnectionRoom(*connection.execute(QUERY).one())


def check_room(database: Database, wanted: int, who: str) -> str:
    """A warning where fewer connections than wanted are free now; empty where there is room.

    `wanted`: connections that `who` may open. Raises StoreError when they can never be had.
    """
    room = connection_room(database)
    if room is None:
        return ""
    numbers = (
        f"{who} may open {wanted} connections, the server takes {room.most} "
        f"({room.reserved} of them for administrators, {room.used} in use)"
    )
    line = f"database {database.url.render_as_string()}: {numbers}: {REMEDY}"
    if wanted > room.usable:
        raise StoreError(line)
    return line if wanted > room.usable - room.used else ""
