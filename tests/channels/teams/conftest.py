"""The fake Microsoft, started once, and a bot for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.channels.teams import users
from bot.channels.teams.bot import TeamsBot
from bot.channels.teams.inbox import TeamsInbox
from bot.channels.teams.ports import ChatStore
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.transport import outbound
from bot.channels.teams.transport.backoff import Backoff
from common.database import Database
from contacts.agency_finder import AgencyFinder
from contacts.agency_table import AgencyTable
from contacts.registry import Agencies
from tests.channels.teams.fake_microsoft import (
    PATIENCE_S,
    FakeMicrosoft,
    Registration,
    reset,
    serving,
)
from tests.channels.teams.harness import (
    APP,
    TENANT,
    Memory,
    ScriptedAssistant,
    ScriptedSearch,
    Teams,
    ports,
)
from tests.support.migrated import Migrated

MakeTeams = Callable[..., Awaitable[Teams]]


def unchecked() -> Agencies:
    """A registry without agencies: no name of a table is checked."""
    return Agencies({}, AgencyFinder([]), sample=False)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def running_microsoft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeMicrosoft]:
    identity = "1d2e3f40-5a6b-4c7d-8e9f-a0b1c2d3e4f5"
    fake = FakeMicrosoft(Registration(APP, TENANT, "s3cret-of-the-app", identity))
    with (
        serving(fake, tmp_path_factory.mktemp("tls")) as trusted,
        pytest.MonkeyPatch.context() as m,
    ):
        m.setenv("SSL_CERT_FILE", str(trusted))
        yield fake


@pytest.fixture
def microsoft(running_microsoft: FakeMicrosoft) -> Iterator[FakeMicrosoft]:
    reset(running_microsoft)
    yield running_microsoft
    assert not running_microsoft.faults


@pytest.fixture
def settings(microsoft: FakeMicrosoft) -> TeamsSettings:
    return TeamsSettings(
        app_id=APP,
        tenant_id=TENANT,
        client_secret=microsoft.app.secret,
        service_hosts=(microsoft.url.removeprefix("https://"),),
        login_endpoint=microsoft.url,
        openid_metadata_url=f"{microsoft.url}/v1/.well-known/openidconfiguration",
    )


@pytest.fixture
def inbox(migrated: Migrated, tmp_path: Path) -> Iterator[TeamsInbox]:
    """What Teams delivers is stored here."""
    database = Database(migrated.sqlite(tmp_path / "teams.db"))
    yield TeamsInbox(database)
    database.close()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that stalls for seconds is no slow Teams.

    Nor does httpcore close what is given up in the middle of a TLS handshake: it leaves that to the
    garbage collector, which pytest then complains about.
    """
    monkeypatch.setattr(users, "LOOKUP_S", PATIENCE_S)
    monkeypatch.setattr(outbound, "TYPING_S", PATIENCE_S)


@pytest.fixture
async def make_teams(
    settings: TeamsSettings, microsoft: FakeMicrosoft, inbox: TeamsInbox
) -> AsyncIterator[MakeTeams]:
    """Starts bots with changed settings or options; closes them."""
    async with AsyncExitStack() as stack:

        async def make(
            options: dict[str, Any] | None = None,
            table: Path | None = None,
            chats: ChatStore | None = None,
            **changes: Any,
        ) -> Teams:
            assistant, seen, search = ScriptedAssistant(), Memory(), ScriptedSearch()
            waits: list[float] = []

            async def sleep(seconds: float) -> None:
                waits.append(seconds)

            given = TeamsSettings.model_validate(settings.model_dump() | changes)
            backoff = Backoff(sleep=sleep, jitter=max)
            agencies = AgencyTable("TEAMS_AGENCIES", table, unchecked) if table else None
            scripted = ports(assistant, seen, search, inbox, agencies=agencies, chats=chats)
            bot = TeamsBot(given, scripted, **{"backoff": backoff, **(options or {})})
            await bot.start()
            stack.push_async_callback(bot.close)
            return Teams(bot, microsoft, assistant, seen, search, waits, inbox)

        yield make


@pytest.fixture
async def teams(make_teams: MakeTeams) -> Teams:
    return await make_teams()
