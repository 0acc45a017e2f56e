"""The kinds of values that settings have."""

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from limits import parse
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ROOT / "locales"
# Where rates are counted in the process itself.
MEMORY = "memory://"
# Marks a field that is no SecretStr, but may hold a password all the same.
CONFIDENTIAL = "confidential"


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _json(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError('is not JSON: write {"ours": "theirs"}') from error


def _rate(rate: str) -> str:
    try:
        parse(rate)
    except ValueError as error:
        raise ValueError("is not a rate: write 30/minute or 600/hour") from error
    return rate


def _limits_storage(url: str) -> str:
    parts = urlsplit(url)
    if url != MEMORY and not (parts.scheme in ("redis", "rediss") and parts.hostname):
        raise ValueError(
            f"is no storage of rate limits: write {MEMORY}, or redis://host:6379/0 (rediss:// with "
            "TLS)"
        )
    return url


def _database_url(url: str) -> str:
    if not url:
        return url
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except ArgumentError as error:
        raise ValueError(
            "is not a database URL: write sqlite:///path or postgresql://..."
        ) from error
    if backend not in ("sqlite", "postgresql"):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    if backend == "postgresql":
        return url
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("must name a file, as sqlite:///path does: two processes share it")
    # Relative to the project, whatever folder a command is called from.
    return f"sqlite:///{ROOT / parsed.database}"


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is not a time zone: write one like America/New_York") from error
    return name


def _locale(name: str) -> str:
    known = sorted(file.parent.name for file in LOCALES.glob("*/labels.yml"))
    if name in known:
        return name
    near = get_close_matches(name, known, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"write one of {', '.join(known)}"
    raise ValueError(f"there is no such folder in {LOCALES}: {remedy}")


def _service_url(url: str) -> str:
    if not url:
        return url
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("is not the address of a service: write http://engine:5005")
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise ValueError("must be scheme, host and port alone: write http://engine:5005")
    return url.rstrip("/")


def _existing(file: Path | None) -> Path | None:
    if file and not file.is_file():
        raise ValueError("there is no such file: write the path of one that can be read")
    return file


Port = Annotated[int, Field(ge=1, le=65535)]
# One connection is not enough: a process may need a second one while it holds the first.
PoolSize = Annotated[int, Field(ge=2, le=500)]
Seconds = Annotated[float, Field(gt=0)]
WholeDays = Annotated[int, Field(ge=1)]
# In the words of the library `limits`.
LimitsStorage = Annotated[str, AfterValidator(_limits_storage), CONFIDENTIAL]
Rate = Annotated[str, AfterValidator(_rate)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
# Where a service of the assistant is on other hosts: http://host:port.
ServiceUrl = Annotated[str, AfterValidator(_service_url)]
# A folder of `locales/`.
Locale = Annotated[str, AfterValidator(_locale)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url), CONFIDENTIAL]
# A relative path is the project's, whatever folder a command is called from.
ProjectPath = Annotated[Path, AfterValidator(lambda path: ROOT / path)]
ExistingFile = Annotated[
    Path | None, AfterValidator(lambda file: _existing(ROOT / file if file else None))
]
# Several values in one setting, separated by commas.
CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
CommaSeparatedSecrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split)]
JsonMap = Annotated[dict[str, str], NoDecode, BeforeValidator(_json)]
