"""Puts together what is known of callers, once for every part of the console."""

from typing import Protocol

from fastapi import APIRouter

from bot.channels.console.calls.agencies import AgencyLookup
from bot.channels.console.calls.people import Callers
from bot.channels.console.calls.routes import calls_router
from bot.channels.console.calls.schemas import CallerBodies
from bot.channels.console.calls.verdict import CallerAuthority
from common.clock import Clock
from common.database import Database
from contacts.callbacks import Callbacks
from contacts.listing import ListedPeople
from contacts.people_search import PeopleSearch
from contacts.registry import ContactRegistry
from faq_kb.store import CachedKnowledge
from locales import Catalog


class CallServices(Protocol):
    """What the web app has for it."""

    database: Database
    knowledge: CachedKnowledge
    catalog: Catalog
    registry: ContactRegistry
    clock: Clock


class CallerServices:
    """The registry as the console uses it.

    `search`: the one search for people, which keeps their names in memory.
    """

    def __init__(self, services: CallServices, search: PeopleSearch) -> None:
        database, clock = services.database, services.clock
        self.registry = services.registry
        self.listing = ListedPeople(database, clock)
        bodies = CallerBodies(self.listing, services.catalog.labels)
        self.callers = Callers(self.registry, self.listing, search, bodies)
        self.authority = CallerAuthority(
            self.registry, self.listing, self.callers, services.catalog
        )
        self._callbacks, self._knowledge = Callbacks(database), services.knowledge

    def router(self) -> APIRouter:
        """The routes about callers, agencies and calls back."""
        agencies = AgencyLookup(self.registry)
        return calls_router(self.callers, agencies, self._callbacks, self._knowledge)
