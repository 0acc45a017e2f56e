"""The one place where the front door is put together from the settings."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Request
from ruamel.yaml import YAML
from starlette.concurrency import run_in_threadpool

from bot.channels.answer import Answer
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.api import ChatApi, address, chat_router, health_router
from bot.channels.web.app import AppSettings, Parts, create_app
from bot.channels.web.chat.chat import Chat
from bot.channels.web.chat.feedback import Judgments
from bot.channels.web.chat.history import History
from bot.channels.web.chat.hub import Hub
from bot.channels.web.chat.rendering import Rendering
from bot.channels.web.events import Events, events_router
from bot.channels.web.guard import origin_of
from bot.channels.web.health import Health, HttpCheck
from bot.channels.web.key_file import key_of
from bot.channels.web.limits import Limits, Queues, RateLimits
from bot.channels.web.page_routes import ASSETS, BuiltFiles, page_router
from bot.channels.web.pages import Pages, read_assets
from bot.channels.web.quick_starts import QuickStarts, editors_choice
from bot.channels.web.rasa import HEALTH as ENGINE_HEALTH
from bot.channels.web.rasa import RasaAssistant, RasaSettings
from bot.channels.web.serving import SMALLEST, Capacity
from bot.channels.web.session import Sessions
from bot.channels.web.session_store import sessions_of
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.routes import sign_in_router
from bot.channels.web.signin.session import signed_in
from bot.channels.web.signin.settings import SignInSettings
from bot.channels.web.streams import OpenStreams, StreamLimits
from bot.channels.web.tokens import Tokens
from common.clock import Clock
from common.database import Database, StoreError
from common.settings import ROOT, SharedSettings
from common.settings.values import LOOPBACK
from contacts.agency_table import AgencyTable
from contacts.registry import ContactRegistry
from faq_kb.answers import fallback_reply
from faq_kb.contract import FallbackReply
from faq_kb.knowledge import Directory
from faq_kb.store import CachedKnowledge
from locales import load_catalog

PHRASES = ROOT / "locales" / "en" / "labels.yml"
ACTIONS_HEALTH = "/health"
LOCAL_HOSTS = ("localhost", LOOPBACK, "[::1]")
# A channel that delivers twice does so within minutes.
SEEN_FOR = dt.timedelta(days=1)


@dataclass(frozen=True)
class WebAppSettings:
    """Every setting that the web app's process reads."""

    shared: SharedSettings
    web: WebSettings
    sign_in: SignInSettings
    teams: TeamsSettings


