"""Which identity provider signs users in, which of its claims count, how long a sign-in lasts."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from bot.operations.settings import ROOT, SettingsError

PREFIX = "oidc_"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
URL = re.compile(r"https?://[^\s<>{}?#\\]+")


class SignInSettings(BaseModel):
    """Without an issuer nobody can sign in. Each field is a setting OIDC_<FIELD>.

    `agency_table`: file of an AgencyTable; `session_hours`: until users must sign in again, and
    `idle_minutes`: when they have said nothing for so long; `end_session`: signing out here signs
    out at the provider, too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    issuer: str = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    scopes: str = "openid profile email"
    id_claim: Annotated[str, Field(min_length=1)] = "sub"
    name_claim: Annotated[str, Field(min_length=1)] = "name"
    email_claim: Annotated[str, Field(min_length=1)] = "email"
    verified_email_only: bool = True
    agency_claim: str = ""
    agency_table: Path | None = None
    agent_claim: str = "roles"
    agent_value: str = ""
    session_hours: Annotated[float, Field(gt=0, le=24 * 30)] = 8.0
    idle_minutes: Annotated[float, Field(gt=0, le=60 * 24 * 30)] = 30.0
    end_session: bool = False

    @classmethod
    def of(cls, settings: Iterable[tuple[str, Any]]) -> Self:
        """Those of all settings whose names begin with `oidc_`.

        Raises SettingsError with one line for each that cannot be.
        """
        given = {
            name.removeprefix(PREFIX): value for name, value in settings if name.startswith(PREFIX)
        }
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise SettingsError("\n".join(map(_line, error.errors()))) from error

    @field_validator("issuer")
    @classmethod
    def _safe_address(cls, issuer: str) -> str:
        if issuer and not is_safe(issuer):
            raise ValueError("is no issuer: write https://login.microsoftonline.com/TENANT_ID/v2.0")
        return issuer

    @field_validator("agency_table")
    @classmethod
    def _absolute(cls, file: Path | None) -> Path | None:
        return ROOT / file if file else None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.issuer:
            return self
        if not self.client_id or not self.client_secret.get_secret_value():
            raise ValueError(
                "OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: the provider gives both "
                "when the assistant is registered there"
            )
        if "openid" not in self.scopes.split():
            raise ValueError("OIDC_SCOPES must contain openid: without it nobody is named")
        return self

    @property
    def enabled(self) -> bool:
        """Whether users can sign in."""
        return bool(self.issuer)


def is_safe(url: str) -> bool:
    """Whether it is an address whose traffic nobody else reads: HTTPS, or this machine's own."""
    parts = urlsplit(url)
    secure = parts.scheme == "https" or parts.hostname in LOOPBACK
    return bool(URL.fullmatch(url) and parts.hostname and secure and "@" not in parts.netloc)


def is_loopback(url: str) -> bool:
    """Whether it is an address of this machine."""
    return urlsplit(url).hostname in LOOPBACK


def _line(fault: Any) -> str:
    message = str(fault["msg"]).removeprefix("Value error, ")
    name = "".join(f"{PREFIX}{part}".upper() for part in fault["loc"][:1])
    shown = f"{name}={fault['input']}: " if name and "secret" not in name.lower() else ""
    return f"{shown}{message}: correct it in .env or the environment"
