"""Which proxies are trusted: whose word about a client counts."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from starlette.types import Scope


class TrustedProxies:
    """Addresses and networks of proxies."""

    def __init__(self, proxies: Sequence[str]) -> None:
        self._networks = [ip_network(proxy) for proxy in proxies]

    def sent(self, scope: Scope) -> bool:
        """Whether a request comes from one of them."""
        try:
            address = ip_address((scope.get("client") or ("",))[0])
        except ValueError:  # the name of a socket: the proxy is on this machine
            return True
        return any(address in network for network in self._networks)
