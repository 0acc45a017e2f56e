"""The settings of the web app: where it listens, who may reach it, and for how long."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, StringConstraints
from pydantic_settings import SettingsConfigDict

from bot.channels.web.branding.brand import Brand
from bot.channels.web.branding.colors import checked_color
from bot.channels.web.branding.logo import read_logo
from common.addresses import LOOPBACK, is_loopback, local_url
from common.settings import ComponentSettings, Fault
from common.settings.values import (
    MEMORY,
    CommaSeparated,
    CommaSeparatedSecrets,
    ExistingFile,
    LimitsStorage,
    Port,
    Rate,
    WholeDays,
)

SECRET_BYTES = 32
LONGEST_NAME = 60  # characters; a header has no room for more


def _strong(secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    for secret in secrets:
        if len(secret.get_secret_value().encode()) < SECRET_BYTES:
            raise ValueError(
                f"a secret needs {SECRET_BYTES} bytes or more that nobody can guess: "
                "`openssl rand -base64 48` makes one; leave it empty, and the assistant makes one"
            )
    return secrets


def _networks(proxies: tuple[str, ...]) -> tuple[str, ...]:
    for proxy in proxies:
        try:
            network = ip_network(proxy)
        except ValueError as error:
            raise ValueError(
                f"{proxy} is not an address or a network: write 10.0.0.5 or 10.0.0.0/24"
            ) from error
        if not network.prefixlen:
            raise ValueError(f"{proxy} would let every client choose its own address")
    return proxies


def _web_address(url: str) -> str:
    if not url:
        return url
    parts = urlsplit(url)
    is_here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not (parts.scheme == "https" or is_here) or not parts.hostname:
        raise ValueError("must begin with https:// (or be http:// on this machine)")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("must have no path: the assistant needs a host name of its own")
    return url.rstrip("/")


def _origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("https", "http") or origin != f"{parts.scheme}://{parts.netloc}":
            raise ValueError(f"{origin} is not an origin: write https://intranet.example.gov")
    return origins


def _logo(file: Path | None) -> Path | None:
    if file:
        read_logo(file)
    return file


Days = Annotated[float, Field(gt=0, le=400)]
PublicUrl = Annotated[str, AfterValidator(_web_address)]
Proxies = Annotated[CommaSeparated, AfterValidator(_networks)]
BrandName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME)]
BrandColor = Annotated[str, AfterValidator(checked_color)]
BrandLogo = Annotated[ExistingFile, AfterValidator(_logo)]
RequestOrigins = Annotated[CommaSeparated, AfterValidator(_origins)]
# The first signs; the others are still read while a new one takes the place of an old one.
Secrets = Annotated[CommaSeparatedSecrets, AfterValidator(_strong)]


class WebSettings(ComponentSettings):
    """How users and Microsoft reach the assistant."""

    model_config = SettingsConfigDict(env_prefix="WEB_")
    former_names: ClassVar[dict[str, str]] = {
        "FRONT_HOST": "host",
        "FRONT_PORT": "port",
        "FRONT_SECRET": "secret",
    }

    host: str = LOOPBACK
    port: Port = 8080
    secret: Secrets = ()
    public_url: PublicUrl = Field("", validation_alias="PUBLIC_URL")
    trusted_proxies: Proxies = Field((), validation_alias="TRUSTED_PROXIES")
    embed_origins: RequestOrigins = Field((), validation_alias="EMBED_ORIGINS")
    chat_rate: Rate = Field("30/minute", validation_alias="CHAT_RATE")
    address_rate: Rate = Field("600/minute", validation_alias="ADDRESS_RATE")
    console_rate: Rate = Field("600/minute", validation_alias="CONSOLE_RATE")
    limits_storage: LimitsStorage = Field(MEMORY, validation_alias="LIMITS_STORAGE")
    conversation_keep_days: WholeDays = Field(90, validation_alias="CONVERSATION_KEEP_DAYS")
    session_idle_days: Days = Field(30.0, validation_alias="SESSION_IDLE_DAYS")
    session_days: Days = Field(365.0, validation_alias="SESSION_DAYS")

    brand_name: BrandName = Field("", validation_alias="BRAND_NAME")
    brand_color: BrandColor = Field("", validation_alias="BRAND_COLOR")
    brand_logo: BrandLogo = Field(None, validation_alias="BRAND_LOGO")

    def faults(self) -> Iterator[Fault]:
        """Other machines need a name to call us by."""
        if not self.public_url and not is_loopback(self.host):
            yield "host", "serves other machines: set PUBLIC_URL to the address that they use"

    @property
    def brand(self) -> Brand:
        """Name, colors and logo of the operator."""
        return Brand.of(self.brand_name, self.brand_color, self.brand_logo)

    @property
    def proxies(self) -> tuple[str, ...]:
        """Whose word for a client's address counts.

        With a public address the proxy on this machine; where nobody else reaches us there is no
        proxy, and no program here may choose its address.
        """
        return self.trusted_proxies or ((LOOPBACK,) if self.public_url else ())

    @property
    def local_url(self) -> str:
        """Where a browser on this machine finds the page."""
        return local_url(self.host, self.port)
