"""The manifest of the Teams app: its facts, its words, and the check by Microsoft's schema."""

import ipaddress
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft4Validator

from bot.channels.teams.search import SEARCH_COMMAND, SEARCH_PARAMETER
from bot.channels.teams.tab import TAB_PAGE, tab_resource
from locales.teams import SearchWords, TeamsApp

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parent / "schema" / "MicrosoftTeams.schema.json").read_text(encoding="utf-8")
)
MANIFEST_VERSION: str = SCHEMA["properties"]["manifestVersion"]["const"]
SCHEMA_URL = (
    f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}"
    "/MicrosoftTeams.schema.json"
)
COLOR_ICON, OUTLINE_ICON = "color.png", "outline.png"
CONSOLE_TAB = "console"
ACCENT = "#1B3A5C"  # the background of the color icon
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
VERSION = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}")
HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE
)


@dataclass(frozen=True)
class PackageFacts:
    """What differs from one installation to the next.

    `app_id`: the application ID of the Entra registration; `public_url`: the https address of the
    web app; `version`: the app's own (1.2.3). Without a name, the app has the catalog's. Without
    addresses of a privacy statement and terms of use, both are `public_url`. `has_console`: the app
    has a tab with the console of Service Desk agents.
    """

    app_id: str
    public_url: str
    version: str
    name: str = ""
    privacy_url: str = ""
    terms_url: str = ""
    has_console: bool = True

    @property
    def domain(self) -> str:
        """Host name of the web app; empty if the address has none."""
        try:
            return urlsplit(self.public_url).hostname or ""
        except ValueError:
            return ""

    def faults(self) -> Iterator[str]:
        """What is wrong, a line each."""
        if not self.app_id:
            yield (
                "TEAMS_APP_ID is not set: write the application (client) ID of the Entra "
                "registration into .env, or give --app-id"
            )
        elif not GUID.fullmatch(self.app_id):
            yield (
                f"TEAMS_APP_ID={self.app_id}: is not an application ID: copy the application "
                "(client) ID of the Entra registration, 8-4-4-4-12 hexadecimal digits"
            )
        yield from self._address_faults()
        if not VERSION.fullmatch(self.version):
            yield (
                f"--app-version {self.version}: is not a version: write three numbers, like 1.2.0"
            )
        for option, url in (("--privacy-url", self.privacy_url), ("--terms-url", self.terms_url)):
            if url and not url.startswith("https://"):
                yield f"{option} {url}: must begin with https://"

    def _address_faults(self) -> Iterator[str]:
        url, host = self.public_url, self.domain
        if not url:
            yield (
                "PUBLIC_URL is not set: write the https address of the web app into .env, or give "
                "--domain help.example.gov"
            )
        elif not url.startswith("https://"):
            yield (
                f"PUBLIC_URL={url}: Teams takes https only: put a TLS proxy before the web app "
                "(docs/teams.md) and write its https:// address"
            )
        elif _is_ip_address(host) or not HOST.fullmatch(host):
            yield (
                f"PUBLIC_URL={url}: {host or 'it'} is not a public host name, so Microsoft cannot "
                "reach it: write one like https://help.example.gov"
            )


def manifest(facts: PackageFacts, words: TeamsApp) -> dict[str, Any]:
    """The manifest, not yet checked."""
    app = words.app
    everywhere = [command.model_dump() for command in words.commands.everywhere]
    personal = [command.model_dump() for command in words.commands.personal]
    return {
        "$schema": SCHEMA_URL,
        "manifestVersion": MANIFEST_VERSION,
        "version": facts.version,
        "id": facts.app_id,
        "developer": {
            "name": app.developer,
            "websiteUrl": facts.public_url,
            "privacyUrl": facts.privacy_url or facts.public_url,
            "termsOfUseUrl": facts.terms_url or facts.public_url,
        },
        "name": {"short": facts.name or app.name, "full": app.full_name},
        "description": {"short": app.description, "full": app.full_description},
        "icons": {"color": COLOR_ICON, "outline": OUTLINE_ICON},
        "accentColor": ACCENT,
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "bots": [
            {
                "botId": facts.app_id,
                "scopes": ["personal", "team", "groupChat"],
                "isNotificationOnly": False,
                "supportsFiles": False,
                "commandLists": [
                    {"scopes": ["personal"], "commands": everywhere + personal},
                    {"scopes": ["team", "groupChat"], "commands": everywhere},
                ],
            }
        ],
        "composeExtensions": [{"botId": facts.app_id, "commands": [_search_command(words.search)]}],
        "validDomains": [facts.domain],
        **(_console(facts, words) if facts.has_console else {}),
    }


def _console(facts: PackageFacts, words: TeamsApp) -> dict[str, Any]:
    """The console as a personal tab, and for whom Teams asks Entra for the user's token."""
    page = f"{facts.public_url}{TAB_PAGE}"
    return {
        "staticTabs": [
            {
                "entityId": CONSOLE_TAB,
                "name": words.app.console,
                "contentUrl": page,
                "websiteUrl": f"{facts.public_url}/console",
                "scopes": ["personal"],
            }
        ],
        "webApplicationInfo": {
            "id": facts.app_id,
            "resource": tab_resource(facts.public_url, facts.app_id),
        },
    }


def manifest_faults(found: object) -> Iterator[str]:
    """What Microsoft's schema finds wrong, a line each."""
    for error in Draft4Validator(SCHEMA).iter_errors(found):
        place = ".".join(str(step) for step in error.absolute_path) or "as a whole"
        yield (
            f"manifest.json: {place}: {error.message}: correct the setting, the option, or "
            "teams.yml in the language's folder of locales/"
        )


def _search_command(words: SearchWords) -> dict[str, Any]:
    return {
        "id": SEARCH_COMMAND,
        "type": "query",
        "context": ["compose", "commandBox"],
        "title": words.title,
        "description": words.description,
        "initialRun": True,
        "parameters": [
            {
                "name": SEARCH_PARAMETER,
                "title": words.parameter,
                "description": words.parameter_description,
                "inputType": "text",
            }
        ],
    }


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
