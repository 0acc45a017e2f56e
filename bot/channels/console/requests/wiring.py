"""Puts the console's requests together."""

from typing import Protocol

from fastapi import APIRouter

from bot.channels.console.calls.verdict import CallerAuthority
from bot.channels.console.requests.filing import RequestDesk
from bot.channels.console.requests.form import RequestForms
from bot.channels.console.requests.lines import RequestLines
from bot.channels.console.requests.outcome import RequestOutcome
from bot.channels.console.requests.queue import RequestQueue
from bot.channels.console.requests.routes import RequestServices, requests_router
from bot.channels.web.chat.history import History
from bot.channels.web.security.tokens import Tokens
from common.clock import Clock
from common.database import Database
from common.settings import load_settings
from contacts.callbacks import Callbacks
from contacts.listing import ListedPeople
from contacts.registry import ContactRegistry
from faq_kb.store import CachedKnowledge
from locales import Catalog
from tickets.service import Tickets
from tickets.settings import DeliverySettings


class RequestSources(Protocol):
    """Services of the web app that requests need."""

    database: Database
    knowledge: CachedKnowledge
    tokens: Tokens
    catalog: Catalog
    history: History
    clock: Clock
    registry: ContactRegistry
    public_url: str


def requests_of(sources: RequestSources, authority: CallerAuthority) -> APIRouter:
    """The routes of requests. Raises SettingsError for faults of the delivery's settings."""
    words = sources.catalog.console.requests
    registry = sources.registry
    forms = RequestForms(registry, sources.catalog, sources.clock)
    methods = load_settings(DeliverySettings).methods
    outcome = RequestOutcome(Tickets(sources.database), words, methods)
    desk = RequestDesk(
        sources.database,
        registry,
        ListedPeople(sources.database, sources.clock),
        Callbacks(sources.database),
        sources.tokens,
        forms,
        outcome,
        words,
        sources.public_url,
    )
    lines = RequestLines(sources.catalog)
    queue = RequestQueue(sources.database, registry, sources.history, sources.tokens, lines, words)
    return requests_router(
        RequestServices(
            desk,
            forms,
            queue,
            authority,
            registry,
            sources.knowledge.current,
            sources.catalog.errors,
        )
    )
