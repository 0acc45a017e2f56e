"""Counts requests by their address: dependencies of routes, bound to the rates by `partial`."""

from fastapi import Request

from bot.channels.web.api.routes import address
from bot.channels.web.security.limits import RateLimits


async def count_address(rates: RateLimits, request: Request) -> None:
    """One request more of its address."""
    await rates.count_address(address(request))


async def count_open(rates: RateLimits, request: Request) -> None:
    """The same for what anybody may read."""
    await rates.count_open(address(request))
