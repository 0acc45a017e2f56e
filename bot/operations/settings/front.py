"""The settings of the front door."""

from ipaddress import ip_address, ip_network
from typing import Annotated, Self
from urllib.parse import urlsplit

from limits import parse
from pydantic import AfterValidator, BaseModel, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

LOOPBACK = "127.0.0.1"
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  (what is asked for, not what is bound)

Port = Annotated[int, Field(ge=1, le=65535)]
# Several values in one setting, separated by commas.
Words = Annotated[tuple[str, ...], NoDecode]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode]
Days = Annotated[float, Field(gt=0, le=400)]
SECRET_BYTES = 32


def _rate(rate: str) -> str:
    try:
        parse(rate)
    except ValueError as error:
        raise ValueError("is no rate: write 30/minute or 600/hour") from error
    return rate


# In the words of the library `limits`.
Rate = Annotated[str, AfterValidator(_rate)]


class FrontSettings(BaseModel):
    """How users and Microsoft reach the assistant."""

    front_host: str = LOOPBACK
    front_port: Port = 8080
    public_url: str = ""
    trusted_proxies: Words = ()
    embed_origins: Words = ()
    chat_rate: Rate = "30/minute"
    address_rate: Rate = "600/minute"
    conversation_keep_days: Annotated[int, Field(ge=1)] = 90
    session_idle_days: Days = 30.0
    session_days: Days = 365.0
    # The first signs; the others are still read while a new one takes the place of an old one.
    front_secret: Secrets = ()

    @field_validator("trusted_proxies", "embed_origins", "front_secret", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return (
            tuple(filter(None, map(str.strip, value.split(","))))
            if isinstance(value, str)
            else value
        )

    @field_validator("front_secret")
    @classmethod
    def _strong(cls, secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in secrets:
            if len(secret.get_secret_value().encode()) < SECRET_BYTES:
                raise ValueError(
                    f"a secret needs {SECRET_BYTES} bytes or more, that nobody can guess: "
                    "`openssl rand -base64 48` makes one; left empty, the assistant makes its own"
                )
        return secrets

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            try:
                network = ip_network(proxy)
            except ValueError as error:
                raise ValueError(
                    f"{proxy} is no address and no network: write 10.0.0.5 or 10.0.0.0/24"
                ) from error
            if not network.prefixlen:
                raise ValueError(f"{proxy} would let every client choose its own address")
        return proxies

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" or (
            parts.scheme == "http" and _is_loopback(parts.hostname or "")
        )
        if not is_safe or not parts.hostname:
            raise ValueError("must begin with https:// (or be http:// on this machine)")
        if parts.path not in ("", "/") or parts.query or parts.fragment:
            raise ValueError("must have no path: the assistant needs a host name of its own")
        return url.rstrip("/")

    @field_validator("embed_origins")
    @classmethod
    def _origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("https", "http")
                or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise ValueError(f"{origin} is no origin: write https://intranet.example.gov")
        return origins

    @model_validator(mode="after")
    def _reached_by_name(self) -> Self:
        if not self.public_url and not _is_loopback(self.front_host):
            raise ValueError(
                f"FRONT_HOST={self.front_host} serves other machines: set PUBLIC_URL to the "
                "address that they use"
            )
        return self

    @model_validator(mode="after")
    def _behind_a_proxy(self) -> Self:
        # Where nobody else reaches us no proxy is, and no program here may choose its address.
        if self.public_url and not self.trusted_proxies:
            self.trusted_proxies = (LOOPBACK,)
        return self

    @property
    def front_url(self) -> str:
        """Where a browser on this machine finds the page."""
        host = LOOPBACK if self.front_host in EVERYWHERE else self.front_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.front_port}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