class FrontDoor:
    """The adapters, and the application around them; `dist`: built files of the web chat.

    Raises SettingsError, StoreError when the database has no knowledge.
    """

    def __init__(self, settings: WebAppSettings, dist: Path, capacity: Capacity = SMALLEST) -> None:
        shared, web = settings.shared, settings.web
        self.settings, self.dist, self.capacity = settings, dist, capacity
        self.database = Database(shared.database_url)
        self.knowledge = CachedKnowledge(self.database)
        engine = shared.engine_url
        apology = fallback_reply(self._directory(), "unavailable")
        self.phones = " or ".join(phone.number for phone in apology.phones)
        secret = shared.engine_secret.get_secret_value()
        self.assistant = RasaAssistant(
            RasaSettings(engine, shared.answer_timeout, secret=secret), apology_from(apology)
        )
        keys = [secret.get_secret_value() for secret in web.secret]
        self.tokens = Tokens(keys or [key_of(shared.data_dir)])
        self.labels = load_catalog().labels
        self.clock = Clock(shared.time_zone)
        self.history, self.hub = History(self.database), Hub()
        self.needed = (f"{engine}{ENGINE_HEALTH}", f"{shared.actions_url}{ACTIONS_HEALTH}")
        self.actions = HttpCheck(self.needed[1])
        self.health = Health(
            {
                "engine": self.assistant.is_there,
                "conversations": self.assistant.keeps_conversations,
                "actions": self.actions,
                "store": partial(run_in_threadpool, self.history.can_write),
            }
        )
        self.limits = Limits(web.chat_rate, web.address_rate)
        self.rates = RateLimits(self.limits)
        self.sign_in = settings.sign_in
        self.session_store = sessions_of(self.database, web, settings.sign_in)
        identify = partial(signed_in, settings=self.sign_in)
        self.sessions = Sessions(self.tokens, self.session_store, identify)
        self.rendering = Rendering(self.tokens, self.labels, self.clock)

    def _directory(self) -> Directory:
        try:
            return self.knowledge.current().directory
        except StoreError:
            self.database.close()
            raise

    def app(self) -> FastAPI:
        """The application with every route that the settings ask for.

        Raises PageError when the web pages are not built, SettingsError for faults of settings.
        """
        read_assets(self.dist)  # now, not at the first visit
        routers = [*self._chat_routers(), *self._page_routers()]
        parts = Parts(
            routers,
            self.session_store,
            self._tidy,
            close=[self._close],
            files=(ASSETS, BuiltFiles(directory=self.dist / ASSETS.strip("/"))),
        )
        if self.settings.teams.enabled:
            from bot.channels.web.teams_wiring import with_teams

            parts = with_teams(parts, self.settings.teams, self)
        return create_app(self._app_settings(), parts)

    def _chat_routers(self) -> list[APIRouter]:
        queues = Queues(self.limits.waiting)
        api = ChatApi(
            chat=Chat(
                self.assistant,
                self.history,
                self.hub,
                self.tokens,
                queues,
                self.settings.shared.answer_timeout,
            ),
            sessions=self.sessions,
            rendering=self.rendering,
            limits=self.rates,
            quick_starts=QuickStarts(self.history, self.knowledge, editors_choice()),
            judgments=Judgments(self.database),
            sign_in=self.sign_in.enabled,
        )
        streams = OpenStreams(StreamLimits(total=self.capacity.streams))
        events = Events(self.sessions, self.history, self.hub, self.rendering, streams)
        listening = APIRouter(dependencies=[Depends(self._count)])
        listening.include_router(events_router(events))
        health = APIRouter(dependencies=[Depends(self._count_open)])
        health.include_router(health_router(self.health.unavailable))
        return [chat_router(api), listening, health]

    def _page_routers(self) -> list[APIRouter]:
        labels = self.labels
        pages = Pages(self.dist, labels.web.model_dump(), phones=self.phones, lang=labels.lang)
        base = self.settings.web.public_url or self.settings.web.local_url
        signing = APIRouter(dependencies=[Depends(self._count)], include_in_schema=False)
        signing.include_router(sign_in_router(self.sign_in, base, self._agency_table()))
        opening = APIRouter(dependencies=[Depends(self._count_open)])
        opening.include_router(page_router(pages, self.dist, self.settings.web.embed_origins))
        return [opening, signing]

    def _agency_table(self) -> AgencyTable | None:
        file = self.sign_in.agency_table
        registry = ContactRegistry(self.database, self.clock)
        return AgencyTable("OIDC_AGENCY_TABLE", file, registry.agencies) if file else None

    def _app_settings(self) -> AppSettings:
        web = self.settings.web
        url = web.public_url
        public = [urlsplit(url).hostname or ""] if url else []
        return AppSettings(
            phones=self.phones,
            hosts=[*LOCAL_HOSTS, web.host, *public],
            # On this machine: whatever address our pages were reached by.
            origins=[origin_of(url)] if url else [],
            is_https=url.startswith("https://"),
            proxies=web.proxies,
        )

    async def _count(self, request: Request) -> None:
        await self.rates.count_address(address(request))

    async def _count_open(self, request: Request) -> None:
        await self.rates.count_open(address(request))

    def _tidy(self) -> None:
        now = dt.datetime.now(dt.UTC)
        kept = dt.timedelta(days=self.settings.web.conversation_keep_days)
        self.history.forget(now - kept, now - SEEN_FOR)
        self.session_store.forget()

    async def _close(self) -> None:
        await self.assistant.close()
        await self.actions.close()
        self.database.close()


def apology_from(reply: FallbackReply, phrases: Path = PHRASES) -> Answer:
    """What a user gets when there is no answer: the words of the replies, the desk's numbers."""
    words = YAML(typ="safe").load(phrases.read_text())["sentences"]["apology"]
    text = words.format(phones=" or ".join(phone.number for phone in reply.phones))
    return Answer(text, reply)
