"""The settings of the Teams channel: one app registration in one tenant, and who its users are."""

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, SecretStr
from pydantic_settings import SettingsConfigDict

from common.settings import ComponentSettings, Fault
from common.settings.values import CommaSeparated, ExistingFile

Cloud = Literal["public", "usgov", "usgovdod"]
SYSTEM_IDENTITY = "system"

# From where Teams sends its activities, and where their answers go:
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
SERVICE_HOSTS: dict[Cloud, tuple[str, ...]] = {
    "public": ("smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"),
    "usgov": ("smba.infra.gov.teams.microsoft.us",),
    "usgovdod": ("smba.infra.dod.teams.microsoft.us",),
}


def _guid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError as error:
        raise ValueError(
            "must be an ID such as 0a1b2c3d-0000-4000-8000-000000000000, as Entra shows it"
        ) from error


def _https(url: str) -> str:
    if url and urlsplit(url).scheme != "https":
        raise ValueError("must begin with https://, or leave it empty for Microsoft's own")
    return url.rstrip("/")


def _lower(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value.lower() for value in values)


Id = Annotated[str, AfterValidator(lambda value: _guid(value) if value else "")]
Identity = Annotated[
    str, AfterValidator(lambda value: _guid(value) if value not in ("", SYSTEM_IDENTITY) else value)
]
Ids = Annotated[CommaSeparated, AfterValidator(lambda values: tuple(map(_guid, values)))]
Hosts = Annotated[CommaSeparated, AfterValidator(_lower)]
HttpsUrl = Annotated[str, AfterValidator(_https)]


class TeamsSettings(ComponentSettings):
    """Without an app and a tenant there is no Teams.

    `agencies`: file of an AgencyTable. `agents`: object ids of Service Desk agents; `agents_file`:
    more of them, one a line. `service_hosts`: besides those of the cloud. The two addresses at the
    end are the cloud's own unless they are given.
    """

    model_config = SettingsConfigDict(env_prefix="TEAMS_")

    app_id: Id = ""
    tenant_id: Id = ""
    auth: Literal["secret", "certificate", "managed_identity"] = "secret"
    client_secret: SecretStr = SecretStr("")
    certificate_path: ExistingFile = None
    certificate_password: SecretStr = SecretStr("")
    managed_identity_client_id: Identity = ""
    cloud: Cloud = "public"
    service_hosts: Hosts = ()
    agencies: ExistingFile = None
    agents: Ids = ()
    agents_file: ExistingFile = None
    login_endpoint: HttpsUrl = ""
    openid_metadata_url: HttpsUrl = ""

    @property
    def enabled(self) -> bool:
        """Whether the assistant is in Teams."""
        return bool(self.app_id or self.tenant_id)

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts, with a port where one is given, that a service URL may name."""
        return frozenset((*SERVICE_HOSTS[self.cloud], *self.service_hosts))

    def faults(self) -> Iterator[Fault]:
        """What is missing for the bot to sign in at Microsoft."""
        if not self.enabled:
            return
        if not self.app_id:
            yield _missing("app_id", "Application (client) ID of the app registration")
        if not self.tenant_id:
            yield _missing("tenant_id", "Directory (tenant) ID of the app registration")
        if self.auth == "secret" and not self.client_secret.get_secret_value():
            yield _missing("client_secret", "value of the app's secret, or change TEAMS_AUTH")
        if self.auth == "certificate" and not self.certificate_path:
            yield _missing("certificate_path", "path of a PEM file with the key and certificate")


def _missing(field: str, what: str) -> Fault:
    return field, f"is missing: write the {what}"
