"""The Teams app package: a zip of manifest and icons, checked against Microsoft's schema."""

import io
import ipaddress
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jsonschema import Draft4Validator
from PIL import Image, UnidentifiedImageError

from bot.channels.teams.icons import COLOR_SIDE, OUTLINE_SIDE, color_icon, outline_icon
from bot.channels.teams.wording import SEARCH_COMMAND, SEARCH_PARAMETER, wording

FOLDER = Path(__file__).parent
SCHEMA: dict[str, Any] = json.loads(
    (FOLDER / "schema" / "MicrosoftTeams.schema.json").read_text(encoding="utf-8")
)
MANIFEST_VERSION: str = SCHEMA["properties"]["manifestVersion"]["const"]
SCHEMA_URL = (
    f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}"
    "/MicrosoftTeams.schema.json"
)
MANIFEST, COLOR, OUTLINE = "manifest.json", "color.png", "outline.png"
SIDES = {COLOR: COLOR_SIDE, OUTLINE: OUTLINE_SIDE}
LARGEST_PART = 1_000_000  # bytes
SAME_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip knows: same facts, same bytes
PLAIN_FILE = 0o100644 << 16
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
VERSION = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}")
HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE
)


class PackageError(Exception):
    """The package cannot be made or read; one line for each fault says what to do."""


@dataclass(frozen=True)
class PackageFacts:
    """What differs from one installation to the next.

    `app_id` is the application id of the Entra registration, `public_url` the https address of the
    front door, `version` the app's own (1.2.3). An empty name is the catalog's; empty addresses
    of the privacy statement and the terms of use are `public_url`.
    """

    app_id: str
    public_url: str
    version: str
    name: str = ""
    privacy_url: str = ""
    terms_url: str = ""

    @property
    def domain(self) -> str:
        """Host name of the front door; empty if the address has none."""
        try:
            return urlsplit(self.public_url).hostname or ""
        except ValueError:
            return ""


def package(facts: PackageFacts) -> bytes:
    """The zip file; the same facts give the same bytes. Raises PackageError."""
    if faults := list(_faults(facts)):
        raise PackageError("\n".join(faults))
    accent = wording()["app"]["accent"]
    text = json.dumps(manifest(facts), indent=2, ensure_ascii=False) + "\n"
    parts = {MANIFEST: text.encode(), COLOR: color_icon(accent), OUTLINE: outline_icon()}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, SAME_TIME)
            entry.external_attr = PLAIN_FILE
            entry.create_system = 3  # Unix on every machine
            archive.writestr(entry, part, zipfile.ZIP_DEFLATED)
    read(content.getvalue())
    return content.getvalue()


def manifest(facts: PackageFacts) -> dict[str, Any]:
    """The manifest of the app, not yet checked."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=False,  # the template writes every value as JSON
    )
    text = environment.get_template("manifest.json.j2").render(
        facts=facts,
        words=wording(),
        schema=SCHEMA_URL,
        manifest_version=MANIFEST_VERSION,
        search={"command": SEARCH_COMMAND, "parameter": SEARCH_PARAMETER},
        color=COLOR,
        outline=OUTLINE,
    )
    filled: dict[str, Any] = json.loads(text)
    return filled


def read(content: bytes) -> dict[str, Any]:
    """The manifest of a package whose parts are all as Teams wants them. Raises PackageError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sorted(archive.namelist()) != sorted((MANIFEST, COLOR, OUTLINE)):
                raise PackageError(f"the package holds {', '.join(archive.namelist())}")
            if large := [e.filename for e in archive.infolist() if e.file_size > LARGEST_PART]:
                raise PackageError(f"{', '.join(large)}: too large for a package")
            parts = {name: archive.read(name) for name in archive.namelist()}
        found: dict[str, Any] = json.loads(parts[MANIFEST])
    except (zipfile.BadZipFile, ValueError) as error:
        raise PackageError(f"the package cannot be read: {error}") from error
    faults = [*_schema_faults(found), *_icon_faults(parts)]
    if faults:
        raise PackageError("\n".join(faults))
    return found


def _faults(facts: PackageFacts) -> Iterator[str]:
    if not facts.app_id:
        yield (
            "TEAMS_APP_ID is not set: write the application (client) ID of the Entra registration "
            "into .env, or give --app-id"
        )
    elif not GUID.fullmatch(facts.app_id):
        yield (
            f"TEAMS_APP_ID={facts.app_id}: is no application ID: copy the application (client) ID "
            "of the Entra registration, 8-4-4-4-12 hexadecimal digits"
        )
    yield from _address_faults(facts)
    if not VERSION.fullmatch(facts.version):
        yield f"--app-version {facts.version}: is no version: write three numbers, like 1.2.0"
    for option, url in (("--privacy-url", facts.privacy_url), ("--terms-url", facts.terms_url)):
        if url and not url.startswith("https://"):
            yield f"{option} {url}: must begin with https://"


def _address_faults(facts: PackageFacts) -> Iterator[str]:
    url, host = facts.public_url, facts.domain
    if not url:
        yield (
            "PUBLIC_URL is not set: write the https address of the front door into .env, or give "
            "--domain help.example.gov"
        )
    elif not url.startswith("https://"):
        yield (
            f"PUBLIC_URL={url}: Teams takes https only: put a TLS proxy before the front door "
            "(docs/teams.md) and write its https:// address"
        )
    elif _is_address(host) or not HOST.fullmatch(host):
        yield (
            f"PUBLIC_URL={url}: {host or 'it'} is no public host name, so Microsoft cannot reach "
            "it: write one like https://help.example.gov"
        )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _schema_faults(found: object) -> Iterator[str]:
    for error in Draft4Validator(SCHEMA).iter_errors(found):
        place = ".".join(str(step) for step in error.absolute_path) or "as a whole"
        yield f"{MANIFEST}: {place}: {error.message}: correct it in wording.yml or the settings"


def _icon_faults(parts: dict[str, bytes]) -> Iterator[str]:
    for name, side in SIDES.items():
        try:
            with Image.open(io.BytesIO(parts[name]), formats=("PNG",)) as image:
                size = image.size
                colors = image.convert("RGBA").getcolors(side * side * 4) or []
        except (UnidentifiedImageError, OSError) as error:
            yield f"{name}: is no PNG image: {error}"
            continue
        if size != (side, side):
            yield f"{name}: is {size[0]} x {size[1]} pixels: it must be {side} x {side}"
        if name == OUTLINE and not all(_is_white_or_clear(color) for _, color in colors):
            yield f"{name}: must be white on transparent"


def _is_white_or_clear(color: object) -> bool:
    *rgb, alpha = color if isinstance(color, tuple) else ()
    return alpha == 0 or rgb == [255, 255, 255]
