"""Puts the pages together that people read: chat, widget, help pages, sign-in."""

from functools import partial
from pathlib import Path
from typing import Protocol

from fastapi import APIRouter, Depends

from bot.channels.search.desk_search import DeskSearch, UnderstandingSearch
from bot.channels.web.branding.routes import brand_router
from bot.channels.web.chat.rasa import PARSE_TIMEOUT_S, RasaAssistant
from bot.channels.web.chat.service_desk import ServiceDesk
from bot.channels.web.counting import count_address, count_open
from bot.channels.web.pages.help_pages import HelpPages
from bot.channels.web.pages.help_routes import HelpServices, help_router
from bot.channels.web.pages.rendering import Pages, PageTexts
from bot.channels.web.pages.routes import page_router
from bot.channels.web.process_settings import WebAppSettings
from bot.channels.web.security.limits import RateLimits
from bot.channels.web.signin.routes import sign_in_router
from contacts.agency_table import AgencyTable
from contacts.registry import ContactRegistry
from faq_kb.store import CachedKnowledge
from locales import Catalog


class PageServices(Protocol):
    """Services that the web app and its pages share."""

    settings: WebAppSettings
    dist: Path
    catalog: Catalog
    knowledge: CachedKnowledge
    registry: ContactRegistry
    search: DeskSearch
    assistant: RasaAssistant
    service_desk: ServiceDesk
    rates: RateLimits


def page_routers(services: PageServices) -> list[APIRouter]:
    """The routes of all pages."""
    web = services.settings.web
    dist, brand, rates = services.dist, web.brand, services.rates
    pages = Pages(dist, PageTexts.of(services.catalog), brand)
    opening = APIRouter(dependencies=[Depends(partial(count_open, rates))])
    opening.include_router(
        page_router(pages, services.service_desk.phones, dist, web.embed_origins, brand)
    )
    opening.include_router(brand_router(brand))
    opening.include_router(_help_router(services))
    return [opening, _sign_in_router(services)]


def _help_router(services: PageServices) -> APIRouter:
    web, catalog = services.settings.web, services.catalog
    return help_router(
        HelpServices(
            pages=HelpPages(services.dist, catalog, web.public_url, web.brand),
            search=UnderstandingSearch(services.search, services.assistant, PARSE_TIMEOUT_S),
            knowledge=services.knowledge.current,
            desk=services.service_desk.reply,
            words=catalog.help,
            start_words=catalog.replies.draft.button["start"],
            count=partial(count_address, services.rates),
        )
    )


def _sign_in_router(services: PageServices) -> APIRouter:
    web, sign_in = services.settings.web, services.settings.sign_in
    file = sign_in.agency_table
    table = AgencyTable("OIDC_AGENCY_TABLE", file, services.registry.agencies) if file else None
    count = Depends(partial(count_address, services.rates))
    signing = APIRouter(dependencies=[count], include_in_schema=False)
    base = web.public_url or web.local_url
    signing.include_router(sign_in_router(sign_in, base, services.catalog.labels, table))
    return signing
