"""Puts together what a web app hears from the others through the database."""

from bot.channels.notices import NewsSignal
from bot.channels.web.chat.history import NEWS as CONVERSATION_NEWS
from bot.channels.web.chat.news_reader import NewsReader
from common.database import Database
from common.database.listening import DatabaseListener
from tickets.notices import NEWS as NOTICE_NEWS


class DatabaseNews:
    """The one connection that listens, and the signal that there may be notices to tell."""

    def __init__(self, database: Database, reader: NewsReader) -> None:
        self.signal = NewsSignal(lambda: self.listener.is_listening)
        channels = {CONVERSATION_NEWS: reader.hear, NOTICE_NEWS: self.signal.hear}
        self.listener = DatabaseListener(database, channels, reader.catch_up)
