"""The one place where the web app is put together from the settings."""

import datetime as dt
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from starlette.concurrency import run_in_threadpool

from bot.channels.conversation_queue import ConversationQueue
from bot.channels.engines.pool import EnginePool
from bot.channels.engines.sources import engine_source
from bot.channels.notices import ActionServerWords, NoticeTeller
from bot.channels.outcomes.log import OutcomeLog
from bot.channels.outcomes.recorder import OutcomeRecorder
from bot.channels.search.desk_search import DeskSearch
from bot.channels.search.record_search import RecordSearch
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
from bot.channels.web.chat.rasa import RasaAssistant, RasaSettings
from bot.channels.web.chat.rendering import MessageRenderer
from bot.channels.web.chat.service_desk import ServiceDesk
from bot.channels.web.chat.suggested_questions import SuggestedQuestions, editors_choice
from bot.channels.web.console_wiring import with_console
from bot.channels.web.counting import count_address, count_open
from bot.channels.web.pages.rendering import read_assets
from bot.channels.web.pages.routes import ASSETS, BuiltFiles
from bot.channels.web.pages_wiring import page_routers
from bot.channels.web.process_settings import WebAppSettings
from bot.channels.web.security.key_file import key_of
from bot.channels.web.security.limits import (
    Limits,
    OpenStreams,
    RateLimits,
    StreamLimits,
)
from bot.channels.web.security.rate_windows import RateWindows
from bot.channels.web.security.tokens import Tokens
from bot.channels.web.serving.health import Health, HttpCheck, wait_for
from bot.channels.web.serving.ready import ReadyChecks
from bot.channels.web.serving.server import SMALLEST, Capacity
from bot.channels.web.serving.sharing import check_sharing
from bot.channels.web.sessions.store import sessions_of
from bot.channels.web.sessions.visitors import Sessions
from bot.channels.web.signin.session import signed_in
from common.clock import Clock
from common.database import Database, StoreError
from common.database.leadership import leadership
from contacts.registry import ContactRegistry
from faq_kb.store import CachedKnowledge
from locales import load_catalog
from tickets.service import Tickets

__all__ = ["WebApp", "WebAppSettings"]

ACTIONS_HEALTH = "/health"
# A channel that delivers twice does so within minutes.
KEYS_KEPT_FOR = dt.timedelta(days=1)


