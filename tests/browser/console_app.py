"""The real console: the web app as its settings put it together, with an agent let in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bot.channels.console.answers.settings import ReviewSettings
from bot.channels.console.link import LINK_PATH, ConsoleLinks
from bot.channels.search.desk_search import DeskSearch
from bot.channels.search.record_search import RecordSearch
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.process_settings import WebAppSettings
from bot.channels.web.settings import WebSettings
from bot.channels.web.signin.settings import SignInSettings
from bot.channels.web.wiring import WebApp
from common.clock import Clock
from common.database import Database
from common.settings import ROOT, SharedSettings
from contacts.importing import ImportRequest, import_contacts
from contacts.registry import ContactRegistry
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.assistant import RunningAssistant, free_port
from tests.support.console import clock_on
from tests.support.web_app import serving

SAMPLE = ROOT / "contacts" / "sample" / "contacts.csv"


class DatedWebApp(WebApp):
    """The web app on a day that stays: what the sample listing holds ends one day."""

    def __init__(self, settings: WebAppSettings, dist: Path, clock: Clock) -> None:
        super().__init__(settings, dist)
        self.clock = clock
        self.registry = ContactRegistry(self.database, clock)
        self.search = DeskSearch(RecordSearch(self.knowledge), self.registry, self.database)


class RealConsole:
    """A console with the real knowledge base and the sample listing; `database` is its own.

    `engine`: what understands questions; without one the search has its words alone.
    """

    def __init__(
        self,
        folder: Path,
        dist: Path,
        knowledge: KnowledgeBase,
        engine: RunningAssistant | None = None,
    ) -> None:
        self.folder = folder
        url = f"sqlite:///{folder / 'helpdesk.db'}"
        self.database = Database(url)
        self.database.migrate()
        with self.database.session() as session:
            load(session, knowledge)
            import_contacts(session, ImportRequest(SAMPLE, "tests", sample=True))
        given: dict[str, Any] = {"engine_port": free_port()}
        if engine:
            secret = (engine.folder / "engine.key").read_text().strip()
            given = {"engine_port": engine.engine_port, "engine_secret": SecretStr(secret)}
        shared = SharedSettings(
            data_dir=folder, database_url=url, actions_port=free_port(), **given
        )
        settings = WebAppSettings(
            shared,
            # Nobody types as fast as a test.
            WebSettings(console_rate="100000/minute", address_rate="100000/minute"),
            SignInSettings(),
            TeamsSettings(),
            ReviewSettings(),
        )
        self._app = DatedWebApp(settings, dist, clock_on())

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its address while it is served."""
        with serving(self._app.app()) as url:
            yield url
        self.database.close()

    def agent(self, url: str) -> dict[str, Any]:
        """What a browser keeps of an agent who came in by a one-time link."""
        token = ConsoleLinks(self.folder).make()
        with httpx.Client(trust_env=False) as door:
            assert door.get(f"{url}{LINK_PATH}", params={"token": token}).is_redirect
            (cookie,) = door.cookies.jar
        kept = {"name": cookie.name, "value": cookie.value, "domain": cookie.domain, "path": "/"}
        flags = {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
        return {"cookies": [{**kept, **flags}], "origins": []}
