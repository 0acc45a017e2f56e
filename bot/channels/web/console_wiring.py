"""Puts the console of the Service Desk's agents together."""

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from fastapi import APIRouter, Depends, Request

from bot.channels.console.access import CHANNEL
from bot.channels.console.answers.wiring import answers_part
from bot.channels.console.calls.wiring import CallerServices
from bot.channels.console.figures.routes import FiguresApi, figures_router
from bot.channels.console.requests.wiring import requests_of
from bot.channels.console.search_audit import SearchAudit
from bot.channels.console.search_routes import UNDERSTOOD_WITHIN_S, search_router
from bot.channels.console.upkeep.disputes import Disputes
from bot.channels.console.upkeep.finder import MissFinder
from bot.channels.console.upkeep.routes import UpkeepApi, upkeep_router
from bot.channels.console.wiring import console_router
from bot.channels.outcomes.recorder import CONVERSATION, OutcomeRecorder
from bot.channels.search.desk_search import DeskSearch, UnderstandingSearch
from bot.channels.search.hit_lines import HitLines
from bot.channels.teams.tab import tab_frames
from bot.channels.web.api.routes import address
from bot.channels.web.app import AppComponents
from bot.channels.web.branding.brand import Brand
from bot.channels.web.chat.history import History
from bot.channels.web.chat.messages import CHANNEL as WEB
from bot.channels.web.chat.rasa import RasaAssistant
from bot.channels.web.chat.service_desk import ServiceDesk
from bot.channels.web.console_doors import console_guard, link_routers
from bot.channels.web.pages.console_page import ConsolePage, console_page_router
from bot.channels.web.pages.rendering import read_console_assets
from bot.channels.web.process_settings import WebAppSettings
from bot.channels.web.security.limits import RateLimits
from bot.channels.web.security.rate_windows import RateWindows
from bot.channels.web.security.tokens import Tokens
from bot.channels.web.signin.settings import SignInSettings
from common.clock import Clock
from common.database import Database
from contacts.registry import ContactRegistry
from faq_kb.store import CachedKnowledge
from locales import Catalog


class ConsoleServices(Protocol):
    """Services that the web app and the console share."""

    database: Database
    knowledge: CachedKnowledge
    assistant: RasaAssistant
    tokens: Tokens
    catalog: Catalog
    history: History
    outcomes: OutcomeRecorder
    search: DeskSearch
    registry: ContactRegistry
    clock: Clock
    sign_in: SignInSettings
    public_url: str
    settings: WebAppSettings
    dist: Path
    brand: Brand
    service_desk: ServiceDesk
    rates: RateLimits
    windows: RateWindows


def with_console(components: AppComponents, services: ConsoleServices) -> AppComponents:
    """The same components with the console's API and page."""
    calls = CallerServices(services, services.search.people)
    disputes = Disputes(services.database, services.knowledge, services.clock)
    parts = [
        _search(services),
        calls.router(),
        answers_part(services, calls.authority, disputes, services.settings.review),
        requests_of(services, calls.authority),
        _upkeep(services, disputes),
        _figures(services),
    ]
    return replace(
        components,
        routers=[
            *components.routers,
            console_router(console_guard(services), parts),
            *link_routers(services),
            _page_router(services),
        ],
        start=[*components.start, services.outcomes.start],
        # While the database is open.
        close=[services.outcomes.close, *components.close],
    )


def _search(services: ConsoleServices) -> APIRouter:
    return search_router(
        UnderstandingSearch(services.search, services.assistant, UNDERSTOOD_WITHIN_S),
        HitLines(services.search, services.registry, services.catalog),
        SearchAudit(services.registry, CHANNEL),
    )


def _upkeep(services: ConsoleServices, disputes: Disputes) -> APIRouter:
    misses = MissFinder(
        services.database,
        services.knowledge,
        services.assistant,
        lambda name: services.tokens.pseudonym(CONVERSATION, services.tokens.sender(WEB, name)),
    )
    return upkeep_router(UpkeepApi(disputes, misses, services.knowledge))


def _figures(services: ConsoleServices) -> APIRouter:
    words = services.catalog.console.figures
    api = FiguresApi(services.database, services.knowledge, services.clock, words)
    return figures_router(api)


def _page_router(services: ConsoleServices) -> APIRouter:
    async def count(request: Request) -> None:
        await services.rates.count_open(address(request))

    read_console_assets(services.dist)  # fail now, not at the first visit
    page = ConsolePage(
        services.dist,
        services.catalog,
        services.brand,
        can_sign_in=services.sign_in.enabled,
        frames=tab_frames(services.settings.teams, services.public_url),
    )
    router = APIRouter(dependencies=[Depends(count)])
    router.include_router(console_page_router(page, services.service_desk.phones))
    return router
