"""The web app as its settings put it together, and people who come to its console's doors."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.channels.console.answers.settings import ReviewSettings
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.process_settings import WebAppSettings
from bot.channels.web.sessions.middleware import COOKIE, SECURE_COOKIE
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from bot.channels.web.wiring import WebApp
from common.database import Database
from common.settings import SharedSettings
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.assistant import free_port

LOCAL = "http://127.0.0.1:8080"
HERE, ELSEWHERE = "127.0.0.1", "10.1.2.3"
MANIFEST = """{
  "src/page/main.ts": {"file": "assets/main-1.js", "css": ["assets/main-1.css"]},
  "src/page/icon.svg": {"file": "assets/icon-1.svg"},
  "src/help/help.css": {"file": "assets/help-1.css"}
}"""
CONSOLE_MANIFEST = """{
  "src/console/main.tsx": {"file": "assets/console-1.js", "css": ["assets/console-1.css"]},
  "src/page/icon.svg": {"file": "assets/icon-1.svg"}
}"""
OIDC = SignInSettings(
    issuer="https://login.example.gov",
    client_id="service-desk",
    client_secret="a secret of the tests",
    agent_value="ServiceDesk.Agent",
)


def built(folder: Path) -> Path:
    """Built files as small as can be."""
    dist = folder / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "manifest.json").write_text(MANIFEST)
    (dist / "console.json").write_text(CONSOLE_MANIFEST)
    (dist / "widget.js").write_text("// the launcher")
    return dist


class Desk:
    """One installation; `app` is a new web process of it."""

    def __init__(self, folder: Path, knowledge: KnowledgeBase, url: str = "") -> None:
        self.dist = built(folder)
        url = url or f"sqlite:///{folder / 'helpdesk.db'}"
        self.database = Database(url)
        self.database.migrate()
        with self.database.session() as session:
            load(session, knowledge)
        # Not the default ports: an assistant may be running beside the tests.
        ports = {"engine_port": free_port(), "actions_port": free_port()}
        shared = SharedSettings(data_dir=folder, database_url=url, **ports)
        self.databases = [self.database]
        self.settings = WebAppSettings(
            shared, WebSettings(), SignInSettings(), TeamsSettings(), ReviewSettings()
        )

    def web_app(self, **changes: object) -> WebApp:
        """A web process with these settings."""
        made = WebApp(replace(self.settings, **changes), self.dist)  # type: ignore[arg-type]
        self.databases.append(made.database)
        return made

    def app(self, **changes: object) -> FastAPI:
        """Its application."""
        return self.web_app(**changes).app()

    def close(self) -> None:
        """Close the connections."""
        for database in self.databases:
            database.close()


def browser(
    app: FastAPI, base: str = LOCAL, client: str = HERE, headers: Mapping[str, str] | None = None
) -> TestClient:
    """Somebody's browser, on the machine with that address."""
    return TestClient(
        app,
        base_url=base,
        client=(client, 50_000),
        headers=dict(headers or {}),
        follow_redirects=False,
        raise_server_exceptions=False,
    )


def with_cookie(found: TestClient, token: str) -> TestClient:
    """The same browser with that session."""
    name = SECURE_COOKIE if str(found.base_url).startswith("https") else COOKIE
    found.headers["Cookie"] = f"{name}={token}"
    return found
