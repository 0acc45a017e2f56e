"""Tells other processes through PostgreSQL what a transaction has written: ids only."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# What PostgreSQL takes, in bytes.
LONGEST_NEWS = 7_999


def tell(session: Session, channel: str, news: str = "") -> None:
    """Tell every listener of the channel when the transaction is committed; none on SQLite.

    `news`: ids, 7,999 bytes at most. Raises ValueError for more.
    """
    if len(news.encode()) > LONGEST_NEWS:
        raise ValueError(f"{channel}: PostgreSQL passes on {LONGEST_NEWS} bytes at most")
    if session.get_bind().dialect.name == "postgresql":
        query = text("SELECT pg_notify(:channel, :news)")
        session.execute(query, {"channel": channel, "news": news})
