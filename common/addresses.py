"""Addresses of mail and of the network: what is one, wherever a user or a setting names it."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  (what is asked for, not what is bound)
# An address that can be written into a mail header and into a link: ASCII, without quotes.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


def is_email(text: str) -> bool:
    """Whether mail can be sent to the text."""
    return bool(EMAIL.fullmatch(text))


def is_ip_address(text: str) -> bool:
    """Whether the text is an IPv4 or IPv6 address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    return host == "localhost" or (is_ip_address(host) and ip_address(host).is_loopback)


def local_url(host: str, port: int) -> str:
    """Where this machine finds a server that listens at the host."""
    name = LOOPBACK if host in EVERYWHERE else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def is_safe_base_url(url: str) -> bool:
    """Whether the URL is https, or http on this machine, and names a host without an account."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    return is_safe and bool(host) and not (parts.username or parts.password)
