"""Puts the Teams bot together. Imported only where Teams is set up: its libraries are large."""

from dataclasses import replace
from functools import partial
from typing import Protocol

import httpx
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from bot.channels.notices import ActionServerWords, NoticeTeller
from bot.channels.outcomes.recorder import OutcomeRecorder
from bot.channels.search.desk_search import DeskSearch
from bot.channels.teams.agents import TeamsAgents
from bot.channels.teams.bot import TeamsBot
from bot.channels.teams.chats import TeamsChat, TeamsChats
from bot.channels.teams.inbox import TeamsInbox
from bot.channels.teams.notices import TeamsNotices
from bot.channels.teams.ports import Ports
from bot.channels.teams.render import activity
from bot.channels.teams.search.agent_search import AgentSearch
from bot.channels.teams.search.extension import MessageExtension
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.transport.sdk import cloud_of
from bot.channels.teams.transport.signing_keys import SigningKeys
from bot.channels.teams.transport.tab_token import TabPolicy, TabTokens, tenant_metadata
from bot.channels.web.app import AppComponents
from bot.channels.web.chat.history import History
from bot.channels.web.chat.rasa import RasaAssistant
from bot.channels.web.security.limits import RateLimits
from bot.channels.web.security.tokens import Tokens
from bot.channels.web.sessions.store import SessionStore
from bot.channels.web.teams_route import SeenActivities, teams_router
from bot.channels.web.teams_tab_route import TabSignIn, tab_router
from common.database import Database
from contacts.agency_table import AgencyTable
from contacts.registry import ContactRegistry
from locales import Catalog

CHANNEL = "teams"


class SharedServices(Protocol):
    """Services that the web app and the bot share."""

    database: Database
    assistant: RasaAssistant
    outcomes: OutcomeRecorder
    tokens: Tokens
    catalog: Catalog
    history: History
    rates: RateLimits
    search: DeskSearch
    registry: ContactRegistry
    words: ActionServerWords
    teller: NoticeTeller
    public_url: str
    session_store: SessionStore


def with_teams(
    components: AppComponents, settings: TeamsSettings, services: SharedServices
) -> AppComponents:
    """The same components with the bot and its route. Raises SettingsError."""
    bot = teams_bot(settings, services)
    services.teller.channels.append(teams_notices(bot, services))
    http = httpx.AsyncClient()
    routers = [teams_router(bot.receive, services.rates), *_tab(settings, services, http)]
    return replace(
        components,
        routers=[*components.routers, *routers],
        # Before the teller, which sends through it.
        start=[bot.start, *components.start],
        # Nothing is told through a bot that is closed.
        close=[services.teller.close, bot.close, http.aclose, *components.close],
    )


def _tab(
    settings: TeamsSettings, services: SharedServices, http: httpx.AsyncClient
) -> list[APIRouter]:
    """The sign-in of the console's tab, where there is an address for one."""
    if not services.public_url:
        return []
    login = cloud_of(settings).login_endpoint
    policy = TabPolicy(settings.app_id, settings.tenant_id, login, services.public_url)
    tokens = TabTokens(policy, SigningKeys(tenant_metadata(login, settings.tenant_id), http))
    handler = TabSignIn(tokens, TeamsAgents(settings), services.session_store)
    return [tab_router(handler, services.rates)]


def teams_notices(bot: TeamsBot, services: SharedServices) -> TeamsNotices:
    """What tells the news of drafts in their chats."""
    return TeamsNotices(
        services.database,
        services.words,
        bot.send,
        partial(activity, labels=services.catalog.labels),
        lambda sender: partial(services.tokens.sign_payload, sender),
    )


class KeptChats:
    """Keeps chats in the database, outside of the event loop."""

    def __init__(self, database: Database) -> None:
        self._chats = TeamsChats(database)

    async def keep(self, chat: TeamsChat, reference: str) -> None:
        """Keep the chat if the draft was begun in it. Raises StoreError."""
        await run_in_threadpool(self._chats.keep, chat, reference)


def teams_bot(settings: TeamsSettings, services: SharedServices) -> TeamsBot:
    """The bot with its adapters, not started yet. Raises SettingsError."""
    tokens, labels = services.tokens, services.catalog.labels
    registry = services.registry
    words = services.catalog.teams.search
    search = AgentSearch(services.search, registry, labels, words, services.public_url)
    file = settings.agencies
    ports = Ports(
        assistant=services.outcomes.around(services.assistant),
        sender_of=partial(tokens.sender, CHANNEL),
        sign_for=lambda sender: partial(tokens.sign_payload, sender),
        read_action=tokens.read_payload,
        agencies=AgencyTable("TEAMS_AGENCIES", file, registry.agencies) if file else None,
        seen=SeenActivities(services.history),
        inbox=TeamsInbox(services.database),
        # No downloads: what the web offers is for those who have a session there.
        render=partial(activity, labels=labels, site=_site(services.public_url)),
        words=labels.teams,
        chats=KeptChats(services.database),
        search=MessageExtension(search, labels, words),
    )
    return TeamsBot(settings, ports)


def _site(public_url: str) -> str | None:
    """Where Teams' clients find pages and pictures: at https addresses only."""
    return public_url if public_url.startswith("https://") else None
