"""Puts the doors of the console together: who gets in, and by which ways."""

from functools import partial
from typing import Protocol

from fastapi import APIRouter, Depends

from bot.channels.console.access import ConsoleAccess
from bot.channels.console.agents import SessionAgents
from bot.channels.console.link import ConsoleLinks, is_link_offered
from bot.channels.console.link_route import link_router
from bot.channels.teams.agents import TeamsAgents
from bot.channels.web.counting import count_address
from bot.channels.web.process_settings import WebAppSettings
from bot.channels.web.security.limits import RateLimits
from bot.channels.web.security.rate_windows import RateWindows
from bot.channels.web.security.this_machine import is_from_this_machine
from bot.channels.web.signin.session import signed_in
from bot.channels.web.signin.settings import SignInSettings
from locales import Catalog


class DoorServices(Protocol):
    """What the doors need of the web app."""

    settings: WebAppSettings
    sign_in: SignInSettings
    rates: RateLimits
    windows: RateWindows
    catalog: Catalog


def console_guard(services: DoorServices) -> ConsoleAccess:
    """Lets agents in: of the sign-in, of a one-time link, of the tab in Teams."""
    web, teams = services.settings.web, services.settings.teams
    agents = SessionAgents(
        partial(signed_in, settings=services.sign_in),
        is_from_this_machine if is_link_offered(web, services.sign_in) else lambda _: False,
        services.catalog.console.access.local_agent,
        TeamsAgents(teams) if teams.enabled else (),
    )
    requests = services.windows.of("agent", web.console_rate)
    return ConsoleAccess(agents, requests, partial(count_address, services.rates))


def link_routers(services: DoorServices) -> list[APIRouter]:
    """The route of the one-time link, where there is one."""
    if not is_link_offered(services.settings.web, services.sign_in):
        return []
    router = APIRouter(dependencies=[Depends(partial(count_address, services.rates))])
    links = ConsoleLinks(services.settings.shared.data_dir)
    router.include_router(link_router(links, services.catalog))
    return [router]