class WebApp:
    """The adapters, and the application around them; `dist`: built files of the web chat.

    Raises SettingsError, StoreError when the database has no knowledge.
    """

    def __init__(self, settings: WebAppSettings, dist: Path, capacity: Capacity = SMALLEST) -> None:
        shared, web = settings.shared, settings.web
        self.settings, self.dist, self.capacity = settings, dist, capacity
        self.catalog = load_catalog(shared.locale)
        self.labels = self.catalog.labels
        self.clock = Clock(shared.time_zone)
        self.database = Database(shared.database_url, shared.database_pool_size)
        self.knowledge = CachedKnowledge(self.database)
        self.service_desk = self._service_desk()
        self.mark = check_sharing(settings, self.database)
        self.assistant = self._assistant()
        keys = [secret.get_secret_value() for secret in web.secret]
        self.tokens = Tokens(keys or [key_of(shared.data_dir)])
        self.outcome_log = OutcomeLog(self.database, self.clock)
        self.outcomes = OutcomeRecorder(self.outcome_log, self.tokens.pseudonym)
        self.history, self.broadcaster = History(self.database), Broadcaster()
        self.actions = HttpCheck(f"{shared.actions_address}{ACTIONS_HEALTH}")
        self.limits = Limits(web.chat_rate, web.address_rate)
        self.windows = RateWindows(web.limits_storage, self.tokens.limited)
        self.rates = RateLimits(self.limits, self.windows)
        self.queue = ConversationQueue(1 + self.limits.waiting)
        self.sign_in = settings.sign_in
        self.session_store = sessions_of(self.database, web, settings.sign_in)
        identify = partial(signed_in, settings=self.sign_in)
        self.sessions = Sessions(self.tokens, self.session_store, identify)
        self.renderer = MessageRenderer(self.tokens, self.labels, self.clock)
        secret = shared.engine_secret.get_secret_value()
        self.words = ActionServerWords(shared.actions_address, secret)
        self.notices = WebNotices(self.database, self.sessions, self.words)
        services = (self.history, self.broadcaster, self.renderer, self.tokens.sender)
        self.news = DatabaseNews(self.database, NewsReader(*services))
        publish = NoticePublisher(self.database, *services).publish
        self.teller = NoticeTeller(self.database, [self.notices], publish, self.news.signal)
        self.registry = ContactRegistry(self.database, self.clock)
        self.search = DeskSearch(RecordSearch(self.knowledge), self.registry, self.database)
        self.public_url, self.brand = web.public_url, web.brand

    def _service_desk(self) -> ServiceDesk:
        sentences = self.labels.sentences
        try:
            return ServiceDesk(self.knowledge, sentences.apology, sentences.list_or)
        except StoreError:
            self.database.close()
            raise

    def _assistant(self) -> RasaAssistant:
        shared = self.settings.shared
        secret = shared.engine_secret.get_secret_value()
        rasa = RasaSettings(shared.answer_timeout, secret=secret)
        engines = EnginePool(engine_source(shared))
        return RasaAssistant(engines, rasa, self.service_desk.apology)

    def app(self) -> FastAPI:
        """The application with every route that the settings ask for.

        Raises PageError when the web pages are not built, SettingsError for faults of settings.
        """
        read_assets(self.dist)  # fail now, not at the first visit
        components = AppComponents(
            routers=[*self._chat_routers(), *page_routers(self)],
            sessions=self.session_store,
            errors=ErrorResponses(self.catalog.errors, self.service_desk.phones),
            housekeeping=self._tidy,
            start=[
                self.assistant.start,
                self.news.listener.start,
                self.teller.start,
                self.search.start,
            ],
            # What was asked is answered before anything is closed.
            close=[
                self._finish,
                self.teller.close,
                self.search.close,
                self.news.listener.close,
                self._close,
            ],
            files=(ASSETS, BuiltFiles(directory=self.dist / ASSETS.strip("/"))),
        )
        components = with_console(components, self)
        if self.settings.teams.enabled:
            from bot.channels.web.teams_wiring import with_teams

            components = with_teams(components, self.settings.teams, self)
        title = self.labels.web.title
        return create_app(AppSettings.of(self.settings.web, title), components)

    def _chat_routers(self) -> list[APIRouter]:
        shared = self.settings.shared
        chat = Chat(
            assistant=self.outcomes.around(self.assistant),
            history=self.history,
            broadcaster=self.broadcaster,
            renderer=self.renderer,
            tokens=self.tokens,
            queue=self.queue,
            within=shared.answer_timeout,
        )
        api = ChatApi(
            chat=chat,
            sessions=self.sessions,
            limits=self.rates,
            suggested_questions=SuggestedQuestions(self.history, self.knowledge, editors_choice()),
            open_drafts=OpenDrafts(Tickets(self.database)),
            feedback_store=FeedbackStore(self.database),
            sign_in=self.sign_in.enabled,
            visited=self.notices.visited,
        )
        open_streams = OpenStreams(StreamLimits(total=self.capacity.streams))
        streams = EventStreams(
            self.sessions, self.history, self.broadcaster, self.renderer, open_streams
        )
        listening = APIRouter(dependencies=[Depends(partial(count_address, self.rates))])
        listening.include_router(events_router(streams))
        health = APIRouter(dependencies=[Depends(partial(count_open, self.rates))])
        checks = ReadyChecks(self.database, shared.data_dir, self.knowledge, self.assistant)
        ready = checks.health(self.actions)
        health.include_router(health_router(self._health().unavailable, ready.unavailable))
        return [chat_router(api), listening, health]

    def _health(self) -> Health:
        return Health(
            {
                "engine": self.assistant.is_there,
                "conversations": self.assistant.keeps_conversations,
                "actions": self.actions,
                "store": partial(run_in_threadpool, self.history.can_write),
            }
        )

    async def _finish(self) -> None:
        await self.queue.close(self.settings.shared.answer_timeout)

    async def wait(self) -> None:
        """Return when an engine and the action server are there."""
        await wait_for(self.assistant.is_there, self.actions)

    def _tidy(self) -> None:
        """One web app tidies up, the others leave it to that one."""
        lead = leadership(self.database, "tidying")
        try:
            if lead.is_held():
                self._forget()
        finally:
            lead.release()

    def _forget(self) -> None:
        now = dt.datetime.now(dt.UTC)
        kept = dt.timedelta(days=self.settings.web.conversation_keep_days)
        self.history.forget(now - kept, now - KEYS_KEPT_FOR)
        self.outcome_log.forget(now - kept)
        self.session_store.forget()

    async def _close(self) -> None:
        await self.assistant.close()
        await self.words.close()
        await self.actions.close()
        await self.windows.close()
        if self.mark:
            self.mark.release()
        self.database.close()
