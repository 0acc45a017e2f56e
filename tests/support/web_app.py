"""The web app around a scripted assistant and a real database."""

import asyncio
import datetime as dt
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from bot.channels.answer import Answer, Button
from bot.channels.assistant import Question
from bot.channels.conversation_queue import ConversationQueue
from bot.channels.notices import (
    NoticeSignal,
    NoticeTeller,
    NoticeWords,
    NoWordsError,
    Poller,
)
from bot.channels.web.api.errors import ErrorResponses
from bot.channels.web.api.events import EventStreams, events_router
from bot.channels.web.api.routes import ChatApi, chat_router, health_router
from bot.channels.web.app import AppComponents, AppSettings, create_app
from bot.channels.web.chat.broadcaster import Broadcaster
from bot.channels.web.chat.chat import Chat
from bot.channels.web.chat.database_news import DatabaseNews
from bot.channels.web.chat.feedback import FeedbackStore
from bot.channels.web.chat.history import History
from bot.channels.web.chat.news_reader import NewsReader
from bot.channels.web.chat.notices import NoticePublisher, WebNotices
from bot.channels.web.chat.open_drafts import OpenDrafts
from bot.channels.web.chat.rendering import MessageRenderer
from bot.channels.web.chat.suggested_questions import EditorsChoice, SuggestedQuestions
from bot.channels.web.security.limits import Limits, OpenStreams, RateLimits, StreamLimits
from bot.channels.web.security.rate_windows import RateWindows
from bot.channels.web.security.tokens import Tokens
from bot.channels.web.sessions.store import Lifetime, SessionStore
from bot.channels.web.sessions.visitors import Identify, Sessions, anonymous
from common.clock import Clock
from common.database import Database
from faq_kb.contract import SmallTalkReply
from faq_kb.store import CachedKnowledge
from locales import Catalog, load_catalog
from tests.support.assistant import free_port
from tickets.service import Tickets

ORIGIN = "http://testserver"
PHONES = "502-555-0100"
SECRET = "a secret of the tests, which nobody guesses"
Script = Callable[[Question], list[Answer]]


def echo(question: Question) -> list[Answer]:
    """Repeats the question, with a button."""
    button = Button("Go on", '/draft_start{"entry": "vpn_access"}')
    return [Answer(f"You said: {question.text}", SmallTalkReply(intent="help"), (button,))]


@dataclass
class ScriptedAssistant:
    """Answers by its script; `asked` has every question; `pause` holds answers back.

    `heard`: that it was asked.
    """

    script: Script = echo
    asked: list[Question] = field(default_factory=list)
    pause: asyncio.Event | None = None
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, question: Question) -> list[Answer]:
        """What the script says."""
        self.asked.append(question)
        self.heard.set()
        if self.pause is not None:
            await self.pause.wait()
        return self.script(question)


