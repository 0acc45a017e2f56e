"""Tells whether a request was made on this machine, by somebody at it."""

from urllib.parse import urlsplit

from starlette.requests import Request

from common.addresses import is_loopback

# What proxies add; some add their own.
FORWARDED_PREFIX = "x-forwarded"
FORWARDED_BY = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "x-original-host", "true-client-ip",
     "cf-connecting-ip", "x-cluster-client-ip", "x-envoy-external-address"}
)  # fmt: skip
# Proxies that add nothing speak it to the servers behind them; no browser does.
PROXY_VERSION = "1.0"


def is_from_this_machine(request: Request) -> bool:
    """Whether nobody forwarded it, and client and address are this machine's.

    A proxy on this machine is such a client, too, but others are behind it.
    """
    names = request.headers.keys()
    if any(name.startswith(FORWARDED_PREFIX) or name in FORWARDED_BY for name in names):
        return False
    if request.scope.get("http_version") == PROXY_VERSION:
        return False
    client = request.client.host if request.client else ""
    return is_loopback(client) and is_loopback(_host(request.headers.get("host", "")))


def _host(header: str) -> str:
    """The host without its port; empty where it is none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""
