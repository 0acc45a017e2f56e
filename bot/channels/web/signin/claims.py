"""Reads a user out of the claims of a checked ID token."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.addresses import trusted_address
from bot.channels.assistant import Audience
from bot.channels.web.signin.session import SessionUser
from bot.channels.web.signin.settings import SignInSettings
from contacts.agency_table import AgencyTable

LONGEST_ID = 255
LONGEST_NAME = 200

Claims = Mapping[str, Any]


class ClaimsError(ValueError):
    """The claims name no user. The message says which claim is missing, never its value."""


def user_of(claims: Claims, settings: SignInSettings, table: AgencyTable | None) -> SessionUser:
    """The user of an ID token. Raises ClaimsError."""
    identity = claims.get(settings.id_claim)
    if not isinstance(identity, str) or not 0 < len(identity) <= LONGEST_ID:
        raise ClaimsError(f"claim {settings.id_claim} is missing or no id")
    email = _email(claims, settings)
    return SessionUser(
        id=identity,
        name=_line(claims.get(settings.name_claim)),
        email=email,
        agency=_agency(claims, settings, table, email),
        audience=_audience(claims, settings),
    )


def _email(claims: Claims, settings: SignInSettings) -> str:
    """The address. It decides what a user may do, so an unverified one doesn't count."""
    address = claims.get(settings.email_claim)
    checked = settings.email_claim != "email" or claims.get("email_verified") is True
    return trusted_address(address) if checked or not settings.verified_email_only else ""


def _agency(claims: Claims, settings: SignInSettings, table: AgencyTable | None, email: str) -> str:
    """From the table, by claim, address or domain. Without a table, the claim itself names it."""
    values = list(_values(claims, settings.agency_claim))
    if table is None:
        return _line(values[0]) if values else ""
    return _line(table.agency_of(values, email))


def _audience(claims: Claims, settings: SignInSettings) -> Audience:
    is_agent = settings.agent_value in _values(claims, settings.agent_claim)
    return "agent" if settings.agent_value and is_agent else "employee"


def _values(claims: Claims, name: str) -> Iterator[str]:
    """The texts of a claim, whether it has one or a list of them."""
    value = claims.get(name) if name else None
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one.strip():
            yield one


def _line(value: object) -> str:
    """A text on one line, without characters that no screen shows."""
    if not isinstance(value, str):
        return ""
    shown = "".join(letter if letter.isprintable() else " " for letter in value)
    return " ".join(shown.split())[:LONGEST_NAME].strip()
