"""Which identity provider signs users in, which of its claims count, how long a sign-in lasts."""

import re
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from common.settings import ComponentSettings, Fault
from common.settings.values import ProjectPath

LOOPBACK = ("localhost", "127.0.0.1", "::1")
URL = re.compile(r"https?://[^\s<>{}?#\\]+")


def is_safe(url: str) -> bool:
    """Whether it is an address whose traffic nobody else reads: HTTPS, or this machine's own."""
    parts = urlsplit(url)
    secure = parts.scheme == "https" or parts.hostname in LOOPBACK
    return bool(URL.fullmatch(url) and parts.hostname and secure and "@" not in parts.netloc)


def is_loopback(url: str) -> bool:
    """Whether it is an address of this machine."""
    return urlsplit(url).hostname in LOOPBACK


def _safe_issuer(issuer: str) -> str:
    if issuer and not is_safe(issuer):
        raise ValueError("is not an issuer: write https://login.microsoftonline.com/TENANT_ID/v2.0")
    return issuer


ClaimName = Annotated[str, Field(min_length=1)]


class SignInSettings(ComponentSettings):
    """Without an issuer nobody can sign in.

    `agency_table`: file of an AgencyTable; `session_hours`: until users must sign in again, and
    `idle_minutes`: when they have said nothing for so long; `end_session`: signing out here signs
    out at the provider, too.
    """

    model_config = SettingsConfigDict(env_prefix="OIDC_", str_strip_whitespace=True)

    issuer: Annotated[str, AfterValidator(_safe_issuer)] = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    scopes: str = "openid profile email"
    id_claim: ClaimName = "sub"
    name_claim: ClaimName = "name"
    email_claim: ClaimName = "email"
    verified_email_only: bool = True
    agency_claim: str = ""
    agency_table: ProjectPath | None = None
    agent_claim: str = "roles"
    agent_value: str = ""
    session_hours: Annotated[float, Field(gt=0, le=24 * 30)] = 8.0
    idle_minutes: Annotated[float, Field(gt=0, le=60 * 24 * 30)] = 30.0
    end_session: bool = False

    @property
    def enabled(self) -> bool:
        """Whether users can sign in."""
        return bool(self.issuer)

    def faults(self) -> Iterator[Fault]:
        """What is missing for a sign-in."""
        if not self.enabled:
            return
        registered = "is empty, but OIDC_ISSUER is set: write what the provider gave you for it"
        if not self.client_id:
            yield "client_id", registered
        if not self.client_secret.get_secret_value():
            yield "client_secret", registered
        if "openid" not in self.scopes.split():
            yield "scopes", "must contain openid: without it nobody is named"
        if self.agency_table and not self.agency_table.is_file():
            yield "agency_table", "there is no such file: write the path of one that can be read"
