"""Puts the console of the Service Desk's agents together."""

from dataclasses import replace
from functools import partial
from typing import Protocol

from fastapi import APIRouter

from bot.channels.console.access import CHANNEL, ConsoleAccess
from bot.channels.console.search_audit import SearchAudit
from bot.channels.console.search_routes import UNDERSTOOD_WITHIN_S, search_router
from bot.channels.console.wiring import SessionAgents, console_router
from bot.channels.search.desk_search import DeskSearch, UnderstandingSearch
from bot.channels.search.hit_lines import HitLines
from bot.channels.web.app import AppComponents
from bot.channels.web.chat.history import History
from bot.channels.web.chat.rasa import RasaAssistant
from bot.channels.web.security.tokens import Tokens
from bot.channels.web.signin.session import signed_in
from bot.channels.web.signin.settings import SignInSettings
from common.clock import Clock
from common.database import Database
from contacts.registry import ContactRegistry
from faq_kb.store import CachedKnowledge
from locales import Catalog


class SharedServices(Protocol):
    """Services that the web app and the console share."""

    database: Database
    knowledge: CachedKnowledge
    assistant: RasaAssistant
    tokens: Tokens
    catalog: Catalog
    history: History
    search: DeskSearch
    registry: ContactRegistry
    clock: Clock
    sign_in: SignInSettings
    public_url: str


def with_console(components: AppComponents, services: SharedServices) -> AppComponents:
    """The same components with the console's API."""
    access = ConsoleAccess(SessionAgents(partial(signed_in, settings=services.sign_in)))
    router = console_router(access, parts=[_search_router(services)])
    return replace(components, routers=[*components.routers, router])


def _search_router(services: SharedServices) -> APIRouter:
    return search_router(
        UnderstandingSearch(services.search, services.assistant, UNDERSTOOD_WITHIN_S),
        HitLines(services.search, services.registry, services.catalog),
        SearchAudit(services.registry, CHANNEL),
    )