@dataclass
class ScriptedWords:
    """Words notices without an action server; `error` is raised once."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    error: NoWordsError | None = None

    async def of(self, reference: str, channel: str) -> list[Answer]:
        """That there is news of it."""
        self.asked.append((reference, channel))
        error, self.error = self.error, None
        if error:
            raise error
        button = Button("Show it", f'/draft_show{{"draft": "{reference}"}}')
        return [Answer(f"There is news of {reference}.", None, (button,))]


@dataclass
class WebAppFixture:
    """The application's parts, for tests that look behind it."""

    database: Database
    assistant: ScriptedAssistant = field(default_factory=ScriptedAssistant)
    limits: Limits = field(default_factory=Limits)
    identify: Identify = anonymous
    extra: list[APIRouter] = field(default_factory=list)
    unavailable: list[str] = field(default_factory=list)
    secret: str = SECRET
    streams: StreamLimits = field(default_factory=StreamLimits)
    catalog: Catalog = field(default_factory=load_catalog)
    notice_words: NoticeWords = field(default_factory=ScriptedWords)
    signal: NoticeSignal = field(default_factory=lambda: Poller(0.05))
    windows: RateWindows = field(default_factory=RateWindows)

    def __post_init__(self) -> None:
        self.history, self.broadcaster, self.tokens = (
            History(self.database),
            Broadcaster(),
            Tokens([self.secret]),
        )
        self.session_store = session_store(self.database)
        self.sessions = Sessions(self.tokens, self.session_store, self.identify)
        self.renderer = MessageRenderer(self.tokens, self.catalog.labels, Clock("America/New_York"))
        self.open_streams = OpenStreams(self.streams)
        self.chat = Chat(
            self.assistant,
            self.history,
            self.broadcaster,
            self.renderer,
            self.tokens,
            ConversationQueue(1 + self.limits.waiting),
        )
        self.notices = WebNotices(self.database, self.sessions, self.notice_words)
        self.feed = NoticePublisher(
            self.database, self.history, self.broadcaster, self.renderer, self.tokens.sender
        )
        self.news = DatabaseNews(
            self.database,
            NewsReader(self.history, self.broadcaster, self.renderer, self.tokens.sender),
        )
        self.teller = NoticeTeller(self.database, [self.notices], self.feed.publish, self.signal)
        knowledge = CachedKnowledge(self.database)
        choice = EditorsChoice(("vpn_access", "no_such_entry", "webmail"), enough=3)
        api = ChatApi(
            chat=self.chat,
            sessions=self.sessions,
            limits=RateLimits(self.limits, self.windows),
            suggested_questions=SuggestedQuestions(self.history, knowledge, choice),
            open_drafts=OpenDrafts(Tickets(self.database)),
            feedback_store=FeedbackStore(self.database),
            sign_in=False,
            visited=self.notices.visited,
        )

        async def unavailable() -> list[str]:
            return self.unavailable

        async def phones() -> str:
            return PHONES

        settings = AppSettings(
            title="The assistant",
            hosts=["testserver", "localhost", "127.0.0.1"],
            origins=[],
            is_https=False,
        )
        routers = [
            chat_router(api),
            events_router(self.events()),
            health_router(unavailable, unavailable),
            *self.extra,
        ]
        errors = ErrorResponses(self.catalog.errors, phones)
        components = AppComponents(
            routers,
            self.session_store,
            errors,
            lambda: None,
            start=[self.news.listener.start, self.teller.start],
            close=[self.teller.close, self.news.listener.close, self.windows.close],
        )
        self.app = create_app(settings, components)

    def events(self) -> EventStreams:
        """The streams of open pages."""
        return EventStreams(
            self.sessions, self.history, self.broadcaster, self.renderer, self.open_streams
        )

    @contextmanager
    def client(self) -> Iterator["User"]:
        """A browser that has not been here yet."""
        with TestClient(self.app, base_url=ORIGIN, raise_server_exceptions=False) as client:
            yield User(client)


@dataclass
class User:
    """Someone at the web chat."""

    client: TestClient

    def begin(self, **body: bool) -> dict[str, Any]:
        """A session."""
        response = self.client.post("/api/session", json=body)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def post(self, key: str = "", **body: object) -> Any:
        """One raw request to the chat."""
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.client.post("/api/chat", json=body, headers=headers)

    def say(self, text: str, key: str = "") -> list[dict[str, Any]]:
        """The activities that answer, the user's own first."""
        response = self.post(key, text=text)
        assert response.status_code == 200, response.text
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages


def session_store(database: Database, **clock: Callable[[], dt.datetime]) -> SessionStore:
    """Sessions that last for a month, and for a day of a signed-in user."""
    visitors = Lifetime(dt.timedelta(days=30), dt.timedelta(days=300))
    return SessionStore(
        database, visitors, Lifetime(dt.timedelta(hours=1), dt.timedelta(days=1)), **clock
    )


def days_ago(days: int) -> dt.datetime:
    """A moment in the past."""
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application on a real port; its address."""
    port = free_port()
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
