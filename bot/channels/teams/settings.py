"""The settings of the Teams channel; what is wrong with one is said with its remedy."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

Cloud = Literal["public", "usgov", "usgovdod"]
PREFIX = "TEAMS_"
SYSTEM_IDENTITY = "system"

# From where Teams sends its activities, and where their answers go:
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
SERVICE_HOSTS: dict[Cloud, tuple[str, ...]] = {
    "public": ("smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"),
    "usgov": ("smba.infra.gov.teams.microsoft.us",),
    "usgovdod": ("smba.infra.dod.teams.microsoft.us",),
}


class TeamsSettingsError(Exception):
    """A setting of Teams is wrong; one line for each says which, and the remedy."""


class TeamsSettings(BaseModel):
    """One app registration in one tenant, and who its users are.

    `agencies`: CSV file (mapping.py). `agents`: object ids of Service Desk agents; `agents_file`:
    more of them, one a line. `service_hosts`: besides those of the cloud. The two addresses at the
    end are the cloud's own unless they are given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    app_id: str
    tenant_id: str
    auth: Literal["secret", "certificate", "managed_identity"] = "secret"
    client_secret: SecretStr = SecretStr("")
    certificate_path: Path | None = None
    certificate_password: SecretStr = SecretStr("")
    managed_identity_client_id: str = ""
    cloud: Cloud = "public"
    service_hosts: tuple[str, ...] = ()
    agencies: Path | None = None
    agents: tuple[str, ...] = ()
    agents_file: Path | None = None
    login_endpoint: str | None = None
    openid_metadata_url: str | None = None

    @field_validator("app_id", "tenant_id", "managed_identity_client_id")
    @classmethod
    def _guid(cls, value: str) -> str:
        if value in ("", SYSTEM_IDENTITY):
            return value
        return _guid(value)

    @field_validator("agents", "service_hosts", mode="before")
    @classmethod
    def _list(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @field_validator("agents")
    @classmethod
    def _guids(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_guid(value) for value in values)

    @field_validator("certificate_path", "agencies", "agents_file")
    @classmethod
    def _file(cls, path: Path | None) -> Path | None:
        if path and not path.is_file():
            raise ValueError("there is no such file: write the path of one that can be read")
        return path

    @field_validator("login_endpoint", "openid_metadata_url")
    @classmethod
    def _https(cls, url: str | None) -> str | None:
        if url and urlsplit(url).scheme != "https":
            raise ValueError("must begin with https://, or leave it empty for Microsoft's own")
        return url.rstrip("/") if url else None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.app_id or SYSTEM_IDENTITY in (self.app_id, self.tenant_id):
            raise ValueError(_missing("app_id", "Application (client) ID of the app registration"))
        if not self.tenant_id:
            raise ValueError(_missing("tenant_id", "Directory (tenant) ID of the app registration"))
        if self.auth == "secret" and not self.client_secret.get_secret_value():
            raise ValueError(_missing("client_secret", "value of the app's secret, or change AUTH"))
        if self.auth == "certificate" and not self.certificate_path:
            raise ValueError(_missing("certificate_path", "path of a PEM file: key, certificate"))
        return self

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts, with a port where one is given, that a service URL may name."""
        return frozenset((*SERVICE_HOSTS[self.cloud], *self.service_hosts))


def teams_settings(values: Mapping[str, object]) -> TeamsSettings | None:
    """The settings from values by field name; None where Teams is not wanted: all are empty.

    Raises TeamsSettingsError, which names the settings as the environment has them (TEAMS_...).
    """
    given = {name: value for name, value in values.items() if not _is_empty(value)}
    if not given:
        return None
    try:
        return TeamsSettings.model_validate({"app_id": "", "tenant_id": "", **given})
    except ValidationError as error:
        lines = [
            _line(tuple(detail["loc"]), detail["msg"].removeprefix("Value error, "))
            for detail in error.errors(include_input=False, include_url=False)
        ]
        raise TeamsSettingsError("\n".join(lines)) from None


def _is_empty(value: object) -> bool:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return value in ("", None, (), [])


def _line(place: tuple[object, ...], message: str) -> str:
    if place:
        message = f"{PREFIX}{str(place[0]).upper()}: {message}"
    return f"{message}: correct it in .env or the environment"


def _missing(name: str, remedy: str) -> str:
    return f"{PREFIX}{name.upper()}: is missing: write the {remedy}"


def _guid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError as error:
        raise ValueError(
            "must be an ID such as 0a1b2c3d-0000-4000-8000-000000000000, as Entra shows it"
        ) from error
